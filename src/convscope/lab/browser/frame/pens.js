// What the stage is drawn with: on a canvas, or into an SVG; both know the same few strokes.

import { bitmap } from "convscope/frame/pixels.js";

export const MONO = 'ui-monospace, "SF Mono", Menlo, "DejaVu Sans Mono", monospace';
export const SANS = 'system-ui, "Noto Sans CJK SC", "PingFang SC", sans-serif';

export function canvasPen(pen) {
  return {
    fill(x, y, width, height, colour) {
      pen.fillStyle = colour;
      pen.fillRect(x, y, width, height);
    },
    frame(x, y, width, height, colour, thick = 1, dash = []) {
      pen.strokeStyle = colour;
      pen.lineWidth = thick;
      pen.setLineDash(dash);
      pen.strokeRect(x, y, width, height);
      pen.setLineDash([]);
    },
    line(points, colour, thick = 1) {
      pen.strokeStyle = colour;
      pen.lineWidth = thick;
      pen.beginPath();
      points.forEach(([x, y], at) => (at ? pen.lineTo(x, y) : pen.moveTo(x, y)));
      pen.stroke();
    },
    text(x, y, words, { size, colour, align = "center", mono = true, weight = 400 }) {
      pen.fillStyle = colour;
      pen.font = `${weight} ${size}px ${mono ? MONO : SANS}`;
      pen.textAlign = align;
      pen.textBaseline = "middle";
      pen.fillText(words, x, y);
    },
    image(x, y, width, height, rows, columns, colour) {
      pen.imageSmoothingEnabled = false;
      pen.drawImage(bitmap(rows, columns, colour), x, y, width, height);
    },
  };
}

let measure = null;
/** How wide words are on a canvas, in pixels. */
export function textWidth(words, { size, mono = true }) {
  measure ??= document.createElement("canvas").getContext("2d");
  measure.font = `${size}px ${mono ? MONO : SANS}`;
  return Math.ceil(measure.measureText(words).width);
}

const escaped = (words) => String(words).replace(/[<>&"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
const tidy = (value) => Number(value.toFixed(2));

export function svgPen(width, height) {
  const parts = [];
  const box = (x, y, w, h) => `x="${tidy(x)}" y="${tidy(y)}" width="${tidy(w)}" height="${tidy(h)}"`;
  return {
    fill: (x, y, w, h, colour) => parts.push(`<rect ${box(x, y, w, h)} fill="${colour}"/>`),
    frame(x, y, w, h, colour, thick = 1, dash = []) {
      const dashed = dash.length ? ` stroke-dasharray="${dash.join(" ")}"` : "";
      parts.push(`<rect ${box(x, y, w, h)} fill="none" stroke="${colour}" stroke-width="${thick}"${dashed}/>`);
    },
    line(points, colour, thick = 1) {
      const way = points.map(([x, y]) => `${tidy(x)},${tidy(y)}`).join(" ");
      parts.push(`<polyline points="${way}" fill="none" stroke="${colour}" stroke-width="${thick}"/>`);
    },
    text(x, y, words, { size, colour, align = "center", mono = true, weight = 400 }) {
      const anchor = { center: "middle", left: "start", right: "end" }[align];
      const font = escaped(mono ? MONO : SANS);
      parts.push(
        `<text x="${tidy(x)}" y="${tidy(y)}" font-size="${tidy(size)}" font-weight="${weight}" font-family="${font}" ` +
          `fill="${colour}" text-anchor="${anchor}" dominant-baseline="central">${escaped(words)}</text>`,
      );
    },
    image(x, y, w, h, rows, columns, colour) {
      const href = bitmap(rows, columns, colour).toDataURL("image/png");
      parts.push(`<image ${box(x, y, w, h)} href="${href}" preserveAspectRatio="none" style="image-rendering:pixelated"/>`);
    },
    done: () =>
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${tidy(width)} ${tidy(height)}" ` +
      `width="${tidy(width)}" height="${tidy(height)}">${parts.join("")}</svg>\n`,
  };
}

/** The page's colours as they are now, light or dark. */
export function inks() {
  const style = getComputedStyle(document.documentElement);
  const names = ["ink", "quiet", "paper", "raised", "line", "accent", "lost"];
  return Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
}
