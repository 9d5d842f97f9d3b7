// Every kind of figure that a lesson may name, and putting them into its article.

import { asker } from "convscope/learn/asking.js";
import { bottleneckFigure } from "convscope/learn/bottleneck.js";
import { convolveFigure } from "convscope/learn/convolve.js";
import { fieldFigure } from "convscope/learn/field.js";
import { learningFigure } from "convscope/learn/learning.js";
import { pacesFigure } from "convscope/learn/paces.js";
import { paintedFigure } from "convscope/learn/painted.js";
import { positionsFigure } from "convscope/learn/positions.js";
import { responsesFigure } from "convscope/learn/responses.js";
import { seamsFigure } from "convscope/learn/seams.js";
import { sizesFigure } from "convscope/learn/sizes.js";
import { squaresFigure } from "convscope/learn/squares.js";
import { tableFigure } from "convscope/learn/table.js";
import { triedFigure } from "convscope/learn/tried.js";
import { unitFigure } from "convscope/learn/unit.js";

const FIGURES = { bottleneck: bottleneckFigure, convolve: convolveFigure, field: fieldFigure, learning: learningFigure, paces: pacesFigure, painted: paintedFigure, positions: positionsFigure, responses: responsesFigure, seams: seamsFigure, sizes: sizesFigure, squares: squaresFigure, table: tableFigure, tried: triedFigure, unit: unitFigure };

/** Put a lesson's figures into their places; gives them in their order, not yet loaded. */
export function filled(article, found, frame) {
  return [...article.querySelectorAll("figure[data-figure]")].map((element) => {
    const at = Number(element.dataset.figure);
    const given = found.figures[at];
    return Object.assign(FIGURES[given.kind](element, { ...given, at }, asker(frame, found.name, at), frame), { kind: given.kind });
  });
}
