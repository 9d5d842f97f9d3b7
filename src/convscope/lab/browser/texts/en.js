// Every text of the lab in English: a file a page, a key once.

import convolve from "convscope/texts/en/convolve.js";
import frame from "convscope/texts/en/frame.js";
import learn from "convscope/texts/en/learn.js";

export const PARTS = { convolve, frame, learn };
export default Object.assign({}, ...Object.values(PARTS));
