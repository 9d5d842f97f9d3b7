// The texts of Ship in Chinese. {name} is filled in.

export default {
  shipTitle: "部署",
  shipLead: "把你的网络变成不需要 PyTorch 就能运行的文件，并逐层证明它仍是同一个网络。",
  shipNoPicture: "这个网络不接收图片，而只有图片网络可以部署。",
  shipOnnx: "ONNX", shipOnnxIs: "一个文件，供 ONNX Runtime、OpenVINO 和浏览器使用；归一化在文件之内。",
  shipInt8: "8 位整数的 ONNX", shipInt8Is: "大小约为四分之一；用图片校准，精度取决于它们。",
  shipC: "C", shipCIs: "一个 C99 文件和头文件，不分配内存，不依赖库，也适用于微控制器。",
  "shipC-int8": "8 位整数的 C", "shipC-int8Is": "同样的文件夹，用整数计算：闪存和内存约为四分之一，在任何机器上答案都相同。", "shipC-int8Time": "C，int8",
  shipHtml: "一个 HTML 网页", shipHtmlIs: "从磁盘直接打开，手机也行：画图，或拖入图片。",
  shipNoPictures: "没有用来校准的图片。", shipNoPicturesFix: "打开实验室时给出与将来所见相似的图片：convscope lab MODEL --calibrate photos/",
  shipNoCompiler: "缺少 clang 和 wasm-ld，它们把 C 编译成 WebAssembly。", shipNoCompilerFix: "运行 apt-get install clang lld，或 brew install llvm lld，然后重新打开实验室。",
  shipMake: "生成", shipAgain: "重新生成", shipMaking: "正在生成，与 PyTorch 并排运行，并给两者计时……", shipStepExporting: "写出计算图", shipStepCompiling: "编译", shipStepCalibrating: "求特征图的取值范围", shipStepRounding: "取整权重", shipStepComparing: "与 PyTorch 比较", shipStepChoosing: "选择保留浮点的层", shipStepTesting: "回答测试图片", shipStepProving: "逐步证明", shipStepTiming: "给两者计时", shipStop: "停止", shipStopped: "已停止，没有留下半成品。", shipSave: "保存 {file}",
  shipFolder: "文件夹（含测试）", shipFile: "文件", shipFloatFile: "浮点文件", shipFlash: "权重（闪存）", shipRam: "工作内存（RAM）", shipApart: "与 PyTorch 相差", shipTorchTime: "PyTorch，每张图片", shipFloatTime: "ONNX Runtime，浮点", shipFloatCTime: "C，浮点", shipFloatMemory: "浮点时", shipBoth: "闪存 {flash}，内存 {ram}", shipProven: "{count} 个步骤与逐式写出的参考逐位相同。", shipOnnxTime: "ONNX Runtime，每张图片", shipInt8Time: "ONNX Runtime，int8", shipCTime: "C，每张图片", shipTold: "之前 → 之后", shipQuantised: "int8 的层", shipMacs: "int8 的乘加", shipOf: "{some} / {all}", shipBytes: "{count} 字节",
  shipSame: "只有当任何两个 logit 相差不超过 {allowed} 时才会写出。", shipCompared: "两者看的是相同的 {count} 张图片。", shipAgreement: "之前与之后：与浮点网络回答一致的比例，数据为 {count} 张（{on}）。", shipAccuracy: "之前与之后：正确率，数据为 {count} 张（{on}）。", shipLeft: "保留浮点的层：{layers}。", shipOneSize: "它只接受一种尺寸：{why}。", shipBlob: "它的权重在单独的文件里，由程序载入。",
  shipCompareTitle: "逐层比较", shipCompare: "比较", shipCompareAgain: "重新比较", shipComparing: "正在运行两者，并把每一层与它的张量对照……", shipCompareText: "PyTorch 与这里生成的 ONNX 文件，使用相同的两张随机像素图片。", shipCompareNone: "先生成 ONNX 文件，然后每一层都能与 PyTorch 对照。",
  shipFound: "找到 {some} / {all} 层。", shipAllAgree: "全部在各自最大值的千分之一以内一致。", shipBegins: "最先出现差异的是 {layer}，相差 {relative}{place}。", shipAnswerOff: "答案相差 {relative}，余弦 {cosine}。",
  shipChart: "每一层的最大差异，相对于该层的最大值", shipFirst: "第一层", shipLast: "最后", shipLimit: "千分之一：超过它就算不同", shipTable: "每一层与它的张量",
  shipLargest: "最大差异", shipRelative: "占比", shipCosine: "余弦", shipWhere: "位置", shipWhereLong: "位置（图片、通道、行、列，或单元）", shipFolded: "已并入另一层", shipAnswer: "答案", shipLine: "代码行", shipTensor: "张量", shipChoose: "在图或表中选择一层。", shipChooseNone: "比较文件之后，这里会显示一层的数字。",
}; // prettier-ignore
