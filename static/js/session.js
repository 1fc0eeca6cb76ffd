/* Nothing typed is lost to a session that ended: typing keeps it alive, and a form leaves only while it lives. */
"use strict";

(() => {
  /* The page « Moi »: it names nobody else, and says, as every page does, who is signed in. */
  const page = document.currentScript.dataset.page;
  const FRESH_MS = 5 * 60 * 1000;
  let seen = Date.now();

  const who = (from) => from.querySelector("script[data-who]")?.dataset.who;

  /* A new session has a new token: the forms of this page take it. */
  const renew = (from) => {
    const token = from.querySelector("[name=csrfmiddlewaretoken]").value;
    document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((field) => {
      field.value = token;
    });
    document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
  };

  /* Whether the person this page was made for is still signed in, in the same capacity. */
  const alive = async () => {
    const answer = await fetch(page, { redirect: "manual", cache: "no-store" });
    if (!answer.ok) return false;
    const found = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (who(found) !== who(document)) return false;
    renew(found);
    seen = Date.now();
    return true;
  };

  const say = () => {
    const title = document.querySelector(".page-header") || document.querySelector("main h1");
    const band = document.getElementById("session-finie").content.firstElementChild.cloneNode(true);
    document.querySelectorAll("[data-session-over]").forEach((former) => former.remove());
    title.after(band);
    band.scrollIntoView({ block: "center" });
    band.querySelector("a").focus({ preventScroll: true });
  };

  document.addEventListener("input", () => {
    if (Date.now() - seen < FRESH_MS) return;
    seen = Date.now();
    alive().catch(() => {});
  });

  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      if (form.method !== "post" || form.matches(".sign-out") || Date.now() - seen < FRESH_MS) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const button = event.submitter;
      const leave = () => {
        document.querySelectorAll("[data-session-over]").forEach((former) => former.remove());
        seen = Date.now();
        form.requestSubmit(button);
      };
      /* Without a network the browser says so itself, and the page stays. */
      alive().then((lives) => (lives ? leave() : say()), leave);
    },
    true,
  );
})();
