/* A draft keeps itself while it is written. What cannot leave stays in the page, and the page says so. */
"use strict";

(() => {
  const form = document.querySelector("form[data-draft]");
  if (!form) return;

  const AFTER_MS = 4000;
  const AGAIN_MS = 20000;
  /* A network that does not answer is none: what is sent by its button does not wait for longer. */
  const ENOUGH_MS = 8000;
  const NO_NETWORK = "Pas de réseau : ce que vous avez écrit reste dans cette page.";
  const NOT_KEPT = "Pas enregistré : ce que vous avez écrit reste dans cette page.";
  const said = document.querySelector("[data-draft-said]");
  const stamp = form.elements.draft;
  let timer = 0;
  let typed = 0;
  let kept = 0;
  let leaving = null;
  let over = false;

  const say = (text) => {
    if (said.textContent !== text) said.textContent = text;
  };

  const send = async (options) => {
    const body = new FormData(form);
    body.set("step", "keep");
    const version = typed;
    let answer;
    try {
      const signal = AbortSignal.timeout?.(ENOUGH_MS);
      answer = await fetch(location.href, { method: "POST", body, redirect: "manual", signal, ...options });
    } catch {
      say(NO_NETWORK);
      return;
    }
    const found = await answer.json().catch(() => null);
    if (over) return;
    if (!found) {
      say(NOT_KEPT);
      return;
    }
    say(found.said);
    /* What cannot be kept as it is waits for the next change. */
    if (answer.ok) kept = version;
    if (found.draft) {
      stamp.value = found.draft;
      if (typed === version) document.dispatchEvent(new Event("draft:kept"));
    }
    /* Another version stands there: it is for the person to say which she keeps. */
    if (answer.status === 409) over = true;
  };

  const keep = (options = {}) => {
    clearTimeout(timer);
    if (over || leaving || typed === kept) return;
    const sent = typed;
    leaving = send(options).finally(() => {
      leaving = null;
      if (typed !== kept) later(typed === sent ? AGAIN_MS : AFTER_MS);
    });
  };

  const later = (delay) => {
    clearTimeout(timer);
    timer = setTimeout(keep, delay);
  };

  const changed = (event) => {
    if (!event.target.name) return;
    typed += 1;
    later(AFTER_MS);
  };

  form.addEventListener("input", changed);
  form.addEventListener("focusout", (event) => {
    if (event.target.matches("textarea, input[type=text]")) keep();
  });
  window.addEventListener("online", () => keep());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") keep({ keepalive: true });
  });

  window.addEventListener("pageshow", (event) => {
    if (event.persisted) over = false;
  });

  /* What is being kept arrives first: the page that is sent then knows it. */
  document.addEventListener(
    "submit",
    (event) => {
      if (event.target !== form) return;
      clearTimeout(timer);
      if (!leaving) {
        over = true;
        return;
      }
      event.preventDefault();
      event.stopImmediatePropagation();
      const button = event.submitter;
      leaving.finally(() => {
        clearTimeout(timer);
        form.requestSubmit(button);
      });
    },
    true,
  );
})();
