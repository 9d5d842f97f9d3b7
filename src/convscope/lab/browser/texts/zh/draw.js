// The texts of Draw in Chinese. {name} is filled in.

export default {
  drawTitle: "手写",
  drawLead: "一边画，一边看网络的每一层如何响应。",
  drawPad: "画板：用指针书写；用“移动”工具或方向键平移图形", drawTools: "工具",
  drawToolPen: "画笔", drawToolEraser: "橡皮", drawToolMove: "移动", drawUndo: "撤销", drawClear: "清空", drawPen: "粗细", drawColour: "颜色", drawSave: "保存图像",
  drawAnswer: "输出", drawShares: "网络输出经 softmax 后的概率。", drawTop: "{of} 个类别中概率最高的 {count} 个（softmax）。", drawScore: "得分 {score}", drawNumber: "网络输出 {value}", drawNoAnswer: "网络输出 {shape} 个数，不是类别。",
  drawPainting: "网络由这幅图得到的图像，{size}", drawPixels: "每个像素的类别，{size}", drawBoxes: "检测结果，{size}",
  drawTower: "各层立体图：拖动旋转，按住 Shift 平移，滚轮缩放；也可用方向键、加减号，0 回到初始视角", drawPicture: "输入图像",
  drawPoint: "指向任一格：显示它的数值和它读取的全部内容。拖动旋转，滚轮缩放。", drawAtMap: "{layer}，特征图 {map}，第 {row} 行，第 {column} 列", drawAt: "{layer}，第 {row} 行，第 {column} 列", drawAtCell: "{layer}，单元 {cell}", drawAtPixel: "输入图像，第 {row} 行，第 {column} 列", drawReads: "读取 {of} 个像素中的 {pixels} 个", drawUnknown: "读取范围未知：{why}",
  drawEnters: "输入网络的图像", drawFormMnist: "按 MNIST", drawFormDigits: "按 scikit-learn", drawFormDrawn: "保持原样",
  drawEntersMnist: "黑底白字，与 MNIST 的制作方式相同：裁出笔迹，长边缩放到 20 像素，重心置于 28 × 28 的中央，再缩放到 {size}。",
  drawEntersDigits: "黑底白字，与 scikit-learn 的 digits 相同：裁出笔迹，长边占满图像，再缩放到 {size}。",
  drawEntersDrawn: "整块画板 {pad}，缩放到 {size}。",
  drawBegin: "起始图像", drawBeginHelp: "落下第一笔时自动清空。", drawSample: "以此开始：{name}", drawPhoto: "照片",
  drawShift: "平移", drawShiftHelp: "用“移动”工具或方向键平移。平移在归一化之后进行，以输入图像的像素为单位。", drawMoved: "向下 {down}，向右 {across}", drawShiftBack: "移回原位", drawShiftMake: "平移响应图", drawShiftWorking: "正在计算…", drawShiftMap: "各平移量下该类别的概率；方向键移动图形", drawShiftOf: "各平移量下“{name}”的概率，各方向至多 {reach} 像素。点击某格即移到该处。", drawShiftStale: "这是先前图形的结果：各平移量下“{name}”的概率，各方向至多 {reach} 像素。",
  drawLayers: "各层，自输入图像向上", drawMain: "主要层", drawAll: "全部", drawOf: "画出 {of} 层中的 {count} 层。", drawReduced: "较大的层只画一部分；每一格都是网络中的一个数，不取平均。", drawFirst: "{of} 张特征图中的前 {tiles} 张", drawEvery: "每 {step} 行、{step} 列取一", drawAnd: "，", drawMap: "特征图", drawRow: "行", drawColumn: "列", drawCell: "单元",
}; // prettier-ignore
