/* Passkeys: asks the device to make one, or to answer with one, when the form is sent. */
"use strict";

(() => {
  const form = document.querySelector("form[data-passkey]");
  const options = JSON.parse(document.getElementById("passkey-options").textContent);
  const answer = form.elements.credential;

  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));

  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replace(/\+/g, "-")
      .replace(/\//g, "_")
      .replace(/=+$/, "");

  const known = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

  const ask = () => {
    const asked = { ...options.publicKey, challenge: bytes(options.publicKey.challenge) };
    if (form.dataset.passkey === "get") {
      return navigator.credentials.get({ publicKey: { ...asked, allowCredentials: known(asked.allowCredentials) } });
    }
    const user = { ...asked.user, id: bytes(asked.user.id) };
    const excludeCredentials = known(asked.excludeCredentials);
    return navigator.credentials.create({ publicKey: { ...asked, user, excludeCredentials } });
  };

  /* What the device said, as the server reads it: only the parts this kind of answer has. */
  const written = (credential) => {
    const { response } = credential;
    const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
    const found = parts.filter((part) => response[part]).map((part) => [part, text(response[part])]);
    return JSON.stringify({
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      clientExtensionResults: credential.getClientExtensionResults(),
      response: Object.fromEntries(found),
    });
  };

  const said = (name) => {
    const bands = [...document.querySelectorAll("[data-said]")];
    const named = bands.some((band) => band.dataset.said === name) ? name : "NotAllowedError";
    bands.forEach((band) => {
      band.hidden = !name || band.dataset.said !== named;
    });
  };

  const release = () => {
    const button = form.querySelector("button[type=submit]");
    button.removeAttribute("aria-busy");
    button.focus();
  };

  if (!window.PublicKeyCredential) {
    said("unsupported");
    form.hidden = true;
    return;
  }

  /* Until here the form would be sent without an answer: the page gives its button disabled. */
  form.querySelector("button[type=submit]").disabled = false;

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const button = form.querySelector("button[type=submit]");
    if (button.getAttribute("aria-busy")) return;
    button.setAttribute("aria-busy", "true");
    said("");
    ask().then(
      (credential) => {
        answer.value = written(credential);
        form.submit();
      },
      (error) => {
        release();
        said(error.name);
      },
    );
  });
})();
