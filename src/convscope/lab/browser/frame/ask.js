// Questions to the server behind the page, over one socket. A newer question of a topic takes the place of an older one
// that waits: while a slider is dragged, only the latest is worth an answer.

import { settings } from "convscope/frame/settings.js";
import { say } from "convscope/frame/texts.js";

const ENDED = { 1013: ["full", "askFull"], 1008: ["refused", "askRefused"] }; // by the code that asking.py closes with

const waiting = new Map(); // number -> {resolve, reject, topic}
let socket = null;
let last = 0;

/** An answer that is a clear word: {message, fix}; said are both as sentences with facts, where they are. */
export class Fault extends Error {
  constructor({ message, fix = "", kind = "", said = [] }) {
    super(message);
    Object.assign(this, { fix, kind, said });
  }
}

/** An answer that nobody waits for any more: a newer question took its place. */
export class Superseded extends Error {}

/** A question as recorded.py writes it: sorted, without what says nothing, nor who asks. */
function key(kind, values) {
  const nothing = (value) => value === null || value === undefined || value === false || value.length === 0;
  const said = Object.entries(values).filter(([name, value]) => !["language", "topic", "viewer"].includes(name) && !nothing(value));
  return `${kind} ${JSON.stringify(said.sort(([one], [other]) => (one < other ? -1 : 1)))}`;
}

/** Ask; resolves with the answer, rejects with a Fault, or with Superseded. */
export async function ask(kind, values = {}, { topic = kind } = {}) {
  const kept = settings.recorded?.[key(kind, values)]; // of a page that was written with its answers
  if (kept) return structuredClone(kept);
  const open = await connected();
  const number = (last += 1);
  for (const [older, one] of waiting) {
    if (one.topic !== topic) continue;
    waiting.delete(older);
    one.reject(new Superseded(topic));
  }
  const answer = new Promise((resolve, reject) => waiting.set(number, { resolve, reject, topic }));
  open.send(JSON.stringify({ number, topic, kind, values }));
  return answer;
}

function connected() {
  if (!settings.served) return Promise.reject(new Fault({ message: say("askAlone"), kind: "alone" }));
  if (socket && socket.readyState <= WebSocket.OPEN) return socket.ready;
  socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ask`);
  const one = socket;
  one.ready = new Promise((resolve, reject) => {
    one.onopen = () => resolve(one);
    one.onclose = ({ code }) => {
      const [kind, text] = ENDED[code] ?? ["gone", "askGone"];
      const gone = new Fault({ message: say(text), kind });
      reject(gone);
      if (one !== socket) return;
      for (const each of waiting.values()) each.reject(gone);
      waiting.clear();
    };
  });
  one.ready.catch(() => {});
  one.onmessage = (event) => {
    const { number, answer, fault } = JSON.parse(event.data);
    const asked = waiting.get(number);
    if (!asked) return;
    waiting.delete(number);
    if (fault) asked.reject(new Fault(fault));
    else asked.resolve(answer);
  };
  return one.ready;
}
