// Numbers as this page writes them.

export const by = (lengths) => lengths.join("×");
export const whole = (count) => Number(count).toLocaleString("en-US");

/** Megabytes with two digits. */
export const mega = (bytes) => (bytes / 1e6).toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** A count that may have any number of digits, given as text or a number: large ones to three digits. */
export function count(value) {
  const digits = typeof value === "number" ? BigInt(Math.round(value)).toString() : String(value);
  return digits.length < 10 ? whole(digits) : `${digits[0]}.${digits.slice(1, 3)}·10^${digits.length - 1}`;
}

/** 3, 4, 5, 9 as "3–5, 9". */
export function runs(numbers) {
  const found = [];
  for (const one of numbers) {
    const last = found.at(-1);
    if (last && one === last[1] + 1) last[1] = one;
    else found.push([one, one]);
  }
  return found.map(([first, last]) => (first === last ? `${first}` : last === first + 1 ? `${first}, ${last}` : `${first}–${last}`)).join(", ");
}

/** Bytes of a text in base 64. */
export const bytes = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
