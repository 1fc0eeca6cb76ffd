"""What a machine can see of a screen: its width, where the focus is, what remains when the system takes the colours."""

#: What can have the focus, as one reaches it with Tab. A closed part, an unopened dialog and what is off are not.
_REACHABLE = """
const reachable = () => {
  const open = [...document.querySelectorAll("dialog[open]")].pop() || document;
  return [...open.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")].filter((one) =>
    one.tabIndex >= 0 && !one.disabled && one.checkVisibility({ visibilityProperty: true }));
};
const named = (one) => (one.getAttribute("aria-label") || one.textContent || one.name || one.outerHTML).trim()
  .replace(/\\s+/g, " ").slice(0, 80);
"""
#: A ring is drawn on it or, when it is laid invisible over its drawing, on its label or in it.
_RINGED = """
const ringed = (one) => {
  const label = one.closest("label, .file-drop");
  const around = label ? [label, ...label.querySelectorAll(":scope > span")] : [];
  return [one, ...around].some((part) => {
    const style = getComputedStyle(part);
    return style.opacity !== "0" && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  });
};
"""
#: Something of it is on the screen, above everything (WCAG 2.4.11).
_UNCOVERED = """
const uncovered = (one) => {
  const label = one.closest("label, .file-drop");
  return [...one.getClientRects()].some((box) => {
    const across = [0.5, 0.1, 0.9].map((part) => box.left + box.width * part);
    const top = Math.max(box.top, 0), bottom = Math.min(box.bottom, innerHeight);
    return across.some((x) => [0.5, 0.1, 0.9].some((part) => {
      const hit = document.elementFromPoint(x, top + (bottom - top) * part);
      return hit && (one.contains(hit) || (label && label.contains(hit)));
    }));
  });
};
"""
#: Every stop of the Tab key in turn: those without a ring, and those that stay under a bar or out of the window.
#: A key must have been pressed before, or the browser draws no ring.
STOPS_NOT_SEEN = f"""() => {{ {_REACHABLE} {_RINGED} {_UNCOVERED}
  const missing = [];
  for (const one of reachable()) {{
    one.focus();
    if (document.activeElement !== one) continue;
    if (!ringed(one)) missing.push(`no ring: ${{named(one)}}`);
    else if (!uncovered(one)) missing.push(`covered: ${{named(one)}}`);
  }}
  document.activeElement.blur();
  return missing;
}}"""
#: What has the focus now: its words, and whether one sees it. Nothing when the page itself has it.
FOCUS = f"""() => {{ {_RINGED} {_UNCOVERED}
  const one = document.activeElement;
  if (!one || one === document.body) return {{ words: "", seen: false, lost: true }};
  const label = one.labels && one.labels.length ? one.labels[0].textContent : "";
  const words = [one.getAttribute("aria-label") || one.textContent || label, one.name || "", one.value || ""].join(" ");
  return {{ words, seen: (ringed(one) || one.matches("main")) && uncovered(one), lost: false }};
}}"""
#: In forced colours tints and shadows are gone: a control keeps an edge or the line of a link, what is chosen a mark.
WITHOUT_COLOURS = f"""() => {{ {_REACHABLE}
  const edged = (part) => {{
    const style = getComputedStyle(part);
    return ["Top", "Bottom"].every((side) =>
      style[`border${{side}}Style`] !== "none" && parseFloat(style[`border${{side}}Width`]) >= 1);
  }};
  const native = (one) => getComputedStyle(one).appearance !== "none" && one.matches("[type=checkbox], [type=radio]");
  const around = (one) => [one, ...[1, 2].map((up) => up === 1 ? one.parentElement : one.parentElement.parentElement)];
  const missing = [];
  for (const one of reachable().filter((each) => each.matches("button, .button, .chip, .pill, input, select, textarea"))) {{
    const underlined = getComputedStyle(one).textDecorationLine.includes("underline");
    const parts = one.matches(".choice-input") ? [...around(one), ...one.parentElement.children] : [one];
    if (!native(one) && !underlined && !parts.some(edged)) missing.push(`no edge: ${{named(one)}}`);
  }}
  for (const one of document.querySelectorAll("input.choice-input:checked:not([role=switch])")) {{
    const label = one.closest("label"), style = getComputedStyle(label);
    if (label.checkVisibility() && style.outlineStyle === "none") missing.push(`not seen as chosen: ${{named(label)}}`);
  }}
  for (const one of document.querySelectorAll(".tag, .band, .nav__link[aria-current], .tabs__tab[aria-current]")) {{
    if (one.checkVisibility() && !one.textContent.trim()) missing.push(`says nothing: ${{one.outerHTML.slice(0, 80)}}`);
  }}
  for (const one of document.querySelectorAll(".rent-chart :is(line, text), .trend")) {{
    const style = getComputedStyle(one), ink = one.matches("text") ? style.fill : style.stroke;
    const ground = getComputedStyle(document.body).backgroundColor;
    if (one.checkVisibility() && (ink === "none" || ink === ground)) missing.push(`not drawn: ${{one.outerHTML.slice(0, 80)}}`);
  }}
  return missing;
}}"""
