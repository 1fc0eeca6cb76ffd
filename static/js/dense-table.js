/* Keys of a dense table, its ticked rows, and the bar that counts them.

   <table data-dense> rows: <tr data-row data-cents="128450"> with input.check-box[name] and a.row-link.
   Keys, only while the table has the focus: ↑ ↓, Espace, Maj + ↑ ↓, Entrée, /, ?. They can be switched off
   with a [data-shortcuts] checkbox switch. The bar: [data-chosen-bar] with [data-chosen-count] (its words in
   data-one and data-several, the number first) and [data-chosen-sum]; [data-choose-none] clears. */
"use strict";

(() => {
  const THIN = "\u202f";
  const HARD = "\u00a0";
  const grouped = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, THIN);

  const euros = (cents) => {
    const units = Math.floor(Math.abs(cents) / 100);
    const rest = String(Math.abs(cents) % 100).padStart(2, "0");
    return `${cents < 0 ? "−" : ""}${grouped(units)},${rest}${HARD}€`;
  };

  class DenseTable {
    constructor(table) {
      this.table = table;
      this.bar = document.querySelector("[data-chosen-bar]");
      this.all = table.querySelector("[data-choose-all]");
      table.addEventListener("keydown", (event) => this.key(event));
      table.addEventListener("focusin", (event) => this.enter(event));
      table.addEventListener("change", (event) => this.changed(event));
      document.querySelectorAll("[data-choose-none]").forEach((button) => {
        button.addEventListener("click", () => this.none());
      });
      this.prepare();
    }

    get rows() {
      return [...this.table.querySelectorAll("tr[data-row]")];
    }

    prepare() {
      const rows = this.rows;
      const current = rows.find((row) => row.tabIndex === 0) || rows[0];
      rows.forEach((row) => {
        row.tabIndex = row === current ? 0 : -1;
      });
      this.refresh();
    }

    shortcutsOn() {
      const control = document.querySelector("[data-shortcuts]");
      return !control || control.checked;
    }

    key(event) {
      if (!this.shortcutsOn() || event.ctrlKey || event.metaKey || event.altKey) return;
      const row = event.target.closest("tr[data-row]");
      if (event.key === "/") return this.search(event);
      if (event.key === "?") return this.help(event);
      if (!row || event.target !== row) return undefined;
      if (event.key === "ArrowDown") return this.step(event, row, 1);
      if (event.key === "ArrowUp") return this.step(event, row, -1);
      if (event.key === " ") return this.choose(event, row);
      if (event.key === "Enter") return this.open(event, row);
      return undefined;
    }

    search(event) {
      const field = document.querySelector("[data-search]");
      if (!field) return;
      event.preventDefault();
      field.focus();
    }

    help(event) {
      const dialog = document.getElementById("raccourcis");
      if (!dialog) return;
      event.preventDefault();
      dialog.showModal();
    }

    step(event, row, direction) {
      event.preventDefault();
      const rows = this.rows;
      const next = rows[rows.indexOf(row) + direction];
      if (!next) return;
      if (event.shiftKey) {
        this.tick(row, true);
        this.tick(next, true);
        this.refresh();
      }
      next.focus();
    }

    choose(event, row) {
      event.preventDefault();
      const box = row.querySelector(".check-box");
      if (!box || box.disabled) return;
      box.checked = !box.checked;
      box.dispatchEvent(new Event("change", { bubbles: true }));
    }

    open(event, row) {
      const link = row.querySelector(".row-link");
      if (!link) return;
      event.preventDefault();
      link.click();
    }

    enter(event) {
      const row = event.target.closest("tr[data-row]");
      if (!row) return;
      this.rows.forEach((other) => {
        other.tabIndex = other === row ? 0 : -1;
      });
    }

    tick(row, checked) {
      const box = row.querySelector(".check-box");
      if (box && !box.disabled) box.checked = checked;
    }

    changed(event) {
      if (event.target === this.all) this.rows.forEach((row) => this.tick(row, this.all.checked));
      if (event.target.matches(".check-box")) this.refresh();
    }

    none() {
      this.rows.forEach((row) => this.tick(row, false));
      this.refresh();
      this.table.querySelector('tr[tabindex="0"]')?.focus();
    }

    refresh() {
      const rows = this.rows;
      const chosen = rows.filter((row) => row.querySelector(".check-box:checked"));
      rows.forEach((row) => row.classList.toggle("is-chosen", chosen.includes(row)));
      if (this.all) {
        const possible = rows.filter((row) => row.querySelector(".check-box:not(:disabled)")).length;
        this.all.checked = chosen.length > 0 && chosen.length === possible;
        this.all.indeterminate = chosen.length > 0 && chosen.length < possible;
      }
      if (this.bar) this.count(chosen);
    }

    count(chosen) {
      const words = this.bar.querySelector("[data-chosen-count]");
      const sum = this.bar.querySelector("[data-chosen-sum]");
      this.bar.hidden = chosen.length === 0;
      const several = chosen.length > 1;
      words.textContent = `${grouped(chosen.length)}${HARD}${several ? words.dataset.several : words.dataset.one}`;
      if (!sum) return;
      const total = chosen.reduce((cents, row) => cents + Number(row.dataset.cents || 0), 0);
      sum.textContent = `${euros(total)} ${sum.dataset.word || ""}`.trim();
    }
  }

  /* Keys that were switched off stay off on the next page. */
  const OFF = "palier-shortcuts=off";

  const rememberShortcuts = (control) => {
    control.checked = !document.cookie.split("; ").includes(OFF);
    control.addEventListener("change", () => {
      const age = control.checked ? 0 : 60 * 60 * 24 * 365;
      document.cookie = `${OFF}; Path=/; Max-Age=${age}; SameSite=Lax`;
    });
  };

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-shortcuts]").forEach(rememberShortcuts);
  });

  const prepare = () => {
    document.querySelectorAll("table[data-dense]").forEach((table) => {
      if (table.dense) table.dense.prepare();
      else table.dense = new DenseTable(table);
    });
  };

  document.addEventListener("DOMContentLoaded", prepare);
  document.addEventListener("htmx:afterSwap", prepare);
})();
