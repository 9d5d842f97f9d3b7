// One output of a layer taken apart: the sum of products that it is.

import { reads, source } from "convscope/convolve/axis.js";
import { channelsOf, isPool, settled, sliding } from "convscope/convolve/layer.js";

/**
 * One output taken apart: {terms, bias, before (ReLU), value, winner}, a term being a product and where it is from. A mean's
 * weights are 1 through the number of its terms; padding that does not count is no term.
 */
export function products(layer, picture, k, row, column) {
  const rows = reads(layer.y, picture.height)[row];
  const columns = reads(layer.x, picture.width)[column];
  const pools = isPool(layer.mode);
  const kernel = pools ? { height: layer.y.kernel, width: layer.x.kernel } : layer.kernels[k];
  const weights = pools ? null : sliding(layer, kernel);
  const empty = layer.mode === "max" && layer.y.fill === "zeros" ? -Infinity : 0;
  const terms = [];
  channelsOf(layer, picture, k).forEach((channel, depth) => {
    for (const [ty, y] of rows) {
      for (const [tx, x] of columns) {
        const [ry, rx] = [source(y, picture.height, layer.y.fill), source(x, picture.width, layer.x.fill)];
        const inside = ry >= 0 && rx >= 0;
        const value = inside ? picture.values[(channel * picture.height + ry) * picture.width + rx] : empty;
        const weight = pools ? 1 : weights[(depth * kernel.height + ty) * kernel.width + tx];
        terms.push({ channel, depth, y, x, ty, tx, value, weight, real: inside ? [ry, rx] : null });
      }
    }
  });
  return summed(layer, k, terms);
}

function summed(layer, k, terms) {
  if (layer.mode === "max") {
    const winner = terms.reduce((best, term, at) => (term.value > terms[best].value ? at : best), 0);
    return finished(layer, { terms, bias: 0, before: terms[winner].value, winner });
  }
  if (layer.mode === "mean") {
    const counted = layer.countPadding || !layer.y.own ? terms : terms.filter((term) => term.real);
    const divisor = counted.length;
    const sum = counted.reduce((total, term) => total + term.value, 0);
    return finished(layer, { terms: counted.map((term) => ({ ...term, weight: 1 / divisor })), bias: 0, before: sum / divisor, divisor });
  }
  if (layer.response === "normalised") {
    const mean = terms.reduce((total, term) => total + term.value, 0) / (terms.length || 1);
    const centred = terms.map((term) => ({ ...term, value: term.value - mean }));
    const spread = Math.hypot(...centred.map((term) => term.value));
    const length = Math.hypot(...sliding(layer, layer.kernels[k]));
    const sum = centred.reduce((total, term) => total + term.value * term.weight, 0);
    const plain = Math.hypot(...terms.map((term) => term.value));
    const flat = spread <= 1e-12 * plain || length <= 1e-12 * Math.hypot(...layer.kernels[k].values);
    return finished(layer, { terms: centred, bias: 0, before: flat ? 0 : sum / (spread * length), divisor: spread * length });
  }
  const bias = layer.biases[k] ?? 0;
  return finished(layer, { terms, bias, before: total(terms, bias) });
}

/** Terms added up, zero where they cancel. */
export function total(terms, bias = 0) {
  let [sum, size] = [bias, Math.abs(bias)];
  for (const { value, weight } of terms) {
    sum += value * weight;
    size += Math.abs(value * weight);
  }
  return settled(sum, size);
}

const finished = (layer, sum) => ({ ...sum, value: layer.relu ? Math.max(0, sum.before) : sum.before });
