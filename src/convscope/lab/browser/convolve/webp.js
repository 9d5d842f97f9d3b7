// Still WebP pictures, as a canvas gives them, put together as an animated one (RFC 9649).

const ascii = (words) => Uint8Array.from(words, (sign) => sign.charCodeAt(0));
const little = (value, bytes) => Uint8Array.from({ length: bytes }, (_, at) => (value >> (8 * at)) & 255);

function joined(parts) {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

const chunk = (name, ...parts) => {
  const inside = joined(parts);
  return joined([ascii(name), little(inside.length, 4), inside, new Uint8Array(inside.length % 2)]);
};

/** The chunks of a still picture that hold its pixels: VP8, VP8L, and ALPH before them. */
function pixelsOf(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const kept = [];
  for (let at = 12; at + 8 <= bytes.length; ) {
    const name = String.fromCharCode(...bytes.subarray(at, at + 4));
    const size = 8 + view.getUint32(at + 4, true);
    if (["VP8 ", "VP8L", "ALPH"].includes(name)) kept.push(bytes.subarray(at, at + size + (size % 2)));
    at += size + (size % 2);
  }
  return joined(kept);
}

/** Frames [{bytes, milliseconds}] of one size as one animated WebP, for ever. */
export function webpOf(width, height, frames) {
  const size = [little(width - 1, 3), little(height - 1, 3)];
  const body = joined([
    chunk("VP8X", Uint8Array.of(0x02, 0, 0, 0), ...size),
    chunk("ANIM", new Uint8Array(4), little(0, 2)),
    ...frames.map(({ bytes, milliseconds }) => chunk("ANMF", new Uint8Array(6), ...size, little(milliseconds, 3), Uint8Array.of(0x02), pixelsOf(bytes))),
  ]);
  return joined([ascii("RIFF"), little(body.length + 4, 4), ascii("WEBP"), body]);
}
