// An animated GIF (GIF89a, CompuServe 1990): one palette of at most 256 colours for all frames, each frame only where it
// differs from the one before, LZW.

const fine = (r, g, b) => ((r >> 3) << 10) | ((g >> 3) << 5) | (b >> 3); // 15 bits of a colour

/** A writer for frames of one size; `samples` are RGBA arrays from which the palette is chosen. `done()` gives the bytes. */
export function gifOf(width, height, samples) {
  const palette = paletteOf(samples);
  const nearest = new Int16Array(32768).fill(-1);
  const out = [];
  const word = (value) => out.push(value & 255, value >> 8);
  out.push(...ascii("GIF89a"));
  word(width);
  word(height);
  out.push(0xf7, 0, 0); // a global palette of 256
  for (let at = 0; at < 256; at += 1) out.push(...(palette[at] ?? [0, 0, 0]));
  out.push(0x21, 0xff, 11, ...ascii("NETSCAPE2.0"), 3, 1, 0, 0, 0); // for ever
  let before = null;

  function indexed(pixels) {
    const found = new Uint8Array(width * height);
    for (let at = 0; at < found.length; at += 1) {
      const [r, g, b] = [pixels[at * 4], pixels[at * 4 + 1], pixels[at * 4 + 2]];
      const key = fine(r, g, b);
      if (nearest[key] < 0) nearest[key] = nearestOf(palette, r, g, b);
      found[at] = nearest[key];
    }
    return found;
  }

  return {
    /** Add a frame, shown for so many hundredths of a second. */
    add(pixels, hundredths) {
      const now = indexed(pixels);
      const box = before ? changedBox(before, now, width, height) : [0, 0, width, height];
      const [left, top, wide, high] = box;
      out.push(0x21, 0xf9, 4, 0x04); // what was there stays
      word(hundredths);
      out.push(0, 0, 0x2c);
      for (const value of box) word(value);
      out.push(0);
      const part = new Uint8Array(wide * high);
      for (let row = 0; row < high; row += 1) part.set(now.subarray((top + row) * width + left, (top + row) * width + left + wide), row * wide);
      lzw(part, out);
      before = now;
    },
    done() {
      out.push(0x3b);
      return Uint8Array.from(out);
    },
  };
}

const ascii = (words) => Array.from(words, (sign) => sign.charCodeAt(0));

/** Where two frames differ: [left, top, width, height]; one pixel where they do not. */
function changedBox(one, other, width, height) {
  let [left, top, right, bottom] = [width, height, -1, -1];
  for (let at = 0; at < one.length; at += 1) {
    if (one[at] === other[at]) continue;
    const [row, column] = [Math.floor(at / width), at % width];
    [left, right, top, bottom] = [Math.min(left, column), Math.max(right, column), Math.min(top, row), Math.max(bottom, row)];
  }
  return right < 0 ? [0, 0, 1, 1] : [left, top, right - left + 1, bottom - top + 1];
}

/** Median cut (Heckbert 1982): boxes of colours halved where most pixels lie, until there are 256. */
function paletteOf(samples) {
  const counts = new Map();
  for (const pixels of samples) {
    for (let at = 0; at < pixels.length; at += 4) {
      const key = fine(pixels[at], pixels[at + 1], pixels[at + 2]);
      const one = counts.get(key) ?? { sum: [0, 0, 0], count: 0 };
      for (let axis = 0; axis < 3; axis += 1) one.sum[axis] += pixels[at + axis];
      one.count += 1;
      counts.set(key, one);
    }
  }
  const colours = Array.from(counts.values(), ({ sum, count }) => ({ rgb: sum.map((value) => value / count), count }));
  const boxes = [boxOf(colours)];
  while (boxes.length < 256) {
    boxes.sort((one, other) => other.weight - one.weight);
    if (!boxes[0]?.weight) break;
    const { colours: list, axis } = boxes.shift();
    list.sort((one, other) => one.rgb[axis] - other.rgb[axis]);
    boxes.push(boxOf(list.slice(0, list.length >> 1)), boxOf(list.slice(list.length >> 1)));
  }
  return boxes.map(({ colours: list }) => {
    const all = list.reduce((sum, { count }) => sum + count, 0);
    return [0, 1, 2].map((axis) => Math.round(list.reduce((sum, { rgb, count }) => sum + rgb[axis] * count, 0) / all));
  });
}

function boxOf(colours) {
  const spans = [0, 1, 2].map((axis) => Math.max(...colours.map(({ rgb }) => rgb[axis])) - Math.min(...colours.map(({ rgb }) => rgb[axis])));
  const axis = spans.indexOf(Math.max(...spans));
  const count = colours.reduce((sum, one) => sum + one.count, 0);
  return { colours, axis, weight: colours.length > 1 ? spans[axis] * Math.sqrt(count) : 0 };
}

function nearestOf(palette, r, g, b) {
  let [best, least] = [0, Infinity];
  palette.forEach(([pr, pg, pb], at) => {
    const far = (pr - r) ** 2 + (pg - g) ** 2 + (pb - b) ** 2;
    if (far < least) [best, least] = [at, far];
  });
  return best;
}

/** Compress bytes by LZW with codes of 9 to 12 bits, in blocks of at most 255 bytes. */
function lzw(bytes, out) {
  const [clear, end] = [256, 257];
  let [table, next, size, held, bits, block] = [new Map(), 258, 9, 0, 0, []];
  const flush = () => {
    if (block.length) out.push(block.length, ...block);
    block = [];
  };
  const put = (code) => {
    held |= code << bits;
    for (bits += size; bits >= 8; bits -= 8, held >>>= 8) {
      block.push(held & 255);
      if (block.length === 255) flush();
    }
  };
  out.push(8);
  put(clear);
  let current = bytes[0];
  for (let at = 1; at < bytes.length; at += 1) {
    const key = (current << 8) | bytes[at];
    const known = table.get(key);
    if (known !== undefined) {
      current = known;
      continue;
    }
    put(current);
    if (next === 4096) {
      put(clear);
      [table, next, size] = [new Map(), 258, 9];
    } else {
      table.set(key, next);
      if (next === 1 << size) size += 1;
      next += 1;
    }
    current = bytes[at];
  }
  put(current);
  put(end);
  if (bits) block.push(held & 255);
  flush();
  out.push(0);
}
