// Pictures of the user's, kept by the hash of their bytes for as long as the tab is open: reloading finds them again.

const here = new Map();
const PREFIX = "own-";
const place = (name) => `convscope:${name}`;

/** Keep a picture {channels, height, width, bytes}; gives its name. */
export function keep({ channels, height, width, bytes }) {
  let hash = 0x811c9dc5; // FNV-1a
  for (const byte of [channels, height & 255, width & 255, ...bytes]) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  const name = PREFIX + hash.toString(16).padStart(8, "0");
  here.set(name, { channels, height, width, values: Float64Array.from(bytes, (byte) => byte / 255) });
  try {
    let text = "";
    for (const byte of bytes) text += String.fromCharCode(byte);
    sessionStorage.setItem(place(name), JSON.stringify({ channels, height, width, bytes: btoa(text) }));
  } catch {
    // no room, or no storage in this browser: it is there until the page is left
  }
  return name;
}

/** The picture of that name, or null. */
export function kept(name) {
  if (!String(name).startsWith(PREFIX)) return null;
  if (!here.has(name)) {
    try {
      const found = JSON.parse(sessionStorage.getItem(place(name)));
      const bytes = atob(found.bytes);
      here.set(name, { ...found, values: Float64Array.from(bytes, (byte) => byte.charCodeAt(0) / 255) });
    } catch {
      return null;
    }
  }
  return here.get(name);
}

/** An uploaded or pasted picture, at most `most` pixels a side, three channels. Rejects what is no picture. */
export async function decoded(blob, most) {
  const bitmap = await createImageBitmap(blob);
  const scale = Math.min(1, most / Math.max(bitmap.width, bitmap.height));
  const width = Math.max(1, Math.round(bitmap.width * scale));
  const height = Math.max(1, Math.round(bitmap.height * scale));
  const pen = new OffscreenCanvas(width, height).getContext("2d");
  pen.fillStyle = "#fff"; // what is see-through lies on white
  pen.fillRect(0, 0, width, height);
  pen.imageSmoothingQuality = "high";
  pen.drawImage(bitmap, 0, 0, width, height);
  const pixels = pen.getImageData(0, 0, width, height).data;
  const area = width * height;
  const bytes = new Uint8Array(3 * area);
  for (let at = 0; at < area; at += 1) {
    for (let channel = 0; channel < 3; channel += 1) bytes[channel * area + at] = pixels[at * 4 + channel];
  }
  return { channels: 3, height, width, bytes };
}
