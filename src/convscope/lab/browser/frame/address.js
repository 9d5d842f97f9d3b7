// The address holds what is on screen: the page's own words, and the language and theme that all pages share.

const SHARED = { lang: ["en", "zh"], theme: ["light", "dark"] };

/** Part an address, with or without its #: {words, lang, theme}; what is not known of the shared ones is "". */
export function parted(address) {
  const found = { words: "", lang: "", theme: "" };
  const own = [];
  for (const part of String(address).replace(/^[^#]*#/, "").split("&")) {
    const [name, value] = part.split("=", 2);
    if (!(name in SHARED)) own.push(part);
    else if (SHARED[name].includes(value)) found[name] = value;
  }
  found.words = own.filter(Boolean).join("&");
  return found;
}

/** Join them again, without the #. */
export function joined({ words, lang, theme }) {
  return [words, lang && `lang=${lang}`, theme && `theme=${theme}`].filter(Boolean).join("&");
}
