// The texts of Ship in English. {name} is filled in.

export default {
  shipTitle: "Ship",
  shipLead: "Your network as a file that runs without PyTorch, and proof, layer by layer, that it is still the same one.",
  shipNoPicture: "This network takes no picture, and only networks of pictures are shipped.",
  shipOnnx: "ONNX", shipOnnxIs: "One file for ONNX Runtime, OpenVINO and browsers; scaling is inside.",
  shipInt8: "ONNX in 8-bit integers", shipInt8Is: "A fourth of the size; calibrated on pictures, as exact as they allow.",
  shipC: "C", shipCIs: "One C99 file and its header, without allocation or library, for a microcontroller too.",
  "shipC-int8": "C in 8-bit integers", "shipC-int8Is": "The same folder on integers: a fourth of flash and RAM, the same answers on every machine.", "shipC-int8Time": "C, int8",
  shipHtml: "One HTML page", shipHtmlIs: "Opens from the disk, on a phone as well: draw, or drop a picture.",
  shipNoPictures: "There are no pictures to calibrate on.", shipNoPicturesFix: "Open the lab with pictures like those it will see: convscope lab MODEL --calibrate photos/",
  shipNoCompiler: "clang and wasm-ld are missing, which make WebAssembly of C.", shipNoCompilerFix: "apt-get install clang lld, or brew install llvm lld, then open the lab again.",
  shipMake: "make it", shipAgain: "make it again", shipMaking: "making it, running it beside PyTorch, timing both …", shipStop: "stop", shipStopped: "Stopped; nothing was left half made.", shipSave: "save {file}",
  shipFolder: "folder, tests included", shipFile: "file", shipFloatFile: "float file", shipFlash: "weights (flash)", shipRam: "working memory (RAM)", shipApart: "off PyTorch by", shipTorchTime: "PyTorch, a picture", shipFloatTime: "ONNX Runtime, float", shipFloatCTime: "C, float", shipFloatMemory: "in float", shipBoth: "{flash} flash, {ram} RAM", shipProven: "{count} steps equal the written-out reference to the last bit.", shipOnnxTime: "ONNX Runtime, a picture", shipInt8Time: "ONNX Runtime, int8", shipCTime: "C, a picture", shipTold: "before → after", shipQuantised: "layers in int8", shipOf: "{some} of {all}", shipBytes: "{count} B",
  shipSame: "Written only because no two logits differ by more than {allowed}.", shipCompared: "Both saw the same {count} pictures.", shipAgreement: "Before and after: how often it answers as the float network, on {count} {on}.", shipAccuracy: "Before and after: share right, on {count} {on}.", shipLeft: "Left in float: {layers}.", shipOneSize: "It takes one size only: {why}.", shipBlob: "Its weights are in a file of their own, which the program loads.",
  shipCompareTitle: "Layer by layer", shipCompare: "compare", shipCompareAgain: "compare again", shipComparing: "running both, and holding every layer against its tensor …", shipCompareText: "PyTorch against the ONNX files made here, on the same two pictures of random pixels.", shipCompareNone: "Make the ONNX file; then every layer can be held against PyTorch.",
  shipFound: "has {some} of {all} layers.", shipAllAgree: "All agree to a thousandth of their largest number.", shipBegins: "The first apart is {layer}, by {relative}{place}.", shipAnswerOff: "The answer is off by {relative}, cosine {cosine}.",
  shipChart: "Largest difference of each layer, as a share of its largest number", shipFirst: "first layer", shipLast: "last", shipLimit: "a thousandth: beyond it two are told apart", shipTable: "Every layer against its tensor",
  shipLargest: "largest difference", shipRelative: "as a share", shipCosine: "cosine", shipWhere: "where", shipWhereLong: "where (picture, channel, row, column, or unit)", shipFolded: "folded into another", shipAnswer: "the answer", shipLine: "line", shipTensor: "tensor", shipChoose: "Choose a layer in the chart or the table.", shipChooseNone: "Once files were compared, a layer's numbers stand here.",
}; // prettier-ignore
