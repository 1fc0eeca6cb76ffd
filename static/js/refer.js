/* Referring several tenants: « Oui, autrement » opens how and when for that tenant. Without script they stay open. */
"use strict";

(() => {
  const follow = (part) => {
    const chosen = document.querySelector(`[name="${CSS.escape(part.dataset.otherwise)}"]:checked`);
    part.hidden = !chosen || chosen.value !== "other";
  };

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-otherwise]").forEach(follow);
  });

  document.addEventListener("change", (event) => {
    const part = document.querySelector(`[data-otherwise="${CSS.escape(event.target.name || "")}"]`);
    if (part) follow(part);
  });
})();
