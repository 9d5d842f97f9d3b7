// Strokes: how they are kept in an address, and how they become pixels.
//
// A stroke is {erase, width, colour: [r, g, b], points: [x, y, x, y, …]}, its numbers bytes: places and width are in 256ths
// of the pad, so that a reload paints the same pixels.

const PREFIX = "own-";
const here = new Map();

/** Write strokes as letters that an address takes. */
export const pack = (strokes) => strokes.map(({ erase, width, colour, points }) => letters([erase ? 1 : 0, width, ...colour, ...points])).join(".");

/** Read them back; what is none is left out. */
export function unpack(text) {
  return String(text ?? "").split(".").flatMap((part) => {
    try {
      const [erase, width, red, green, blue, ...points] = Uint8Array.from(atob(part.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
      return points.length >= 2 && points.length % 2 === 0 && width ? [{ erase: erase === 1, width, colour: [red, green, blue], points }] : [];
    } catch {
      return [];
    }
  }); // prettier-ignore
}

const letters = (bytes) => btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");

/** Keep a long drawing for as long as the tab is open; gives its name. */
export function keep(text) {
  let hash = 0x811c9dc5; // FNV-1a
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0;
  const name = PREFIX + hash.toString(16).padStart(8, "0");
  here.set(name, text);
  try {
    sessionStorage.setItem(`convscope:${name}`, text);
  } catch {
    // no room, or no storage in this browser: it is there until the page is left
  }
  return name;
}

export function kept(name) {
  try {
    return here.get(name) ?? sessionStorage.getItem(`convscope:${name}`) ?? "";
  } catch {
    return "";
  }
}

/** Paint what lies under the strokes, {image or null, paper}, and all of them. */
export function paintAll(canvas, { image, paper }, strokes) {
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.fillStyle = paper;
  pen.fillRect(0, 0, canvas.width, canvas.height);
  if (image) {
    const share = Math.max(canvas.width / image.width, canvas.height / image.height); // it covers the pad
    const [width, height] = [image.width * share, image.height * share];
    pen.imageSmoothingEnabled = true;
    pen.imageSmoothingQuality = "high";
    pen.drawImage(image, (canvas.width - width) / 2, (canvas.height - height) / 2, width, height);
  }
  for (const stroke of strokes) for (let at = 0; at < stroke.points.length; at += 2) paintStep(canvas, stroke, at, paper);
}

/** Paint the step that ends at a stroke's point; alone or with the others, the same pixels. */
export function paintStep(canvas, { erase, width, colour, points }, at, paper) {
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  const [across, down] = [canvas.width / 256, canvas.height / 256];
  const before = Math.max(0, at - 2);
  pen.lineCap = "round";
  pen.strokeStyle = erase ? paper : `rgb(${colour})`;
  pen.lineWidth = width * Math.max(across, down);
  pen.beginPath();
  pen.moveTo((points[before] + 0.5) * across, (points[before + 1] + 0.5) * down);
  pen.lineTo((points[at] + 0.5) * across, (points[at + 1] + 0.5) * down);
  pen.stroke();
}

/** The pad's pixels as the server takes them: a byte a channel, in base 64. */
export function pixels(canvas, channels) {
  const { data } = canvas.getContext("2d", { willReadFrequently: true }).getImageData(0, 0, canvas.width, canvas.height);
  const bytes = new Uint8Array((data.length / 4) * channels);
  for (let at = 0, to = 0; at < data.length; at += 4) for (let channel = 0; channel < channels; channel += 1, to += 1) bytes[to] = data[at + channel];
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}
