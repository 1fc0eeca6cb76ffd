/* The clerk's table: while its keys are on, each row is one stop of the Tab key. Space ticks it and Enter opens it,
   so that the bar of what is chosen is one Tab away. With the keys off, boxes and links are stops again. */
"use strict";

(() => {
  const control = () => document.querySelector("[data-shortcuts]");

  const arrange = () => {
    const keys = !control() || control().checked;
    document.querySelectorAll("table[data-dense] tr[data-row] :is(.check-box, .row-link)").forEach((part) => {
      if (keys) part.tabIndex = -1;
      else part.removeAttribute("tabindex");
    });
  };

  document.addEventListener("DOMContentLoaded", arrange);
  document.addEventListener("htmx:afterSwap", arrange);
  document.addEventListener("change", (event) => {
    if (event.target === control()) arrange();
  });
})();
