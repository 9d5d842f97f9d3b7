// Work that nobody sees yet can wait until it comes near the screen.

const NEAR = "200px";

/** Resolves once the element is on the screen or nearly, or at once where the browser cannot tell; never while it is not in the page. */
export function inSight(element) {
  if (!globalThis.IntersectionObserver) return Promise.resolve();
  return new Promise((resolve) => {
    const watching = new IntersectionObserver((entries) => {
      if (!entries.some((one) => one.isIntersecting)) return;
      watching.disconnect();
      resolve();
    }, { rootMargin: NEAR }); // prettier-ignore
    watching.observe(element);
  });
}
