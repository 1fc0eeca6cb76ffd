/* ← and → change the file that is read: [data-key] names the key that follows a link. Never while one types. Not deferred:
   who goes fast presses a key before the page is there whole, and it waits for its links. */
"use strict";

const follow = (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.defaultPrevented) return;
  if (event.target.closest("input, textarea, select, summary, [contenteditable], dialog[open]")) return;
  const link = document.querySelector(`a[data-key="${CSS.escape(event.key)}"]`);
  if (link) {
    event.preventDefault();
    link.click();
  } else if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", () => follow(event), { once: true });
  }
};
document.addEventListener("keydown", follow);
