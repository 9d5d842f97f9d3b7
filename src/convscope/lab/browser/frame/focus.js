// A part of the page that is built anew keeps the keyboard where it was.

const nameOf = (element) => {
  const section = element.closest("section");
  const sections = section ? [...section.parentElement.children] : [];
  const own = element.id || element.dataset.name || element.getAttribute("aria-label") || element.textContent;
  return `${sections.indexOf(section)} ${element.tagName} ${own}`;
};

/** Build a part anew; what had the focus in it, or what has taken its place, has it again. */
export function keepingFocus(part, build) {
  const focused = part.contains(document.activeElement) ? document.activeElement : null;
  const name = focused && nameOf(focused);
  build();
  if (!focused) return;
  const same = [...part.querySelectorAll("button, input, select, a, [tabindex]")].find((one) => nameOf(one) === name);
  same?.focus({ preventScroll: true });
}
