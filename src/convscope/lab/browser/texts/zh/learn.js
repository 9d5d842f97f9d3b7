// The texts of Learn in Chinese. {name} is filled in.

export default {
  learnTitle: "课程",
  learnLead: "笔记中的每个论断：先照原话陈述，再测量，最后给出结论。图都可以直接操作。",
  contents: "目录", previousLesson: "上一课", nextLesson: "下一课", colon: "：", fullScreen: "全屏", openIn: "在“卷积”页打开",
  noteSays: "笔记原话", claimNumber: "论断 {number}", verdictTrue: "成立", verdictConditional: "有条件成立", verdictFalse: "不成立",
  figureNetwork: "课中的网络", figureYours: "你的网络：{name}",
  sizesLayer: "层", sizesWindow: "窗口", sizesFormula: "边长", sizesMap: "特征图", sizesLost: "输入中从未被读取的",
  sizesLose: "漏读行或列的层（红色）：{count}。", sizesLoseNone: "没有任何一层漏读行或列。", sizesLeftOut: "另有 {count} 层不改变特征图尺寸，未画出。", sizesTotals: "{parameters} 个参数；在此尺寸下 {macs} 次乘加",
  bottleneckWeights: "权重数",
  squaresSide: "网络的输入边长", squaresOriginal: "原图", squaresStretch: "拉伸", squaresCrop: "中心裁剪", squaresLetterbox: "加黑边", squaresStretched: "圆会变成宽为高的 {times} 倍", squaresLost: "裁掉了原图的 {share}", squaresEmpty: "正方形中 {share} 是黑边",
  responsesPhotograph: "点击任意处，把那里的小块截作卷积核", responsesCut: "卷积核：{side} × {side}，截自 [{row}, {column}]", responsesRandom: "随机截取", responsesTally: "已截取 {cuts} 次，其中最大值正好在原处的：原始 {raw}，去均值 {free}，归一化 {normalised}。",
  seamsMargin: "边距", seamsPicture: "图像；不同的标签为红色", seamsWrong: "{of} 个标签中有 {count} 个不同（红色）。", seamsNone: "{of} 个标签全部相同。", seamsCost: "{tile} × {tile} 的小块连同边距，共计算了图像像素数的 {read} 倍。", seamsNeeded: "网络在一个像素之外还要读 {needed} 个像素。",
  positionsStride: "特征图的步长", positionsTruth: "真实区域", positionsBest: "步长为 {stride} 的特征图，{cells} 格，每格内容已知", positionsLeft: "平均 IoU {iou}；{wrong} 的像素分错",
  pacesMeasure: "在这台机器上测量", pacesMeasuring: "正在测量……", pacesWhere: "运行于", pacesThread: "1 个线程", pacesThreads: "{threads} 个线程", pacesBatch: "每批图片数", pacesRate: "每秒图片数", pacesProducts: "每秒乘加次数（10⁹）", pacesTimes: "最快的方式每秒处理的图片数，是单线程逐张处理的 {times} 倍；每张图片 {macs} 次乘加，本机有 {cores} 个核心。", pacesBusy: "其他程序也在占用处理器（过去一分钟平均 {busy} 个），会影响测量：等待核心的线程反而更慢。",
  paintedPaint: "开始绘制", paintedPainting: "正在绘制，需要几秒……", paintedStrength: "风格的权重", paintedAll: "全部层", paintedFirst: "仅第一层", paintedContent: "内容", paintedStyle: "风格（由公式画出）", paintedPicture: "结果", paintedLayer: "层", paintedBefore: "开始时 Gram 矩阵的相对误差", paintedMissed: "结束时", paintedLoss: "每一步的损失", paintedSaid: "共 {steps} 步，损失从 {from} 降到 {to}。内容取自层 {layer} 的特征图。",
  triedTry: "在这台机器上试一试", triedTrying: "正在训练几个小网络，最多约一分钟……", triedNetwork: "网络", triedChannels: "通道数", triedLinear: "线性分类器", triedMean: "特征图取平均", triedPooled: "池化", triedFull: "不池化", triedStrided: "步长", triedBlurred: "模糊下采样", triedFully: "全连接", triedAsIs: "原样", triedShuffled: "打乱", triedShift: "平移 {value}", triedMacs: "乘加次数", triedParameters: "参数", triedTrain: "训练正确率", triedTest: "测试正确率", triedGap: "训练 − 测试", triedNanoseconds: "每千次乘加的纳秒数", triedOn: "用 scikit-learn 的 {pictures} 个数字训练，另外 {tested} 个测试；命令行使用全部数据。", triedShows: "这些数字与结论一致。", triedShowsNot: "这些数字没有显示出结论所说的：或因图像太少，或因机器繁忙，或这里确实不同。",
  unitChoose: "点击某张特征图，或用方向键移动：选中的单元用红框标出。", unitChannel: "通道", unitInputs: "读取的数", unitKernel: "卷积核", unitProducts: "乘积", unitSum: "乘积之和", unitOthers: "另外 {count} 个通道", unitBias: "偏置", unitPyTorch: "PyTorch 算得 {value}。", unitColumnPlain: "这一层在此处的全部 {count} 个单元，单元 {unit} 是其中之一。", unitColumn: "这一层在此处的全部 {count} 个单元，单元 {unit} 是其中之一：它们读取同样的数，各用各的卷积核。", unitNoSwitches: "它之前没有最大池化，也就没有与这幅图像相联系的开关。", unitBack: "用 deconvnet 投影回图像：{pixels} 个像素得到了数值。",
  learningTrain: "在这里训练", learningTraining: "正在训练，需要几秒……", learningEpoch: "轮次", learningWeights: "权重的变化", learningBiases: "偏置的变化", learningRight: "正确率：训练图像 {train}，留出图像 {held}。", learningSaid: "用 {pictures} 个数字训练；最后测试图像的正确率为 {tested}。",
  learnNone: "没有名为 {name} 的课。",
  noSame: "画面上没有图。",
  tableLayer: "层", tableOperator: "运算", tableKernel: "核", tableStride: "步长", tablePadding: "填充", tableOutput: "输出", tableParameters: "参数", tableMacs: "乘加次数", tableField: "感受野", tableInput: "{network}，输入 {input}", tableTotals: "{parameters} 个参数 · {macs} 次乘加（{flops} FLOPs）· 激活值共 {total} MB，同时占用 {peak} MB",
}; // prettier-ignore
