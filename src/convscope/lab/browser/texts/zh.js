// Every text of the lab in Chinese: a file a page, a key once.

import convolve from "convscope/texts/zh/convolve.js";
import frame from "convscope/texts/zh/frame.js";
import learn from "convscope/texts/zh/learn.js";

export const PARTS = { convolve, frame, learn };
export default Object.assign({}, ...Object.values(PARTS));
