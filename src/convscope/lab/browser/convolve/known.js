// Every setting that an address may hold: where it starts, its words or its range. After the word "default" it is JSON,
// since `convscope lab --at` reads the same list.

export default {
  "start": {
    "mode": "convolution", "picture": "lecture", "channels": 1, "height": 5, "width": 5, "values": null,
    "ky": 3, "kx": 3, "sy": 1, "sx": 1, "dy": 1, "dx": 1, "oy": 0, "ox": 0, "groups": 1,
    "rule": "valid", "top": 0, "bottom": 0, "left": 0, "right": 0, "fill": "zeros", "ceil": false, "countPadding": true,
    "kernels": 1, "preset": "cross", "weights": null, "biases": null, "response": "raw", "relu": false, "axes": false,
    "map": 0, "row": 0, "column": 0, "tab": "coverage", "depth": 2
  },
  "words": {
    "mode": ["convolution", "flipped", "transposed", "max", "mean"],
    "rule": ["valid", "same", "full", "explicit"],
    "fill": ["zeros", "reflect", "replicate", "circular"],
    "response": ["raw", "meanFree", "normalised"],
    "tab": ["coverage", "responses", "matrix", "field", "code"],
    "picture": ["lecture", "pooled", "rgb", "digit", "scene", "edge", "disc", "board", "ramp", "impulse"],
    "preset": ["cross", "identity", "box", "gaussian", "sharpen", "laplacian", "brightening", "darkening", "sobelX", "sobelY", "emboss", "random"]
  },
  "ranges": {
    "channels": [1, 8], "height": [1, 256], "width": [1, 256], "ky": [1, 31], "kx": [1, 31],
    "sy": [1, 16], "sx": [1, 16], "dy": [1, 16], "dx": [1, 16], "oy": [0, 15], "ox": [0, 15],
    "groups": [1, 8], "kernels": [1, 16], "top": [0, 64], "bottom": [0, 64], "left": [0, 64], "right": [0, 64],
    "map": [0, 63], "row": [0, 1023], "column": [0, 1023], "depth": [1, 6]
  },
  "lists": ["values", "weights", "biases"]
};
