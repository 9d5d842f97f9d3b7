// What a finding says, in the language that is spoken: in English the library's own sentence, in others the catalogue's
// with the same facts.

import told from "convscope/texts/zh/told.js";
import { spoken } from "convscope/frame/texts.js";

// 和 between two parts; a number after it stands off, as everywhere
const and = (one, next) => `${one}和${/^\d/.test(next) ? " " : ""}${next}`;

/** Fill a rule's sentence {name, facts}; a fact is a text, or a list of sentences that follow each other. */
export function filled(rule, { name, facts }) {
  const template = told[rule]?.[name] ?? told.shared[name];
  if (template === undefined) throw new Error(`no text for ${name} of ${rule}`);
  return template.replace(/\{(\w+)\}/g, (_, place) => (Array.isArray(facts[place]) ? facts[place].map((one) => filled(rule, one)).reduce(and) : String(facts[place])));
}

/** Why something failed or is not known: in English and where it has no facts the library's text, as a quotation. */
export function reason(text, sentence, room = "library") {
  if (spoken() === "en") return text;
  return sentence ? filled(room, sentence) : `“${text}”`;
}

/** The message and the fix of a finding, or of one at the same line. */
export function said(rule, one) {
  if (spoken() === "en" || !one.said.length) return [one.message, one.fix];
  return one.said.map((sentence) => filled(rule, sentence));
}
