/* The screen of a sitting. Keys outside of fields: 1 to 9 choose what is decided, ← → go from file to file, Entrée goes to the next.
   What is chosen is kept as it is typed, what a seat says as soon as its field is left; [data-kept] says when, or why it cannot be
   kept. Nothing is left before what is being kept has come back. Not deferred: who goes fast types before the page is there whole,
   and what she typed waits for it. */
"use strict";

(() => {
  const early = [];
  const wait = (event) => {
    if (!event.ctrlKey && !event.metaKey && !event.altKey) early.push(event.key);
  };
  document.addEventListener("keydown", wait);
  document.addEventListener("DOMContentLoaded", () => {
    document.removeEventListener("keydown", wait);
    const press = sit();
    if (press) early.forEach((key) => press(key, document.body));
  });
})();

const PARTS = [".sitting__head", ".sitting__list", ".sitting__main", ".sitting__opinions"];

const typing = (element) => element.closest("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]");

/* Send it to that address: what its JSON says, or { page } where the screen of a sitting came back; else { refusal }. */
async function send(address, body) {
  let answer;
  let text;
  try {
    answer = await fetch(address, { method: "POST", body, headers: { "X-Requested-With": "fetch" } });
    text = await answer.text();
  } catch {
    return { refusal: "Pas encore enregistré : le réseau ne répond pas. Rien n’est perdu tant que cette page est ouverte." };
  }
  if (answer.headers.get("Content-Type")?.startsWith("application/json")) return JSON.parse(text);
  const page = new DOMParser().parseFromString(text, "text/html");
  if (answer.ok && PARTS.every((part) => page.querySelector(part))) return { page };
  return {
    refusal:
      answer.ok && answer.redirected
        ? "Pas enregistré : votre connexion a pris fin. Reconnectez-vous dans un autre onglet, puis revenez ici."
        : "Le serveur n’a pas pu répondre. Notez ce qui n’est pas enregistré, puis rechargez cette page.",
  };
}

/* Bring its screen to life; answers what presses a key on it, and whether that key was for it. */
function sit() {
  const screen = document.querySelector(".sitting");
  if (!screen) return null;
  const form = screen.querySelector("[data-decision]");
  const decision = form && decide(form);
  const opinions = form && stay(form.querySelector("[data-kept]"));
  const busy = () => Boolean(form) && (decision.busy() || opinions.busy());
  const settled = async () => {
    while (busy()) await Promise.all([decision.last(), opinions.last()]);
  };
  let leaving = false;

  // What is being kept comes first: it gives the mark that the decision is sent with.
  form?.addEventListener("submit", (event) => {
    decision.stop();
    if (!busy()) {
      leaving = true;
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    settled().then(() => form.requestSubmit(event.submitter));
  });
  screen.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || !busy() || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    settled().then(() => window.location.assign(link.href));
  });
  window.addEventListener("beforeunload", (event) => {
    if (!form || (!opinions.unsent() && (leaving || !decision.unsent()))) return;
    event.preventDefault();
    // Who stays after all may send it again.
    setTimeout(() => {
      leaving = false;
      delete form.dataset.sent;
      form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
    });
  });
  // A decision that was sent is no longer this page's: what is typed until the next one shows must not change it.
  window.addEventListener("pageshow", () => {
    leaving = false;
  });

  const press = (key, target) => {
    if (leaving) return false;
    const option = /^[1-9]$/.test(key) && form?.querySelectorAll("[name=competence]")[Number(key) - 1];
    if (option) {
      option.checked = true;
      option.focus();
      option.dispatchEvent(new Event("change", { bubbles: true }));
      return true;
    }
    const link = { ArrowLeft: "[data-previous]", ArrowRight: "[data-next]" }[key];
    if (link && target.type !== "radio") screen.querySelector(link)?.click();
    if (key === "Enter" && target === document.body) form?.requestSubmit();
    return false;
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (press(event.key, event.target)) event.preventDefault();
  });
  return press;
}

