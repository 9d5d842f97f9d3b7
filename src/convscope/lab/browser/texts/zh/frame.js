// The frame's texts in Chinese.

export default {
  language: "English",
  light: "浅色",
  dark: "深色",
  sameAs: "等价代码",
  close: "关闭",
  copy: "复制",
  copied: "已复制",
  inspector: "设置",
  sameCommand: "命令行",
  samePython: "Python",
  sameText: "不打开这个页面，也能得到同样的画面和数值。",
  pages: "页面",
  pageConvolve: "卷积",
  pageCheck: "检查",
  pageLearn: "课程",
};
