// The texts of Learn in Chinese. {name} is filled in.

export default {
  learnTitle: "课程",
  learnLead: "笔记中的每个论断：先照原话陈述，再测量，最后给出结论。图都可以直接操作。",
  contents: "目录", previousLesson: "上一课", nextLesson: "下一课", fullScreen: "全屏", openIn: "在“卷积”页打开",
  noteSays: "笔记原话", claimNumber: "论断 {number}", verdictTrue: "成立", verdictConditional: "有条件成立", verdictFalse: "不成立",
  noSame: "画面上没有图。",
  tableLayer: "层", tableOperator: "运算", tableKernel: "核", tableStride: "步长", tablePadding: "填充", tableOutput: "输出", tableParameters: "参数", tableMacs: "乘加次数", tableField: "感受野", tableInput: "{network}，输入 {input}",
}; // prettier-ignore
