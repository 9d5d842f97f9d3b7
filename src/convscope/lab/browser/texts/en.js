// Every text of the lab in English: a file a page, a key once.

import apply from "convscope/texts/en/apply.js";
import check from "convscope/texts/en/check.js";
import convolve from "convscope/texts/en/convolve.js";
import draw from "convscope/texts/en/draw.js";
import frame from "convscope/texts/en/frame.js";
import learn from "convscope/texts/en/learn.js";
import look from "convscope/texts/en/look.js";
import rules from "convscope/texts/en/rules.js";
import ship from "convscope/texts/en/ship.js";
import train from "convscope/texts/en/train.js";

export const PARTS = { apply, check, convolve, draw, frame, learn, look, rules, ship, train };
export default Object.assign({}, ...Object.values(PARTS));
