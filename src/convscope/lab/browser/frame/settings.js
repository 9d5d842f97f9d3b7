// What the page was made with: where it starts, whether a server is behind it, and what was opened there.

export const settings = JSON.parse(globalThis.document?.getElementById("settings")?.textContent || "{}");
