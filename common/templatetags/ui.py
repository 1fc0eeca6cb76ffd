"""Tags of the design system. How to use each: docs/design-system.md."""

import zlib
from functools import lru_cache

from django import template
from django.forms import BaseForm, BoundField
from django.forms.utils import flatatt
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from lucide import _render_icon as render_lucide

from common import fields, formatting
from common.stairs import landings
from common.templatetags.typography import typo

register = template.Library()

PREFERENCES = {"theme": ("light", "dark"), "density": ("dense", "airy")}
TAG_ICONS = {
    "done": "check",
    "waiting": "hourglass",
    "todo": "circle-dot",
    "late": "clock-alert",
    "planned": "calendar",
    "reserved": "lock",
    "tosend": "smartphone",
    "neutral": "minus",
    "info": "info",
}
BAND_ICONS = {"ok": "check", "todo": "circle-dot", "late": "circle-alert", "info": "info"}
BAND_OF_MESSAGE = {"success": "ok", "warning": "todo", "error": "late"}


@register.simple_tag
def icon(name: str, size: int = 22, label: str = "") -> SafeString:
    """A lucide icon as inline SVG, silent for screen readers unless it stands alone with a `label`."""
    if not label:
        return _silent_icon(name + "", size)
    return mark_safe(render_lucide(name + "", size, focusable="false", role="img", aria_label=label))  # noqa: S308


@lru_cache(maxsize=512)
def _silent_icon(name: str, size: int) -> SafeString:
    # Drawn once: a list has a hundred of them, and each is parsed from its file.
    return mark_safe(render_lucide(name, size, aria_hidden="true", focusable="false"))  # noqa: S308


@register.simple_tag
def logo(size: int = 34) -> SafeString:
    """The mark of Palier: three treads, a landing, a lit door."""
    return format_html(
        '<svg class="logo" width="{0}" height="{0}" viewBox="0 0 64 64" aria-hidden="true" focusable="false">'
        '<rect class="brand__frame" width="64" height="64" rx="15"/>'
        '<path fill="#8DC3AA" d="M0 52h16V40h32V24h16v25a15 15 0 0 1-15 15H15A15 15 0 0 1 .3 52Z"/>'
        '<path fill="#F6C555" d="M24 40V20a8 8 0 0 1 16 0v20Z"/></svg>',
        size,
    )


@register.simple_tag
def money(cents: int | None) -> str:
    """Cents as « 1 284,50 € »; nothing for None."""
    return "" if cents is None else formatting.euros(int(cents))


@register.filter
def after(name: str, preposition: str) -> str:
    """`{{ name|after:"à" }}`: « au Pas de Porte »."""
    return formatting.after(preposition, name)


@register.filter
def initials(name: str) -> str:
    """Two letters for the round mark of a person."""
    return formatting.initials(str(name or ""))


@register.filter
def band_kind(level_tag: str) -> str:
    """The band that shows a Django message of this level."""
    return BAND_OF_MESSAGE.get(level_tag, "info")


@register.simple_tag(takes_context=True)
def theme_attribute(context: Context) -> str:
    """` data-theme="dark"` when the reader chose a theme; nothing when the system decides."""
    chosen = preference(context, "theme")
    return format_html(' data-theme="{}"', chosen) if chosen else ""


@register.simple_tag(takes_context=True)
def preference(context: Context, name: str) -> str:
    """What this browser remembers: "theme" (light, dark) or "density" (dense, airy), else ""."""
    request = context.get("request")
    value = request.COOKIES.get(f"palier-{name}", "") if request else ""
    return value if value in PREFERENCES[name] else ""


@register.simple_tag
def tag(kind: str, label: str, icon: str = "", plain: bool = False) -> SafeString:
    """A state: icon and word. Kinds: done, waiting, todo, late, planned, reserved, tosend, neutral, info.

    plain: coloured text without a tint, under the name it belongs to.
    """
    return _tag(kind, str(label), icon, plain)


@lru_cache(maxsize=512, typed=True)
def _tag(kind: str, label: str, icon: str, plain: bool) -> SafeString:
    # A long table says the same few states a hundred times. Typed: a safe text and a plain one are not the same.
    drawn = _silent_icon(icon + "" or TAG_ICONS[kind], 18)
    classes = f"tag tag--{kind}{' tag--plain' if plain else ''}"
    return format_html('<span class="{}">{}{}</span>', classes, drawn, typo(label))


@register.simple_tag
def button(
    label: str,
    *,
    icon: str = "",
    kind: str = "outlined",
    url: str = "",
    type: str = "submit",
    size: str = "",
    refused: str = "",
    **attributes: str | bool,
) -> SafeString:
    """A button, or a link drawn as one when `url` is given.

    kind: filled (one per view), outlined, text, danger, danger-filled, brass, on-stairwell. size: main, tool.
    `refused` is the server's sentence: the button stays focusable, does nothing, the sentence stands beside.
    Other keywords become attributes, underscores as dashes: hx_post, data_open_dialog, name, value.
    """
    classes = " ".join(["button", f"button--{kind}", *([f"button--{size}"] if size else [])])
    attrs = {"class": classes} | {name.replace("_", "-"): value for name, value in attributes.items()}
    reason_id = f"refus-{zlib.crc32(f'{label}{refused}'.encode()):x}"
    if refused:
        attrs |= {"type": "button", "aria-disabled": "true", "aria-describedby": reason_id}
    else:
        attrs |= {"href": url} if url else {"type": type}
    return mark_safe(  # noqa: S308  (rendered by a template that escapes)
        render_to_string(
            "components/button.html",
            {
                "element": "a" if url and not refused else "button",
                "attributes": flatatt(attrs),
                "icon": icon,
                "label": label,
                "refused": refused,
                "reason_id": reason_id,
            },
        ).strip()
    )


