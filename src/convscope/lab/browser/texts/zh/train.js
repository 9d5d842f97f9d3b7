// The texts of Train in Chinese. {name} is filled in.

export default {
  trainTitle: "训练",
  trainLead: "看着网络学习：学习曲线、卷积核，以及它还分不清的类别。",
}; // prettier-ignore
