/* Import check: the list of problems and the sheet lead to each other.

   A problem: [data-problem="38-F"]; its cell: [data-cell="38-F"]. Several cells may carry the same problem,
   separated by spaces in data-problem. Focus or press on one side marks the other and brings it into view,
   inside the part that scrolls. */
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

  /* Only the part that scrolls is moved, never the page: what has the focus stays where it is seen. */
  const show = (element) => {
    const box = element.closest(".table-scroll, .check-split__list");
    if (!box) return;
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    const [seen, own] = [box.getBoundingClientRect(), element.getBoundingClientRect()];
    const top = seen.top + (box.querySelector("thead")?.offsetHeight || 0);
    const left = seen.left + (box.querySelector("tbody th")?.offsetWidth || 0);
    const past = (start, end, from, to) => (start < from ? start - from : Math.max(0, end - to));
    box.scrollBy({
      top: past(own.top, own.bottom, top, seen.bottom),
      left: past(own.left, own.right, left, seen.right),
      behavior: calm ? "auto" : "smooth",
    });
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

  /* A correction that opens is seen whole, above the bar at the bottom, and can be typed in at once. */
  const edit = (details) => {
    details.querySelector("input[name='text']").focus({ preventScroll: true });
    details.querySelector("form").scrollIntoView({ block: "nearest" });
  };

  document.addEventListener(
    "toggle",
    (event) => {
      if (event.target.open && event.target.matches(".edit")) edit(event.target);
    },
    true,
  );
  document.addEventListener("click", (event) => {
    const cell = event.target.closest("[data-cell]");
    const problem = cell && problemOf(cell);
    if (!problem) return;
    follow(cell);
    const control = problem.querySelector("a, button");
    if (control) control.focus();
  });
})();