@register.inclusion_tag("components/stairs.html")
def stairs(steps: list) -> dict:
    """The stairs. Each step: name, detail, state (passed, current, coming), back (True for a step down)."""
    return {"landings": landings(steps)}


@register.inclusion_tag("components/field.html")
def field(
    bound: BoundField,
    *,
    hint: str = "",
    audience: str = "",
    kind: str = "",
    icons: dict | None = None,
    size: str = "",
    optional: bool | None = None,
    heading: bool = False,
    **attributes: str,
) -> dict:
    """A form field: label, hint, who reads it, control, error.

    kind, for a group: "" (list of ticks), "tiles", "segments", "chips", "answers" (yes/no, nothing chosen in
    advance); for a checkbox: "" or "switch". icons: value → icon, for tiles. size: short, figure, code.
    heading: the label takes the size of a heading. Other keywords become attributes of the control.
    """
    drawn = fields.draw(
        bound,
        kind=kind,
        hint=hint,
        icons=icons,
        size=size,
        optional=optional,
        attributes={name.replace("_", "-"): value for name, value in attributes.items()},
    )
    return {"field": drawn, "audience": audience, "heading": heading}


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: BaseForm) -> dict:
    """All errors of the forms, each a link to its field, nothing when there is none. Focused on load; what is missing
    leaves it once answered, where scripts run."""
    entries = []
    for form in forms:
        entries += [{"text": error, "target": "", "missing": False} for error in form.non_field_errors()]
        for bound in form.visible_fields():
            target, missing = fields.first_control_id(bound), fields.is_missing(bound)
            entries += [{"text": error, "target": target, "missing": missing} for error in bound.errors]
    unanswered = sum(bool(entry["missing"]) for entry in entries)
    return {"entries": entries, "title": _errors_counted(unanswered, len(entries) - unanswered)}


def _errors_counted(missing: int, wrong: int) -> str:
    """« 2 réponses manquent, une est à corriger »."""
    said = [f"{missing} réponses manquent" if missing > 1 else "Une réponse manque"] if missing else []
    if wrong:
        what = (" réponses", "Une réponse") if not missing else ("", "une")
        said.append(f"{wrong}{what[0]} sont à corriger" if wrong > 1 else f"{what[1]} est à corriger")
    return ", ".join(said)


@register.inclusion_tag("components/breadcrumb.html")
def breadcrumb(*parts: str) -> dict:
    """`{% breadcrumb "Ménages" url "Mme Vasseur" %}`: label and address in turn, the last label alone."""
    pairs = [{"label": parts[i], "url": parts[i + 1]} for i in range(0, len(parts) - 1, 2)]
    return {"links": pairs, "here": parts[-1] if len(parts) % 2 else ""}


def _block(name: str, content: str, **values: object) -> SafeString:
    return mark_safe(render_to_string(f"components/{name}.html", {"content": content, **values}))  # noqa: S308


@register.simple_block_tag
def band(content: str, kind: str = "info", icon: str = "", alert: bool = False) -> SafeString:
    """`{% band "ok" %}…{% endband %}`: ok, todo, late, info. alert: only for a loss or a withdrawal."""
    return _block("band", content, kind=kind, icon=icon or BAND_ICONS[kind], alert=alert)


@register.simple_block_tag
def card(content: str, title: str = "", kind: str = "", level: int = 2, identifier: str = "") -> SafeString:
    """`{% card "À faire" %}…{% endcard %}`. kind: raised, flush (no padding). identifier: of its title, for a link
    that leads there and takes the focus along."""
    return _block("card", content, title=title, kind=kind, level=level, identifier=identifier)


@register.simple_block_tag
def frame(content: str, title: str, level: int = 2) -> SafeString:
    """What another reader will see: `{% frame "Ce que votre bailleur verra" %}…{% endframe %}`."""
    return _block("frame", content, title=title, level=level)


@register.simple_block_tag
def hidden_panel(content: str, title: str = "Ce que vous ne voyez pas", level: int = 2) -> SafeString:
    """The rules of what stays hidden. The body depends on the reader's role only, never on the data."""
    return _block("hidden_panel", content, title=title, level=level)


@register.simple_block_tag
def empty(content: str, title: str, scene: bool = True) -> SafeString:
    """Nothing to show: why (title), and what next (body)."""
    return _block("empty", content, title=title, scene=scene)


@register.simple_block_tag
def dialog(content: str, identifier: str, title: str) -> SafeString:
    """A question before an act that cannot be undone; opened by a button with data_open_dialog=identifier."""
    return _block("dialog", content, identifier=identifier, title=title)


@register.simple_tag
def progress(done: int, total: int, label: str, remaining: str = "") -> SafeString:
    """A bar with its count: `label` says what is counted, `remaining` the time left."""
    return mark_safe(  # noqa: S308
        render_to_string(
            "components/progress.html",
            {"done": done, "total": total, "label": conditional_escape(label), "remaining": remaining},
        )
    )
