/* Signature pad: strokes are kept as JSON in a hidden input, so the server draws them as it wants.

   <div data-signature> holds a canvas, an input[data-strokes] and a button[data-erase].
   The value is "" when nothing is drawn, else
   {"width": w, "height": h, "strokes": [[[x, y, ms], …], …]}: CSS pixels, milliseconds since the first point. */
"use strict";

(() => {
  const LIMIT = 6000;

  class SignaturePad {
    constructor(box) {
      this.canvas = box.querySelector("canvas");
      this.input = box.querySelector("[data-strokes]");
      this.erase = box.querySelector("[data-erase]");
      this.status = box.querySelector("[data-signature-status]");
      this.strokes = [];
      this.current = null;
      this.started = 0;
      this.points = 0;
      this.listen();
      this.restore();
      this.resize();
    }

    listen() {
      this.canvas.addEventListener("pointerdown", (event) => this.begin(event));
      this.canvas.addEventListener("pointermove", (event) => this.move(event));
      ["pointerup", "pointercancel"].forEach((name) => {
        this.canvas.addEventListener(name, () => this.end());
      });
      this.erase.addEventListener("click", () => this.clear());
      window.addEventListener("resize", () => this.resize());
      const scheme = window.matchMedia("(prefers-color-scheme: dark)");
      scheme.addEventListener("change", () => this.draw());
    }

    begin(event) {
      if (event.button !== 0) return;
      event.preventDefault();
      this.canvas.setPointerCapture(event.pointerId);
      if (!this.strokes.length) this.started = event.timeStamp;
      this.current = [];
      this.strokes.push(this.current);
      this.add(event);
    }

    move(event) {
      if (!this.current) return;
      const events = event.getCoalescedEvents ? event.getCoalescedEvents() : [event];
      (events.length ? events : [event]).forEach((part) => this.add(part));
      this.draw();
    }

    add(event) {
      if (this.points >= LIMIT) return;
      const box = this.canvas.getBoundingClientRect();
      const round = (number) => Math.round(number * 10) / 10;
      const after = Math.max(0, Math.round(event.timeStamp - this.started));
      this.current.push([round(event.clientX - box.left), round(event.clientY - box.top), after]);
      this.points += 1;
    }

    end() {
      if (!this.current) return;
      this.current = null;
      this.draw();
      this.keep();
    }

    keep() {
      const box = this.canvas.getBoundingClientRect();
      this.input.value = this.strokes.length
        ? JSON.stringify({ width: Math.round(box.width), height: Math.round(box.height), strokes: this.strokes })
        : "";
      if (this.status) this.status.textContent = this.strokes.length ? "Signature tracée." : "Signature effacée.";
      this.input.dispatchEvent(new Event("change", { bubbles: true }));
    }

    restore() {
      if (!this.input.value) return;
      this.strokes = JSON.parse(this.input.value).strokes;
      this.points = this.strokes.reduce((sum, stroke) => sum + stroke.length, 0);
    }

    clear() {
      this.strokes = [];
      this.points = 0;
      this.draw();
      this.keep();
    }

    resize() {
      const ratio = window.devicePixelRatio || 1;
      const box = this.canvas.getBoundingClientRect();
      this.canvas.width = Math.round(box.width * ratio);
      this.canvas.height = Math.round(box.height * ratio);
      this.draw();
    }

    draw() {
      const ratio = window.devicePixelRatio || 1;
      const pen = this.canvas.getContext("2d");
      pen.setTransform(ratio, 0, 0, ratio, 0, 0);
      pen.clearRect(0, 0, this.canvas.width, this.canvas.height);
      pen.strokeStyle = getComputedStyle(this.canvas).color;
      pen.fillStyle = pen.strokeStyle;
      pen.lineWidth = 2.6;
      pen.lineCap = "round";
      pen.lineJoin = "round";
      this.strokes.forEach((stroke) => this.trace(pen, stroke));
    }

    trace(pen, stroke) {
      pen.beginPath();
      if (stroke.length === 1) {
        pen.arc(stroke[0][0], stroke[0][1], 1.6, 0, 2 * Math.PI);
        pen.fill();
        return;
      }
      pen.moveTo(stroke[0][0], stroke[0][1]);
      for (let i = 1; i < stroke.length; i += 1) {
        const [x, y] = stroke[i];
        const [beforeX, beforeY] = stroke[i - 1];
        pen.quadraticCurveTo(beforeX, beforeY, (beforeX + x) / 2, (beforeY + y) / 2);
      }
      const [lastX, lastY] = stroke[stroke.length - 1];
      pen.lineTo(lastX, lastY);
      pen.stroke();
    }
  }

  const prepare = (part) => {
    part.querySelectorAll("[data-signature]:not([data-ready])").forEach((box) => {
      box.dataset.ready = "yes";
      box.pad = new SignaturePad(box);
    });
  };

  document.addEventListener("DOMContentLoaded", () => prepare(document));
  document.addEventListener("htmx:afterSwap", (event) => prepare(event.target));
})();
