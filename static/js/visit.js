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

  const says = { moment: sayMoment, place: sayPlace };
  form.querySelectorAll("[data-chip]").forEach((chip) => {
    chip.addEventListener("change", () => says[chip.dataset.chip](chip));
  });

  const other = form.querySelector("[data-other]");
  const showOther = () => {
    other.hidden = form.elements.visit_minutes.value !== "other";
  };
  form.addEventListener("change", showOther);
  showOther();
})();
