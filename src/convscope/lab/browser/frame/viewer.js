// Who looks at this page: a name for the server to tell two browsers, or two tabs, apart; a reload keeps it.

const KEY = "convscope-viewer";

function made() {
  const name = [...crypto.getRandomValues(new Uint8Array(12))].map((one) => one.toString(16).padStart(2, "0")).join("");
  try {
    const kept = sessionStorage.getItem(KEY);
    if (!kept) sessionStorage.setItem(KEY, name);
    return kept ?? name;
  } catch {
    return name; // no storage: a reload is somebody else
  }
}

export const viewer = made();
