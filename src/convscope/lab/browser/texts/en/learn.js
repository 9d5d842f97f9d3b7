// The texts of Learn in English. {name} is filled in.

export default {
  learnTitle: "Learn",
  learnLead: "Every claim of the course, what is measured, and the verdict. The figures are live.",
  contents: "Contents", previousLesson: "previous", nextLesson: "next", colon: ": ", fullScreen: "full screen", openIn: "open in Convolve",
  noteSays: "The notes say", claimNumber: "Claim {number}", verdictTrue: "true", verdictConditional: "conditional", verdictFalse: "false",
  figureNetwork: "the lesson's network", figureYours: "your network: {name}",
  sizesLayer: "layer", sizesWindow: "window", sizesFormula: "size", sizesMap: "map", sizesLost: "never read of its input",
  sizesLose: "Layers that leave rows or columns unread, in red: {count}.", sizesLoseNone: "No layer leaves a row or a column unread.", sizesLeftOut: "{count} more layers, which keep their map's size, are not drawn.", sizesTotals: "{parameters} parameters, {macs} multiply-adds at this size",
  bottleneckWeights: "weights",
  squaresSide: "the network's size", squaresOriginal: "the picture", squaresStretch: "stretched", squaresCrop: "centre crop", squaresLetterbox: "letterbox", squaresStretched: "a circle comes out {times} times as wide as high", squaresLost: "{share} of the picture is cut off", squaresEmpty: "{share} of the square is black",
  responsesPhotograph: "Click anywhere: the patch there becomes the kernel", responsesCut: "kernel: {side} × {side}, cut at [{row}, {column}]", responsesRandom: "cut at random", responsesTally: "Cuts so far: {cuts}. Maximum in its place: raw {raw}, mean-free {free}, normalised {normalised}.",
  seamsMargin: "margin", seamsPicture: "The picture; labels that differ are red", seamsWrong: "{count} of {of} labels differ, in red.", seamsNone: "None of {of} labels differs.", seamsCost: "Tiles of {tile} × {tile} and their margins are {read} times the picture.", seamsNeeded: "What the network reads beyond a pixel is {needed}.",
  positionsStride: "stride of the map", positionsTruth: "the regions", positionsBest: "a map at stride {stride}, {cells} cells, that knows what is in each", positionsLeft: "mean IoU {iou}; {wrong} of the pixels wrong",
  pacesMeasure: "measure on this machine", pacesMeasuring: "measuring …", pacesWhere: "on", pacesThread: "1 thread", pacesThreads: "{threads} threads", pacesBatch: "pictures at once", pacesRate: "pictures a second", pacesProducts: "10⁹ multiply-adds a second", pacesTimes: "The quickest way answers {times} times as many pictures as one at a time on one thread; {macs} multiply-adds a picture, {cores} cores here.", pacesBusy: "Other programs were busy ({busy} in the last minute), and share what is measured: threads that wait for a core are slower than none.",
  paintedPaint: "paint it", paintedPainting: "painting, some seconds …", paintedStrength: "weight of style", paintedAll: "all layers", paintedFirst: "the first layer alone", paintedContent: "content", paintedStyle: "style, drawn by a formula", paintedPicture: "painted", paintedLayer: "layer", paintedBefore: "Gram matrix missed at first", paintedMissed: "at the end", paintedLoss: "the loss, step by step", paintedSaid: "{steps} steps; the loss fell from {from} to {to}. Content is what the layer {layer} gives.",
  learnNone: "There is no lesson {name}.",
  noSame: "This page has no figure on screen.",
  tableLayer: "layer", tableOperator: "operator", tableKernel: "kernel", tableStride: "stride", tablePadding: "padding", tableOutput: "output", tableParameters: "parameters", tableMacs: "MACs", tableField: "receptive field", tableInput: "{network}, input {input}", tableTotals: "{parameters} parameters · {macs} MACs ({flops} FLOPs) · {total} MB of activations, {peak} MB at once",
}; // prettier-ignore