/* What is decided, kept as it is typed. */
function decide(form) {
  const kept = form.querySelector("[data-kept]");
  const texts = [...form.querySelectorAll(".sitting__fields input")];
  let waiting = 0;
  let underWay = 0;
  let last = Promise.resolve();
  let edits = 0;
  let known = 0;

  const isTyped = () => texts.some((field) => field.value !== field.defaultValue);

  const write = async () => {
    if (!form.querySelector("[name=competence]:checked")) {
      kept.textContent = isTyped() ? "Choisissez une décision : rien n’est encore enregistré." : "";
      return;
    }
    const sent = edits;
    const said = await send(window.location.pathname, new FormData(form));
    if (said.mark) {
      known = sent;
      form.querySelector("[name=seen]").value = said.mark;
      form.querySelector("[data-undecide]").hidden = false;
    }
    kept.textContent = said.kept || said.refusal;
  };

  const stop = () => clearTimeout(waiting);

  const keep = () => {
    stop();
    underWay += 1;
    last = last.then(write).finally(() => {
      underWay -= 1;
    });
  };

  form.addEventListener("change", () => {
    edits += 1;
    keep();
  });
  form.addEventListener("input", (event) => {
    stop();
    edits += 1;
    if (event.target.type !== "radio" && event.target.type !== "checkbox") waiting = setTimeout(keep, 900);
  });
  return { stop, busy: () => underWay > 0, last: () => last, unsent: () => edits !== known && isTyped() };
}

/* An opinion, or somebody who stands back: sent one after the other without leaving, so that nothing typed elsewhere on the page is lost.
   What a voice changes is shown in its place, where nobody's pointer or focus is taken away. */
function stay(kept) {
  const underWay = new Set();
  let last = Promise.resolve();
  let pressed = false;
  ["pointerdown", "pointerup", "pointercancel"].forEach((name) => {
    document.addEventListener(name, () => {
      pressed = name === "pointerdown";
    }, true);
  });

  const released = async () => {
    for (let turn = 0; pressed && turn < 40; turn += 1) await new Promise((go) => setTimeout(go, 50));
    // The click that ends a press comes after it.
    await new Promise((go) => setTimeout(go));
  };

  const words = () => [...document.querySelectorAll(".opinion [name=texte]")];
  const isUnsent = (field) => field.value !== field.defaultValue;

  /* Finds what stands in the place of that element once its part was replaced. */
  const standIn = (element) => {
    const { id } = element;
    const seat = element.closest(".opinion")?.querySelector(".opinion__seat").id;
    const label = element.textContent.trim();
    return () => {
      if (id) return document.getElementById(id);
      const same = document.getElementById(seat)?.closest(".opinion").querySelectorAll("button, summary") || [];
      return [...same].find((each) => each.textContent.trim() === label);
    };
  };

  const show = (page, by) => {
    const active = document.activeElement === document.body ? by : document.activeElement;
    const range = active && typing(active) ? [active.selectionStart, active.selectionEnd] : null;
    const next = active && standIn(active);
    const opened = words().filter((field) => field.closest("details").open);
    PARTS.forEach((part) => {
      const former = document.querySelector(part);
      const { scrollTop } = former;
      const brought = document.adoptNode(page.querySelector(part));
      former.replaceWith(brought);
      brought.scrollTop = scrollTop;
    });
    opened.forEach((former) => {
      const field = document.getElementById(former.id);
      if (!field) return;
      field.closest("details").open = true;
      if (isUnsent(former)) field.value = former.value;
    });
    // Who has gone on to the decision meanwhile stays there.
    if (!active || active.isConnected) return;
    const found = next() || document.getElementById("avis");
    found.focus({ preventScroll: true });
    if (range) found.setSelectionRange(...range);
  };

  const tell = async (address, body, by, field) => {
    const said = await send(address, body);
    if (!said.page) {
      kept.textContent = said.refusal;
      return;
    }
    kept.textContent = body.has("retrait") ? "C’est noté." : "Avis enregistré.";
    if (field) {
      field.defaultValue = body.get("texte");
      return;
    }
    await released();
    show(said.page, by);
  };

  document.addEventListener("submit", (event) => {
    const sent = event.target;
    if (!sent.closest("#avis")) return;
    event.preventDefault();
    event.stopPropagation();
    const body = new FormData(sent, event.submitter);
    const name = `${sent.action} ${new URLSearchParams(body)}`;
    // Pressed again before its answer: it is on its way.
    if (underWay.has(name)) return;
    underWay.add(name);
    last = last
      .then(() => tell(sent.action, body, event.submitter, sent.querySelector("[name=texte]")))
      .finally(() => underWay.delete(name));
  }, true);
  // The second press of a double click would undo what the first did, shown in its place by then.
  document.addEventListener("click", (event) => {
    if (event.detail > 1 && event.target.closest("#avis button")) event.preventDefault();
  }, true);
  document.addEventListener("focusout", (event) => {
    if (event.target.matches(".opinion [name=texte]") && event.target.isConnected && isUnsent(event.target)) event.target.form.requestSubmit();
  });
  return { busy: () => underWay.size > 0, last: () => last, unsent: () => words().some(isUnsent) };
}
