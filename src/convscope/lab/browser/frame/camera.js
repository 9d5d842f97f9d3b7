// A still of the camera: shown live until it is taken, then sent as any picture. Browsers allow it on this machine and over https.

import { h, show } from "convscope/frame/html.js";
import { say } from "convscope/frame/texts.js";

const MOST = { width: { ideal: 1280 }, height: { ideal: 960 } };

/** A button that opens the camera, or null where the browser has none; take(file) gets the still. */
export function camera(take) {
  if (!navigator.mediaDevices?.getUserMedia) return null;
  const [video, word] = [h("video", { autoplay: true, playsinline: true, muted: true, width: 160 }), h("span", { class: "lost", role: "alert" })];
  const open = h("button", { class: "chip", id: "camera-open", "data-say": "cameraOpen", onclick: begin }, say("cameraOpen"));
  const still = h("button", { class: "chip", id: "camera-take", "data-say": "cameraTake", onclick: taken }, say("cameraTake"));
  const leave = h("button", { class: "chip", id: "camera-close", "data-say": "close", onclick: end }, say("close"));
  const whole = h("div", { class: "rows", id: "camera" }, open);
  let stream = null;

  async function begin() {
    show(word);
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: MOST, audio: false });
    } catch (error) {
      show(word, say(error.name === "NotFoundError" ? "cameraNone" : "cameraRefused"));
      return show(whole, open, word);
    }
    video.srcObject = stream;
    show(whole, video, still, leave);
  }
  async function taken() {
    if (!video.videoWidth) return;
    const canvas = h("canvas", { width: video.videoWidth, height: video.videoHeight });
    canvas.getContext("2d").drawImage(video, 0, 0);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
    end();
    take(new File([blob], "camera.png", { type: "image/png" }));
  }
  function end() {
    for (const track of stream?.getTracks() ?? []) track.stop(); // its light goes out
    stream = null;
    show(whole, open, word);
  }
  addEventListener("pagehide", end);
  return whole;
}
