/* The screen of a sitting. Keys outside of fields: 1 to 9 choose what is decided, ← → go from file to file, Entrée decides.
   What is chosen is kept as it is typed; [data-kept] says when, or why it cannot be kept yet. Not deferred: who goes fast
   types before the page is there whole, and what she typed waits for it. */
"use strict";

(() => {
  const early = [];
  const wait = (event) => {
    if (!event.ctrlKey && !event.metaKey && !event.altKey) early.push(event.key);
  };
  document.addEventListener("keydown", wait);
  document.addEventListener("DOMContentLoaded", () => {
    document.removeEventListener("keydown", wait);
    const press = sit();
    if (press) early.forEach((key) => press(key, document.body));
  });
})();

/* Bring its screen to life; answers what presses a key on it, and whether that key was for it. */
function sit() {
  const form = document.querySelector("[data-decision]");
  if (!form) return null;
  const kept = form.querySelector("[data-kept]");
  const seen = form.querySelector("[name=seen]");
  let waiting = 0;
  let underWay = 0;
  let last = Promise.resolve();
  let leaving = false;

  const write = async () => {
    if (!form.querySelector("[name=competence]:checked")) return;
    try {
      const answer = await fetch(window.location.pathname, {
        method: "POST",
        body: new FormData(form),
        headers: { "X-Requested-With": "fetch" },
      });
      if (!answer.ok) throw new Error(String(answer.status));
      const said = await answer.json();
      if (said.mark) seen.value = said.mark;
      kept.textContent = said.kept || said.refusal;
    } catch {
      kept.textContent = "Pas encore enregistré : le réseau ne répond pas. Rien n’est perdu tant que cette page est ouverte.";
    }
  };

  const keep = () => {
    clearTimeout(waiting);
    underWay += 1;
    last = last.then(write).finally(() => {
      underWay -= 1;
    });
  };

  form.addEventListener("change", keep);
  form.addEventListener("input", (event) => {
    clearTimeout(waiting);
    if (event.target.type !== "radio" && event.target.type !== "checkbox") waiting = setTimeout(keep, 900);
  });
  // What is being kept comes first: it gives the mark that the decision is sent with.
  form.addEventListener("submit", (event) => {
    clearTimeout(waiting);
    if (!underWay) {
      leaving = true;
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    last.then(() => form.requestSubmit());
  });

  const typing = (element) => element.closest("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]");

  // A decision that was sent is no longer this page's: what is typed until the next one shows must not change it.
  window.addEventListener("pageshow", () => {
    leaving = false;
  });

  const press = (key, target) => {
    if (leaving) return false;
    if (/^[1-9]$/.test(key)) {
      const option = form.querySelectorAll("[name=competence]")[Number(key) - 1];
      if (!option) return false;
      option.checked = true;
      option.focus();
      option.dispatchEvent(new Event("change", { bubbles: true }));
      return true;
    }
    const link = { ArrowLeft: "[data-previous]", ArrowRight: "[data-next]" }[key];
    if (link && target.type !== "radio") form.querySelector(link)?.click();
    if (key === "Enter" && target === document.body) form.requestSubmit();
    return false;
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (press(event.key, event.target)) event.preventDefault();
  });
  return press;
}
