/* An agenda ordered from the keyboard: Alt + ↑ ↓ on a row moves it; ↑ ↓ goes from row to row. What is shown is kept at once. */
"use strict";

(() => {
  const form = document.querySelector("[data-agenda]");
  if (!form) return;
  const body = form.querySelector("tbody");
  const status = form.querySelector("[data-agenda-status]");
  let waiting = 0;

  const rows = () => [...body.querySelectorAll("tr[data-row]")];

  const number = () => {
    rows().forEach((row, at) => {
      row.querySelector("[data-number]").textContent = String(at + 1);
      row.querySelector("[name=monter]").disabled = at === 0;
      row.querySelector("[name=descendre]").disabled = at === rows().length - 1;
    });
  };

  const keep = async () => {
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: new FormData(form),
        headers: { "X-Requested-With": "fetch" },
      });
      if (!answer.ok) throw new Error(String(answer.status));
      status.textContent = "Ordre enregistré.";
    } catch {
      status.textContent = "L’ordre n’a pas pu être enregistré. Rechargez la page : elle montre l’ordre gardé.";
    }
  };

  const move = (row, step) => {
    const list = rows();
    const to = list.indexOf(row) + step;
    if (to < 0 || to >= list.length) return;
    list[to][step < 0 ? "before" : "after"](row);
    body.querySelectorAll(".is-moved").forEach((other) => other.classList.remove("is-moved"));
    row.classList.add("is-moved");
    number();
    row.focus();
    status.textContent = `En position ${to + 1} sur ${list.length}.`;
    clearTimeout(waiting);
    waiting = setTimeout(keep, 400);
  };

  body.addEventListener("keydown", (event) => {
    const row = event.target.closest("tr[data-row]");
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!row || !step || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    if (event.altKey) return move(row, step);
    const list = rows();
    list[Math.max(0, Math.min(list.length - 1, list.indexOf(row) + step))].focus();
  });
})();
