/* Logging a visit: the id made on this device, the chips that say what they hold, « Autre » durée. */
"use strict";

(() => {
  const form = document.querySelector("form[data-visit]");
  if (!form) return;

  /* A planned visit keeps its own id; the server's stands where the device cannot make one. */
  const identifier = form.elements.device_id;
  if (form.hasAttribute("data-new") && window.crypto && crypto.randomUUID) {
    identifier.value = crypto.randomUUID();
  }

  const write = (chip, text) => {
    chip.querySelector("[data-chip-label]").textContent = text;
  };

  const sayMoment = (chip) => {
    const [year, month, day] = form.elements.on.value.split("-");
    const [hour, minute] = form.elements.at.value.split(":");
    const said = [day && `${day}/${month}/${year}`, hour && `${Number(hour)} h ${minute}`];
    write(chip, said.filter(Boolean).join(", ") || "Date et heure");
  };

  const sayPlace = (chip) => {
    const chosen = chip.querySelector("input:checked");
    if (chosen) write(chip, chosen.closest("label").textContent.trim());
  };

  const sayWho = (chip) => {
    const chosen = [...chip.querySelectorAll("input:checked")].map((input) => input.closest("label").textContent.trim());
    write(chip, [...new Set(chosen)].join(", "));
  };

  const says = { moment: sayMoment, place: sayPlace, who: sayWho };
  form.querySelectorAll("[data-chip]").forEach((chip) => {
    chip.addEventListener("change", () => says[chip.dataset.chip](chip));
  });

  const other = form.querySelector("[data-other]");
  const showOther = () => {
    other.hidden = form.elements.visit_minutes.value !== "other";
  };
  /* What was spoken of is not asked where nobody was; what was ticked stays in sight. */
  const spoken = form.querySelector("[data-spoken]");
  const silent = spoken.dataset.silent.split(" ");
  const showSpoken = () => {
    spoken.hidden = silent.includes(form.elements.outcome.value) && !spoken.querySelector("input:checked");
  };

  /* How far the objectives are is asked of a meeting; what was said of one stays in sight. */
  const reached = form.querySelector("[data-reached]");
  const showReached = () => {
    if (!reached) return;
    const said = [...reached.querySelectorAll("input[type=radio]")].some((one) => one.checked !== one.defaultChecked);
    reached.hidden = form.elements.outcome.value !== form.querySelector("[data-proposed]").dataset.proposed && !said;
  };

  /* Travel and writing are proposed for a meeting; where nobody was met only what is chosen is kept. */
  const sides = form.querySelector("[data-proposed]");
  const proposed = [...sides.querySelectorAll("input[type=hidden]")].map((hidden) => ({
    hidden,
    name: hidden.name.replace("_proposed", ""),
  }));
  const showSides = () => {
    const outcome = form.elements.outcome.value;
    proposed
      .filter(({ hidden }) => hidden.value)
      .forEach(({ hidden, name }) => {
        form.elements[name].forEach((radio) => {
          radio.checked = radio.value === hidden.value && (!outcome || outcome === sides.dataset.proposed);
        });
      });
  };
  sides.addEventListener("change", (event) => {
    const chosen = proposed.find(({ name }) => name === event.target.name);
    if (chosen) chosen.hidden.value = "";
  });

  const show = () => {
    showOther();
    showSpoken();
    showSides();
    showReached();
  };
  form.addEventListener("change", show);
  show();
})();
