// One machine for all heavy work of the lab: what waits for its turn says for what. `waits` is the server's {kind, name}.

import { say } from "convscope/frame/texts.js";

/** What has the machine, in words; null where nothing is waited for. */
export const waiting = (waits) => (waits ? say(`turns${waits.kind[0].toUpperCase()}${waits.kind.slice(1)}`, waits) : null);
