// The lecture's own examples, and what follows from its claims, each as the settings that show it.

import lecture from "convscope/convolve/lecture.js";

const picture = (name, channels, side) => ({ picture: name, channels, height: side, width: side });
const square = (kernel, stride = 1, padding = 0) => ({
  ky: kernel, kx: kernel, sy: stride, sx: stride,
  ...(padding ? { rule: "explicit", top: padding, bottom: padding, left: padding, right: padding } : {}),
}); // prettier-ignore

export const EXAMPLES = {
  lecture: { ...picture("lecture", 1, 5), ...square(3), preset: "cross" },
  rgb: { ...picture("rgb", 3, 5), ...square(3, 1, 1), weights: lecture.rgbKernel.flat(), biases: [lecture.rgbBias] },
  pooled: { ...picture("pooled", 1, 4), ...square(2, 2), mode: "max" },
  ten: { ...picture("scene", 3, 32), ...square(5, 1, 2), kernels: 10, preset: "identity" },
  six: { ...picture("scene", 3, 32), ...square(5), kernels: 6, preset: "random" },
  next: { ...picture("scene", 6, 28), ...square(5), kernels: 10, preset: "sobelX" },
  skipped: { ...picture("digit", 1, 7), ...square(3, 3), preset: "box" },
  same: { ...picture("digit", 1, 8), ...square(3), rule: "same", preset: "sobelX" },
  half: { ...picture("digit", 1, 8), ...square(3, 2, 1), preset: "gaussian" },
  alexnet224: { ...picture("scene", 3, 224), ...square(11, 4), preset: "sobelX" },
  alexnet227: { ...picture("scene", 3, 227), ...square(11, 4), preset: "sobelX" },
  transposed: { ...picture("lecture", 1, 3), ...square(3, 2), mode: "transposed", preset: "gaussian" },
  directions: { ...picture("scene", 1, 32), ...square(3), kernels: 2, preset: "brightening" },
  found: { ...picture("scene", 1, 48), ...square(9), weights: null, preset: "identity", row: 20, column: 12, tab: "responses" },
  dilated: { ...picture("digit", 1, 13), ...square(3), dy: 2, dx: 2, preset: "laplacian", tab: "field", depth: 3 },
  grouped: { ...picture("digit", 4, 8), ...square(3), kernels: 6, groups: 2, preset: "brightening" },
  pointwise: { ...picture("scene", 3, 16), ...square(1), kernels: 2, preset: "random" },
};

/** Examples whose kernel is cut from the picture where the window stands. */
export const CUT = ["found"];
