// Every text of the lab in Chinese: a file a page, a key once.

import apply from "convscope/texts/zh/apply.js";
import check from "convscope/texts/zh/check.js";
import convolve from "convscope/texts/zh/convolve.js";
import draw from "convscope/texts/zh/draw.js";
import frame from "convscope/texts/zh/frame.js";
import learn from "convscope/texts/zh/learn.js";
import look from "convscope/texts/zh/look.js";
import rules from "convscope/texts/zh/rules.js";
import ship from "convscope/texts/zh/ship.js";
import train from "convscope/texts/zh/train.js";

export const PARTS = { apply, check, convolve, draw, frame, learn, look, rules, ship, train };
export default Object.assign({}, ...Object.values(PARTS));
