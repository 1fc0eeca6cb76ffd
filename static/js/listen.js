/* « Écouter »: reads a part of the page aloud with the device's own voice.

   <button data-listen="id" hidden>: shown only where the device can speak; pressing again stops. Nothing leaves
   the device but what its voice needs. */
"use strict";

(() => {
  const voice = window.speechSynthesis;
  if (!voice) return;

  const stop = (button) => {
    voice.cancel();
    button.setAttribute("aria-pressed", "false");
  };

  const speak = (button) => {
    const words = new SpeechSynthesisUtterance(document.getElementById(button.dataset.listen).textContent);
    words.lang = document.documentElement.lang;
    words.rate = 0.9;
    words.addEventListener("end", () => button.setAttribute("aria-pressed", "false"));
    voice.cancel();
    voice.speak(words);
    button.setAttribute("aria-pressed", "true");
  };

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-listen]").forEach((button) => {
      button.hidden = false;
      button.setAttribute("aria-pressed", "false");
      button.addEventListener("click", () => {
        if (button.getAttribute("aria-pressed") === "true") stop(button);
        else speak(button);
      });
    });
  });

  window.addEventListener("pagehide", () => voice.cancel());
})();
