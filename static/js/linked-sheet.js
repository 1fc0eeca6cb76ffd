/* Import check: the list of problems and the sheet lead to each other.

   A problem: [data-problem="38-F"]; its cell: [data-cell="38-F"]. Several cells may carry the same problem,
   separated by spaces in data-problem. Focus or press on one side marks the other and brings it into view. */
"use strict";

(() => {
  const cellsOf = (problem) =>
    problem.dataset.problem
      .split(" ")
      .map((key) => document.querySelector(`[data-cell="${CSS.escape(key)}"]`))
      .filter(Boolean);

  const problemOf = (cell) => document.querySelector(`[data-problem~="${CSS.escape(cell.dataset.cell)}"]`);

  const mark = (problem, cells) => {
    document.querySelectorAll("[data-problem].is-current, [data-cell].is-current").forEach((old) => {
      old.classList.remove("is-current");
      old.removeAttribute("aria-current");
    });
    problem.classList.add("is-current");
    problem.setAttribute("aria-current", "true");
    cells.forEach((cell) => cell.classList.add("is-current"));
  };

  const show = (element) => {
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    element.scrollIntoView({ block: "nearest", inline: "nearest", behavior: calm ? "auto" : "smooth" });
  };

  const follow = (target) => {
    const problem = target.closest("[data-problem]");
    if (problem) {
      const cells = cellsOf(problem);
      mark(problem, cells);
      if (cells.length) show(cells[0]);
      return;
    }
    const cell = target.closest("[data-cell]");
    const found = cell && problemOf(cell);
    if (!found) return;
    mark(found, cellsOf(found));
    show(found);
  };

  document.addEventListener("focusin", (event) => follow(event.target));
  document.addEventListener("click", (event) => {
    const cell = event.target.closest("[data-cell]");
    const problem = cell && problemOf(cell);
    if (!problem) return;
    follow(cell);
    const control = problem.querySelector("a, button");
    if (control) control.focus({ preventScroll: true });
  });
})();
