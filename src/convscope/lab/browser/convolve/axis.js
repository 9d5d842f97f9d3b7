// One spatial axis of a sliding window: its size formula, and which inputs each output reads.
// Units are positions along the axis; the names are those of convscope.arithmetic.Window.

export const extent = (axis) => axis.dilation * (axis.kernel - 1) + 1;

/** Padding (before, after) by its rule's name; "explicit" keeps the numbers given. */
export function paddingOf(rule, axis, given) {
  const total = extent(axis) - 1;
  if (rule === "valid") return [0, 0];
  if (rule === "same") {
    // transposed: what is cut off so that n becomes n·s
    const cut = axis.transposed ? Math.max(0, extent(axis) + axis.outputPadding - axis.stride) : total;
    return [Math.floor(cut / 2), cut - Math.floor(cut / 2)];
  }
  return rule === "full" ? [total, total] : given;
}

export function outputSize(axis, size) {
  const { before, after, stride } = axis;
  if (axis.ceil) {
    // PyTorch's ceil_mode: no window may begin beyond the input and the padding before it
    const rounded = Math.ceil((size + before + after - extent(axis)) / stride) + 1;
    const last = (rounded - 1) * stride;
    return last >= size + before + (axis.own ? 0 : after) ? rounded - 1 : rounded;
  }
  if (axis.transposed) return (size - 1) * stride - before - after + extent(axis) + axis.outputPadding;
  return Math.floor((size + before + after - extent(axis)) / stride) + 1;
}

/** Padded positions that are left over after the last window; 0 means that the stride divides evenly. */
export function remainder(axis, size) {
  return axis.transposed ? 0 : (((size + axis.before + axis.after - extent(axis)) % axis.stride) + axis.stride) % axis.stride;
}

/** The size formula with its numbers in it; a minus is a minus. */
export const formula = (axis, size) => worded(axis, size).replaceAll("-", "−");

function worded(axis, size) {
  const { before, after, stride } = axis;
  const outputs = outputSize(axis, size);
  if (axis.transposed) {
    const cut = before || after ? ` − ${before} − ${after}` : "";
    const extra = axis.outputPadding ? ` + ${axis.outputPadding}` : "";
    return `(${size} − 1)·${stride}${cut} + ${extent(axis)}${extra} = ${outputs}`;
  }
  const pads = before || after ? ` + ${before} + ${after}` : "";
  const fraction = `(${size}${pads} − ${extent(axis)})/${stride} + 1`;
  const rest = remainder(axis, size);
  return rest ? `${fraction} = ${round((size + before + after - extent(axis)) / stride + 1)} → ${outputs}` : `${fraction} = ${outputs}`;
}

const round = (value) => String(Number(value.toFixed(4)));

/** The real input behind a padded position, or -1 where there is none (zeros stand there). */
export function source(position, size, fill) {
  if (position >= 0 && position < size) return position;
  if (fill === "replicate") return position < 0 ? 0 : size - 1;
  if (fill === "circular") return ((position % size) + size) % size;
  if (fill === "reflect") return position < 0 ? -position : 2 * (size - 1) - position;
  return -1;
}

/** How far a padding mode can reach, as PyTorch has it: reflect at most n - 1, circular at most n. */
export function mostPadding(size, fill) {
  return fill === "reflect" ? size - 1 : fill === "circular" ? size : Infinity;
}

/** For each output a list of [tap, position]; positions in the padding are below 0 or beyond the input. */
export function reads(axis, size) {
  const found = [];
  for (let output = 0; output < outputSize(axis, size); output += 1) {
    const taps = [];
    for (let tap = 0; tap < axis.kernel; tap += 1) {
      if (!axis.transposed) {
        const position = output * axis.stride - axis.before + tap * axis.dilation;
        if (!axis.ceil || position < size + axis.after) taps.push([tap, position]); // what hangs over is not read
        continue;
      }
      const landed = output + axis.before - tap * axis.dilation;
      const position = landed / axis.stride;
      if (landed % axis.stride === 0 && position >= 0 && position < size) taps.push([tap, position]);
    }
    found.push(taps);
  }
  return found;
}

/** How many outputs read each real input; 0 is a row or column that is never read. */
export function counts(axis, size) {
  const seen = new Array(size).fill(0);
  for (const taps of reads(axis, size)) {
    for (const [, position] of taps) {
      const real = source(position, size, axis.fill);
      if (real >= 0) seen[real] += 1;
    }
  }
  return seen;
}
