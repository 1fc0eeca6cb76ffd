/* A text field with proposals (WAI-ARIA combobox): arrows choose, Enter takes, Escape closes. */
"use strict";

(() => {
  const WAIT = 180;

  const option = (commune, identifier) => {
    const item = document.createElement("li");
    item.id = identifier;
    item.className = "combobox__option";
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    const postcodes = commune.postcodes.length > 2 ? `${commune.postcodes[0]}…` : commune.postcodes.join(", ");
    const detail = document.createElement("span");
    detail.className = "combobox__detail";
    detail.textContent = ` ${postcodes}, ${commune.department}`;
    item.append(commune.name, detail);
    return item;
  };

  class Combobox {
    constructor(field) {
      this.source = field.dataset.source;
      this.input = field.querySelector('[role="combobox"]');
      this.list = field.querySelector('[role="listbox"]');
      this.code = field.querySelector("[data-combobox-code]");
      this.status = field.querySelector("[data-combobox-status]");
      this.fills = field.dataset.fills ? document.getElementById(field.dataset.fills) : null;
      this.communes = [];
      this.chosen = -1;
      this.input.addEventListener("input", () => this.typed());
      this.input.addEventListener("keydown", (event) => this.key(event));
      this.input.addEventListener("blur", () => this.close());
      this.list.addEventListener("mousedown", (event) => this.pressed(event));
    }

    get open() {
      return !this.list.hidden;
    }

    typed() {
      this.code.value = "";
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.ask(), WAIT);
    }

    async ask() {
      const asked = this.input.value.trim();
      if (asked.length < 2) {
        this.close();
        return;
      }
      if (this.request) this.request.abort();
      this.request = new AbortController();
      try {
        const answer = await fetch(`${this.source}?q=${encodeURIComponent(asked)}`, { signal: this.request.signal });
        if (!answer.ok) throw new Error(String(answer.status));
        this.show((await answer.json()).communes);
      } catch (error) {
        if (error.name === "AbortError") return;
        this.close();
        this.status.textContent = "Les propositions ne viennent pas. Écrivez le nom en entier.";
      }
    }

    show(communes) {
      this.communes = communes;
      this.list.replaceChildren(...communes.map((each, rank) => option(each, `${this.list.id}-${rank}`)));
      this.mark(-1);
      const found = communes.length > 0 && document.activeElement === this.input;
      this.list.hidden = !found;
      this.input.setAttribute("aria-expanded", String(found));
      const plural = communes.length > 1 ? "s" : "";
      this.status.textContent = communes.length ? `${communes.length} commune${plural} proposée${plural}.` : "Aucune commune à ce nom.";
    }

    close() {
      this.list.hidden = true;
      this.input.setAttribute("aria-expanded", "false");
      this.mark(-1);
    }

    mark(rank) {
      this.chosen = rank;
      [...this.list.children].forEach((item, place) => item.setAttribute("aria-selected", String(place === rank)));
      if (rank < 0) {
        this.input.removeAttribute("aria-activedescendant");
        return;
      }
      this.input.setAttribute("aria-activedescendant", this.list.children[rank].id);
      this.list.children[rank].scrollIntoView({ block: "nearest" });
    }

    take(rank) {
      const commune = this.communes[rank];
      this.input.value = commune.name;
      this.code.value = commune.code;
      if (this.fills && commune.postcodes.length === 1) this.fills.value = commune.postcodes[0];
      this.status.textContent = `${commune.name} choisie.`;
      this.close();
    }

    pressed(event) {
      const item = event.target.closest('[role="option"]');
      if (!item) return;
      event.preventDefault();
      this.take([...this.list.children].indexOf(item));
    }

    key(event) {
      const last = this.communes.length - 1;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (!this.open) {
          this.ask();
          return;
        }
        const step = event.key === "ArrowDown" ? 1 : -1;
        this.mark(this.chosen + step > last ? 0 : this.chosen + step < 0 ? last : this.chosen + step);
      } else if (event.key === "Enter" && this.open && this.chosen >= 0) {
        event.preventDefault();
        this.take(this.chosen);
      } else if (event.key === "Escape" && this.open) {
        event.preventDefault();
        this.close();
      }
    }
  }

  const prepare = (part) => {
    part.querySelectorAll("[data-combobox]:not([data-ready])").forEach((field) => {
      field.dataset.ready = "yes";
      new Combobox(field);
    });
  };

  document.addEventListener("DOMContentLoaded", () => prepare(document));
  document.addEventListener("htmx:afterSwap", (event) => prepare(event.target));
})();
