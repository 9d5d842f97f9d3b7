// Pictures for the server: a button, a drop anywhere on the page, or a paste. A page keeps the hash in its address,
// picture=<hash>, gives it with its questions (there: opened.pictures.get), and shows address(hash).

import { camera } from "convscope/frame/camera.js";
import { Fault } from "convscope/frame/ask.js";
import { h, show } from "convscope/frame/html.js";
import { say } from "convscope/frame/texts.js";

const MOST = 32 * 2 ** 20; // bytes, as lab/uploads.py

/** Where a picture is shown from. */
export const address = (hash) => `/picture/${encodeURIComponent(hash)}.png`;

/** Send a file; resolves with {picture: hash, height, width, channels}, rejects with a Fault in the page's language. */
export async function send(file) {
  if (file.size > MOST) throw told("heavy", { size: (file.size / 2 ** 20).toFixed(1) });
  const answer = await fetch("/picture", { method: "PUT", body: file }).catch(() => null);
  if (!answer) throw told("alone");
  if (!answer.ok) throw told(answer.status === 413 ? "heavy" : "busy", { size: (file.size / 2 ** 20).toFixed(1) });
  const { answer: got, fault } = await answer.json();
  if (fault) throw told(fault.kind, fault.values);
  return got;
}

/** What to say of a picture that is gone: a Fault of the kind Gone came from a question. */
export const gone = () => say("pictureGone");

/** A button that opens a picture; drops and pastes are taken too, and with `still` the camera's. take(picture, file) is called with each that came. */
export function picking(take, { still = false } = {}) {
  const chosen = h("input", { type: "file", id: "picture-file", accept: "image/*,.npy,.tif,.tiff", hidden: true, onchange: () => come(chosen.files) });
  const button = h("button", { class: "chip", id: "picture-open", "data-say": "pictureOpen", onclick: () => chosen.click() }, say("pictureOpen"));
  const word = h("span", { class: "lost", id: "picture-fault", role: "alert" });
  const whole = h("div", { class: "rows" }, button, chosen, h("span", { class: "quiet", "data-say": "pictureHint" }, say("pictureHint")), still ? camera((file) => come([file])) : null, word);
  async function come(files) {
    const file = files[0];
    if (!file) return;
    show(word);
    button.disabled = true;
    try {
      take(await send(file), file);
    } catch (fault) {
      show(word, fault.message);
    } finally {
      button.disabled = false;
      chosen.value = ""; // the same file may be chosen again
    }
  }
  const listen = (name, act) => document.addEventListener(name, (event) => whole.isConnected && act(event));
  listen("paste", (event) => come(event.clipboardData.files));
  listen("dragover", (event) => event.preventDefault());
  listen("drop", (event) => (event.preventDefault(), come(event.dataTransfer.files)));
  return whole;
}

function told(kind, values = {}) {
  return new Fault({ message: say(`picture${kind[0].toUpperCase()}${kind.slice(1)}`, values), kind });
}
