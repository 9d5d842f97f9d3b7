// The PyTorch lines of exactly what is on screen; they print the output.

import { isPool } from "convscope/convolve/layer.js";

const MOST = 256; // numbers written out; a larger picture is a line to fill in

const number = (value) => (Number.isFinite(value) ? String(Number(value.toFixed(6))) : "0");

function nested(values, shape) {
  if (shape.length === 1) return `[${Array.from(values, number).join(", ")}]`;
  const each = values.length / shape[0];
  return `[${Array.from({ length: shape[0] }, (_, at) => nested(values.slice(at * each, (at + 1) * each), shape.slice(1))).join(", ")}]`;
}

const pair = (y, x) => (y === x ? String(y) : `(${y}, ${x})`);

/** Weights in PyTorch's order: (out, in/groups, h, w), for a transposed layer (in, out/groups, h, w). */
function ordered(layer, channels) {
  const all = layer.kernels.map((kernel) => kernel.values);
  if (layer.mode !== "transposed") return { values: all.flat(), shape: [all.length, layer.kernels[0].channels, layer.y.kernel, layer.x.kernel] };
  const [depth, area, each] = [channels / layer.groups, layer.y.kernel * layer.x.kernel, all.length / layer.groups];
  const values = [];
  for (let channel = 0; channel < channels; channel += 1) {
    const group = Math.floor(channel / depth);
    for (let k = 0; k < each; k += 1) values.push(...all[group * each + k].slice((channel % depth) * area, ((channel % depth) + 1) * area));
  }
  return { values, shape: [channels, each, layer.y.kernel, layer.x.kernel] };
}

export function python(layer, picture) {
  const { y, x, mode } = layer;
  const shape = [picture.channels, picture.height, picture.width];
  const lines = ["import torch", "import torch.nn.functional as F", ""];
  if (picture.values.length <= MOST) lines.push(`x = torch.tensor(${nested(Array.from(picture.values), shape)}, dtype=torch.float)[None]`);
  else lines.push(`x = torch.rand(1, ${shape.join(", ")})  # your picture, ${shape.join(" × ")}`);
  if (!isPool(mode)) {
    const { values, shape: sides } = ordered(layer, picture.channels);
    lines.push(`weight = torch.tensor(${nested(values, sides)}, dtype=torch.float)`);
    lines.push(`bias = torch.tensor([${layer.biases.map(number).join(", ")}], dtype=torch.float)`);
    if (mode === "flipped") lines.push("weight = weight.flip(-2, -1)  # PyTorch slides kernels as they are");
    if (layer.response !== "raw") lines.push("weight = weight - weight.mean((1, 2, 3), keepdim=True)");
  }
  lines.push(...applied(layer));
  if (layer.relu) lines.push("y = F.relu(y)");
  return [...lines, "print(tuple(y.shape), y)"].join("\n").replaceAll("float('-inf')", 'float("-inf")') + "\n";
}

function applied(layer) {
  const { y, x, mode } = layer;
  const stride = `stride=${pair(y.stride, x.stride)}`;
  const dilation = y.dilation > 1 || x.dilation > 1 ? `, dilation=${pair(y.dilation, x.dilation)}` : "";
  const groups = layer.groups > 1 ? `, groups=${layer.groups}` : "";
  if (mode === "transposed") {
    const extra = y.outputPadding || x.outputPadding ? `, output_padding=${pair(y.outputPadding, x.outputPadding)}` : "";
    const even = y.before === y.after && x.before === x.after;
    const padding = even && (y.before || x.before) ? `, padding=${pair(y.before, x.before)}` : "";
    const lines = [`y = F.conv_transpose2d(x, weight, bias, ${stride}${padding}${extra}${groups}${dilation})`];
    const cut = (axis) => `${axis.before}:y.shape[${axis === y ? -2 : -1}] - ${axis.after}`;
    return even ? lines : [...lines, `y = y[..., ${cut(y)}, ${cut(x)}]`];
  }
  const padded = y.before || y.after || x.before || x.after;
  const inside = isPool(mode) ? y.own : y.before === y.after && x.before === x.after && y.fill === "zeros";
  const lines = [];
  if (padded && !inside) {
    const how = y.fill !== "zeros" ? `, mode="${y.fill}"` : mode === "max" ? ", value=float('-inf')" : "";
    lines.push(`x = F.pad(x, (${x.before}, ${x.after}, ${y.before}, ${y.after})${how})`);
  }
  const ceil = y.ceil ? ", ceil_mode=True" : "";
  const padding = padded && inside ? `, padding=${pair(y.before, x.before)}` : "";
  if (mode === "max") lines.push(`y = F.max_pool2d(x, ${pair(y.kernel, x.kernel)}, ${stride}${padding}${dilation}${ceil})`);
  else if (mode === "mean") lines.push(`y = F.avg_pool2d(x, ${pair(y.kernel, x.kernel)}, ${stride}${padding}${ceil}${layer.countPadding ? "" : ", count_include_pad=False"})`);
  else if (layer.response === "normalised") lines.push(...normalised(layer, padding));
  else lines.push(`y = F.conv2d(x, weight, bias, ${stride}${padding}${dilation}${groups})`);
  return lines;
}

function normalised(layer, padding) {
  const { y, x, groups } = layer;
  const dilation = `, dilation=${pair(y.dilation, x.dilation)}`;
  return [
    `windows = F.unfold(x, ${pair(y.kernel, x.kernel)}, stride=${pair(y.stride, x.stride)}${padding}${dilation})`,
    `windows = windows.unflatten(1, (${groups}, -1))  # (1, groups, values of a window, windows)`,
    "windows = windows - windows.mean(2, keepdim=True)",
    `kernels = weight.flatten(1).unflatten(0, (${groups}, -1))`,
    "lengths = kernels.norm(dim=2, keepdim=True) * windows.norm(dim=2, keepdim=True)",
    "y = torch.where(lengths > 1e-6, kernels @ windows / lengths, 0).flatten(1, 2)",
    `height = (x.shape[2] + ${padding ? 2 * y.before : 0} - ${y.dilation * (y.kernel - 1) + 1}) // ${y.stride} + 1`,
    "y = y.unflatten(2, (height, -1))",
  ];
}
