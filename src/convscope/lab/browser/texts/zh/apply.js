// The texts of Apply in Chinese. {name} is filled in.

export default {
  applyTitle: "应用",
  applyLead: "把你的网络用于任意大小的遥感影像：每个像素属于哪一类，每一类各有多少。",
  applyNoScene: "要处理任意大小的场景（GeoTIFF 或任何大图），请这样打开实验室：",
  picturesLead: "给网络一张图像，它不会离开这台机器。", picturesWorking: "网络正在计算……", picturesBefore: "处理前", picturesAfter: "处理后", picturesSlide: "处理前与处理后的分界线", picturesNothing: "没有找到任何东西。",
  picturesClasses: "这是输入网络的图像。下面是各类别的概率（softmax）。", picturesPixels: "线右边每个像素显示其类别的颜色；下面是各类别占图像的比例。", picturesBoxes: "线右边是检测到的物体；下面是网络对每一个的置信度。", picturesPainting: "线左边是原图，右边是网络画出的图像。",
  applyMap: "影像及其标签：可以拖动，或用方向键移动；加号和减号缩放，0 显示全图",
  applyOut: "缩小", applyIn: "放大", applyWhole: "全图", applyOne: "影像的一个像素对应屏幕的一个像素", applyOpacity: "标签",
  applyKeys: "拖动，滚轮或双指缩放；方向键移动，+ 和 − 缩放，0 显示全图，1 逐像素显示。",
  applyPoint: "把指针移到某个像素上，或轻触它。", applyPlace: "第 {row} 行，第 {column} 列", applyValues: "输入值 {values}", applyNoData: "无数据", applyNoLabel: "无标签",
  applyScene: "影像", applyFile: "文件", applySize: "像素", applyCrs: "坐标系", applyNoCrs: "无地理参考", applyOneBand: "显示的是第一个波段（灰度）。", applyThreeBands: "输入网络的 {channels} 个波段中，前三个显示为红、绿、蓝。",
  applyClasses: "类别", applyClass: "类别 {label}", applyCounting: "正在统计…… {share}", applyPixels: "{count} 像素", applyTotal: "合计 {what}。", applyNodata: "另有 {count} 像素无数据。", applyAll: "全选", applyNone: "全不选", applyNoArea: "影像没有地理参考，无法得知面积。", applyCounted: "面积按椭球面计算，即像素数乘以像素面积：这是网络判定的各类面积，未必是实际面积。",
  applyWork: "标签", applyBegin: "分割这幅影像", applyAnew: "重新分割", applyAgain: "再试一次", applyGoOn: "继续", applyStop: "停止", applyPreparing: "正在准备……", applyDone: "已完成 {done} / {total} 块", applyLeft: "还需 {time}", applyWriting: "正在写入文件", applyStopped: "已停止：{total} 块中完成了 {done} 块，均已保留。", applySave: "保存标签", applySeconds: "{count} 秒", applyMinutes: "{count} 分钟", applyHours: "{count} 小时",
  applyLabelsAre: "在 {file} 中。", applyLabelsHere: "在 {file} 中，只保留到实验室关闭，请及时保存。", applyLabelsWill: "还没有标签，将写入 {file}。", applyLabelsNone: "还没有标签。",
}; // prettier-ignore
