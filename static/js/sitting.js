/* The screen of a sitting. Keys outside of fields: 1 to 9 choose what is decided, ← → go from file to file, Entrée decides.
   What is chosen is kept as it is typed; [data-kept] says when, or why it cannot be kept yet. */
"use strict";

(() => {
  const form = document.querySelector("[data-decision]");
  if (!form) return;
  const kept = form.querySelector("[data-kept]");
  const seen = form.querySelector("[name=seen]");
  let waiting = 0;
  let underWay = 0;
  let last = Promise.resolve();

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
    if (!underWay) return;
    event.preventDefault();
    event.stopPropagation();
    last.then(() => form.requestSubmit());
  });

  const typing = (element) => element.closest("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]");

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (/^[1-9]$/.test(event.key)) {
      const option = form.querySelectorAll("[name=competence]")[Number(event.key) - 1];
      if (!option) return;
      event.preventDefault();
      option.checked = true;
      option.focus();
      option.dispatchEvent(new Event("change", { bubbles: true }));
      return;
    }
    const link = { ArrowLeft: "[data-previous]", ArrowRight: "[data-next]" }[event.key];
    if (link && event.target.type !== "radio") form.querySelector(link)?.click();
    if (event.key === "Enter" && event.target === document.body) form.requestSubmit();
  });
})();
