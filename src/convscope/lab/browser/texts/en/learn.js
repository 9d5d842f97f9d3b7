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
  learnNone: "There is no lesson {name}.",
  noSame: "This page has no figure on screen.",
  tableLayer: "layer", tableOperator: "operator", tableKernel: "kernel", tableStride: "stride", tablePadding: "padding", tableOutput: "output", tableParameters: "parameters", tableMacs: "MACs", tableField: "receptive field", tableInput: "{network}, input {input}", tableTotals: "{parameters} parameters · {macs} MACs ({flops} FLOPs) · {total} MB of activations, {peak} MB at once",
}; // prettier-ignore
