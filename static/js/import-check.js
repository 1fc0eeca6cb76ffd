/* Import check: after a correction the page is swapped; the focus goes to the count of what is left to settle. */
"use strict";

document.addEventListener("htmx:afterSettle", () => {
  const heading = document.querySelector("[data-after-swap]");
  if (heading && (document.activeElement === document.body || !document.activeElement)) {
    heading.focus({ preventScroll: true });
  }
});
