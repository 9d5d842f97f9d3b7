// The texts of Look in Chinese. {name} is filled in.

export default {
  lookTitle: "观察",
  lookLead: "网络如何看一张图片：每一层的特征图，直到一个单元的求和与逐项乘积。",
  lookNetwork: "网络图：每层一列，最活跃的特征图在最上面", lookNetworkShort: "网络", lookWhere: "当前位置", lookUnitShort: "单元 {unit}",
  lookBegin: "点一张特征图，展开该单元的求和；点层名，查看它的全部特征图。", lookEscape: "按 Esc 退回上一级。",
  lookHover: "把指针移到特征图上：连线通向为它提供输入的特征图，粗细表示贡献大小；橙色为正，蓝色为负。",
  lookFed: "{layer}，单元 {unit}{place}：{value}；{count} 条连线表示图中各特征图的贡献，橙色为正，蓝色为负。", lookFedNone: "{layer}，单元 {unit}{place}：{value}；为它提供输入的特征图不在图中。", lookFedHidden: "{layer}，单元 {unit}{place}：{value}；它自己的特征图不在列出的最活跃者之中，因此没有连线。", lookPointed: "{layer}，单元 {unit}{place}：{value}",
  lookTile: "{layer}，单元 {unit}，最大值 {most}", lookMore: "还有 {count} 个", lookMoreShort: "+ {count}", lookRanked: "共 {count} 张特征图，按平均绝对值排序，共用一个色标。", lookBefore: "上一页", lookNext: "下一页",
  lookMain: "主要的层", lookAll: "所有的层", lookLayers: "{of} 层中的 {count} 层", lookHidden: "{of} 层中有 {count} 层没有列出：它们输出的是一行行的数，例如 Transformer 的 token，无法知道哪个轴是单元。这里列出的是特征图，以及没有位置的数。", lookEntered: "输入网络的图片：{size}", lookPicture: "图片", lookUntrained: "权重是随机的：网络没有训练过。",
  lookUnit: "{layer} 的单元 {unit}（共 {of} 个）", lookAt: "位置 {place}：{value}", lookValue: "值 {value}", lookClick: "点击特征图上的位置，查看该处的求和。", lookWhole: "没有位置的数：它代表整张图片。",
  lookMap: "它的特征图。", lookEvery: "每 {step} 行、列画一个。", lookSees: "红框：它的感受野，行 {rows}，列 {columns}。", lookSeesUnknown: "它的感受野未知。",
  lookSum: "它的求和", lookSumOf: "{layer} 把从 {source} 读到的 {count} 个数各乘以权重再相加；点一个通道查看逐项乘积。", lookLargestOf: "{layer} 取 {source} 中 {count} 个数的最大值。", lookIsLargest: "最大值：{total}",
  lookPasses: "{operator} 由同一位置的这些数得到它；点击即可前往。", lookNoSum: "{operator} 的单元不是乘积之和。", lookTorch: "PyTorch 算得 {value}",
  lookChannel: "通道 {channel}", lookOthers: "其余 {count} 项", lookBias: "偏置", lookReads: "读到的数", lookKernel: "卷积核", lookProducts: "乘积", lookOutside: "（边界之外）", lookTooMany: "{rows} × {columns} 个数，太多，不逐一列出；总和见上。",
  lookBeside: "单元的其他看法", lookBesideChoose: "先选一个单元。", lookWorking: "正在计算",
  lookWayDeconvnet: "反卷积网络", "lookWayGrad-cam": "Grad-CAM", lookWayMaximisation: "激活最大化", "lookWayTop-patches": "最强图块",
  "lookWayDepth-column": "深度列", "lookToldDepth-column": "这一层的所有单元对该位置的响应。",
  lookWayOnnx: "与 ONNX 并列", lookToldOnnx: "PyTorch 的输出、“部署”页生成的 ONNX 文件的输出，以及两者之差。在“部署”页逐层比较之后，这里会说明所选单元的层相差多少。", lookApart: "用“部署”页的随机像素图像比较，ONNX 文件的 {layer} 与 PyTorch 最多相差 {largest}，是其最大数的 {relative}。",
  lookToldDeconvnet: "把该单元的激活投影回像素：图片中是什么激活了它（Zeiler 与 Fergus，2014）。", "lookToldGrad-cam": "最可能的类别在这一层关注哪里（Selvaraju 等，2017）。", lookToldMaximisation: "从噪声出发、使该单元响应最大的图片。", "lookToldTop-patches": "scikit-learn 手写数字中最能激活该单元的图块。",
}; // prettier-ignore
