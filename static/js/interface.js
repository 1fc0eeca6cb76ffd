/* What every page may need: menus, dialogs, error summary, busy buttons, preferences, password reveal,
   file fields. */
"use strict";

(() => {
  const root = document.documentElement;
  root.dataset.script = "on";

  const remember = (name, value) => {
    const age = value ? 60 * 60 * 24 * 365 : 0;
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `palier-${name}=${value}; Path=/; Max-Age=${age}; SameSite=Lax${secure}`;
  };

  const toggle = (button, target) => {
    const open = button.getAttribute("aria-expanded") !== "true";
    button.setAttribute("aria-expanded", String(open));
    target.toggleAttribute("data-open", open);
  };

  const closeMenus = (except) => {
    document.querySelectorAll("details[data-menu][open]").forEach((menu) => {
      if (!menu.contains(except)) menu.open = false;
    });
  };

  const reveal = (button) => {
    const input = document.getElementById(button.dataset.reveal);
    const shown = input.type === "password";
    input.type = shown ? "text" : "password";
    button.setAttribute("aria-pressed", String(shown));
  };

  const choosePreference = (button) => {
    const { preference, value } = button.dataset;
    remember(preference, value);
    document.querySelectorAll(`[data-preference="${preference}"]`).forEach((other) => {
      other.setAttribute("aria-pressed", String(other === button));
    });
    if (preference === "theme") {
      if (value) root.dataset.theme = value;
      else delete root.dataset.theme;
    }
    if (preference === "density") {
      document.querySelectorAll("table[data-density]").forEach((table) => {
        table.classList.toggle("table--dense", value === "dense");
      });
    }
  };

  const openDialog = (button) => {
    const dialog = document.getElementById(button.dataset.openDialog);
    dialog.showModal();
    const safe = dialog.querySelector("[data-close-dialog]");
    if (safe) safe.focus();
  };

  const actions = [
    ["[data-nav-toggle]", (button) => toggle(button, document.getElementById("navigation"))],
    ["[data-nav-more]", (button) => toggle(button, document.getElementById("navigation"))],
    ["[data-reveal]", reveal],
    ["[data-preference]", choosePreference],
    ["[data-open-dialog]", openDialog],
    ["[data-close-dialog]", (button) => button.closest("dialog").close()],
    ["[data-dismiss]", (button) => button.closest(".toast, .band").remove()],
    ["[data-print]", () => window.print()],
  ];

  document.addEventListener("click", (event) => {
    closeMenus(event.target);
    const refused = event.target.closest('[aria-disabled="true"]');
    if (refused) {
      event.preventDefault();
      return;
    }
    for (const [selector, act] of actions) {
      const button = event.target.closest(selector);
      if (button) act(button);
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    document.querySelectorAll("details[data-menu][open]").forEach((menu) => {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });

  /* The label stays; only the word for waiting is added, and a second press does nothing. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.hasAttribute("data-resubmit")) return;
    /* A file comes: the page stays, and its form with it. */
    if (event.submitter?.hasAttribute("data-download")) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    const button = event.submitter;
    if (!button) return;
    button.setAttribute("aria-busy", "true");
    const label = button.querySelector("span");
    if (!label || !button.dataset.busy) return;
    button.dataset.label = label.textContent;
    /* A shorter word would bring the next button under the pointer, and a second press would leave for it. */
    button.style.minWidth = `${button.getBoundingClientRect().width}px`;
    label.textContent = button.dataset.busy;
  });

  /* Back on a page that the browser kept as it was left. */
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
    document.querySelectorAll('[aria-busy="true"]').forEach((button) => {
      button.removeAttribute("aria-busy");
      button.style.minWidth = "";
      if (button.dataset.label) button.querySelector("span").textContent = button.dataset.label;
    });
  });

  /* The bottom bar of a telephone holds five: the others open with « Plus ». */
  const foldNavigation = (part) => {
    const more = part.querySelector(".nav__more");
    if (!more) return;
    const items = [...part.querySelectorAll(".nav__item:not(.nav__item--desktop):not(.nav__more)")];
    if (items.length <= 5) return;
    items.slice(4).forEach((item) => item.classList.add("nav__item--extra"));
    more.hidden = false;
  };

  /* A file field says in our words what the browser would say in its own. */
  const size = (bytes) => (bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} Ko` : `${Math.round(bytes / 1e6)} Mo`);

  const sayFile = (box) => {
    const name = box.querySelector("[data-file-name]");
    const [file] = box.querySelector("input").files;
    name.dataset.none ??= name.textContent;
    name.textContent = file ? `${file.name}, ${size(file.size).replace(" ", "\u00a0")}` : name.dataset.none;
    box.toggleAttribute("data-filled", Boolean(file));
  };

  document.addEventListener("change", (event) => {
    const box = event.target.closest("[data-file]");
    if (box) sayFile(box);
  });

  ["dragenter", "dragleave", "drop"].forEach((name) => {
    document.addEventListener(name, (event) => {
      const box = event.target instanceof Element && event.target.closest("[data-file]");
      if (box) box.toggleAttribute("data-over", name === "dragenter");
    });
  });

  /* What was missing and has been answered is no longer an error, beside the question or in the summary. */
  const isAnswered = (place) =>
    [...place.querySelectorAll("input:not([name=csrfmiddlewaretoken]), select, textarea")].some((one) =>
      ["radio", "checkbox"].includes(one.type) ? one.checked : one.value.trim(),
    );

  const countErrors = (summary) => {
    const entries = [...summary.querySelectorAll("li")];
    const missing = entries.filter((entry) => entry.hasAttribute("data-missing")).length;
    const wrong = entries.length - missing;
    const said = [];
    if (missing) said.push(missing > 1 ? `${missing} réponses manquent` : "Une réponse manque");
    if (wrong > 1) said.push(`${wrong} ${missing ? "" : "réponses "}sont à corriger`);
    if (wrong === 1) said.push(missing ? "une est à corriger" : "Une réponse est à corriger");
    summary.querySelector(".error-summary__title span").textContent = said.join(", ");
    if (!entries.length) summary.remove();
  };

  const clearError = (event) => {
    const place = event.target.closest(".field, .answer-row");
    const error = place?.querySelector(".field__error[data-missing]");
    if (!error || !isAnswered(place)) return;
    error.remove();
    place.classList.remove("answer-row--missing");
    place.querySelectorAll("[aria-invalid]").forEach((one) => one.removeAttribute("aria-invalid"));
    document.querySelectorAll("[data-error-summary]").forEach((summary) => {
      summary.querySelectorAll("li").forEach((entry) => {
        const link = entry.querySelector("a");
        if (link && place.contains(document.getElementById(link.hash.slice(1)))) entry.remove();
      });
      countErrors(summary);
    });
  };

  document.addEventListener("change", clearError);

  const prepare = (part) => {
    part.querySelectorAll("[data-file]").forEach(sayFile);
    part.querySelectorAll("[data-reveal]").forEach((button) => {
      button.hidden = false;
    });
    const first = part.querySelector("[data-error-summary]") || part.querySelector("[data-two-versions]");
    if (first) first.focus();
    foldNavigation(part);
  };

  document.addEventListener("DOMContentLoaded", () => {
    prepare(document);
    /* What a form led to: reading this page again, or coming back to it, asks for it anew and sends nothing twice. */
    if (document.querySelector("[data-no-resend]")) history.replaceState(null, "", location.href);
  });
  document.addEventListener("htmx:afterSwap", (event) => prepare(event.target));

  /* What had the focus is gone with the part that was swapped: the place its link named takes it and is brought into
     view, else what the new part offers, else the page. */
  let focused = null;
  document.addEventListener("htmx:beforeSwap", () => {
    focused = document.activeElement;
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (!focused || focused.isConnected || document.activeElement !== document.body) return;
    const { anchor } = event.detail?.pathInfo || {};
    const place = anchor && document.getElementById(anchor);
    if (place) {
      place.focus();
      return;
    }
    const next = document.querySelector("[data-after-swap]") || document.getElementById("contenu");
    next.focus({ preventScroll: true });
  });

  /* A text that took minutes to write is not lost by an arrow: the browser asks before the page is left. What comes back
     from a refused save is not saved either, nor what stands beside another version. */
  const written = () => [...document.querySelectorAll("main form[method=post] textarea")].some((area) => area.value.trim());
  let unsaved =
    Boolean(document.querySelector("[data-two-versions]")) ||
    (Boolean(document.querySelector("[data-error-summary]")) && written());
  document.addEventListener("input", (event) => {
    if (event.target.matches("main form[method=post] textarea")) unsaved = written();
  });
  document.addEventListener("submit", (event) => {
    if (event.target.matches("main form[method=post]")) unsaved = false;
  });
  document.addEventListener("draft:kept", () => {
    unsaved = false;
  });
  /* Nor is what is shown once and kept nowhere, until it is printed. */
  let printed = false;
  window.addEventListener("afterprint", () => {
    printed = true;
  });
  window.addEventListener("beforeunload", (event) => {
    if (unsaved || (!printed && document.querySelector("[data-shown-once]"))) event.preventDefault();
  });
})();
