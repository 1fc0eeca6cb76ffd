/* An assessment: a question that depends on another shows once that one is answered so. Without scripts all show. */
"use strict";

(() => {
  const form = document.querySelector("form[data-assessment]");
  if (!form) return;

  const given = (name) =>
    [...form.querySelectorAll(`[name="${name}"]:checked`)].filter((input) => !input.closest("[hidden]")).map((input) => input.value);

  const show = () => {
    form.querySelectorAll("[data-asked-by]").forEach((asked) => {
      const wanted = asked.dataset.askedFor.split(" ");
      asked.hidden = !given(asked.dataset.askedBy).some((answer) => wanted.includes(answer));
    });
  };

  form.addEventListener("change", show);
  show();
})();
