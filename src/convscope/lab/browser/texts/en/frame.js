// The frame's texts in English.

export default {
  language: "中文",
  light: "light",
  dark: "dark",
  sameAs: "Same as",
  close: "close",
  copy: "copy",
  copied: "copied",
  inspector: "Settings",
  sameCommand: "Command",
  samePython: "Python",
  sameText: "The same page, and the same numbers, without it.",
  pages: "Pages",
  pageConvolve: "Convolve",
  pageCheck: "Check",
  pageLearn: "Learn",
};
