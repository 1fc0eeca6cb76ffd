"""What a form field needs to be drawn: its identifiers, its options, its attributes."""

from dataclasses import dataclass

from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, FileInput, PasswordInput, RadioSelect
from django.utils.safestring import SafeString

GROUPS = (RadioSelect, CheckboxSelectMultiple)


@dataclass(frozen=True)
class Option:
    """One choice of a group: its value, its words, its input, its icon."""

    value: str
    label: str
    input: SafeString
    icon: str
    identifier: str


@dataclass(frozen=True)
class DrawnField:
    """A bound field ready for components/field.html."""

    bound: BoundField
    shape: str
    control: SafeString | None
    options: list[Option]
    hint: str
    hint_id: str
    error_id: str
    described_by: str
    optional: bool
    is_missing: bool


def first_control_id(bound: BoundField) -> str:
    """The id a link of the error summary must lead to: for a group, its first choice."""
    identifier = bound.id_for_label or bound.auto_id
    if isinstance(bound.field.widget, GROUPS):
        return f"{bound.auto_id}_0"
    return identifier


def is_missing(bound: BoundField) -> bool:
    """Whether all that is wrong with it is that nothing was answered."""
    found = bound.form.errors.as_data().get(bound.name, [])
    return bool(found) and all(error.code == "required" for error in found)


def shape_of(bound: BoundField, kind: str = "") -> str:
    """The template branch: "check", "group", "password", "file", "input", or the `kind` asked for a group."""
    widget = bound.field.widget
    if isinstance(widget, CheckboxInput):
        return kind or "check"
    if isinstance(widget, GROUPS):
        return kind or "group"
    if isinstance(widget, FileInput):
        return "file"
    return "password" if isinstance(widget, PasswordInput) else "input"


def draw(
    bound: BoundField,
    *,
    kind: str = "",
    hint: str = "",
    icons: dict[str, str] | None = None,
    size: str = "",
    optional: bool | None = None,
    attributes: dict[str, str] | None = None,
) -> DrawnField:
    """Prepare a bound field. `optional` None means: say « facultatif » when the field is not required."""
    shape = shape_of(bound, kind)
    hint = hint or str(bound.help_text or "")
    hint_id, error_id = f"{bound.auto_id}-hint", f"{bound.auto_id}-error"
    described = " ".join(
        identifier for identifier, present in ((error_id, bool(bound.errors)), (hint_id, bool(hint))) if present
    )
    single = shape in {"check", "switch", "input", "password", "file"}
    if optional is None:
        optional = not bound.field.required and shape in {"input", "password", "file", "group", "segments", "tiles"}
    return DrawnField(
        bound=bound,
        shape=shape,
        control=_control(bound, shape, described, size, attributes or {}) if single else None,
        options=[] if single else _options(bound, shape, icons or {}),
        hint=hint,
        hint_id=hint_id,
        error_id=error_id,
        described_by=described,
        optional=optional,
        is_missing=is_missing(bound),
    )


def _control(bound: BoundField, shape: str, described: str, size: str, attributes: dict[str, str]) -> SafeString:
    attrs = dict(attributes)
    own = bound.field.widget.attrs.get("class", "")
    classes = {"switch": "choice-input", "check": "", "file": "input file-drop__input"}.get(shape, "input")
    if size:
        classes += f" input--{size}"
    attrs["class"] = f"{classes} {own}".strip()
    if shape == "switch":
        attrs["role"] = "switch"
    if shape == "file":
        attrs["aria-labelledby"] = f"{bound.auto_id}-label {bound.auto_id}-words"
    if described:
        attrs["aria-describedby"] = described
    if bound.errors:
        attrs["aria-invalid"] = "true"
    return bound.as_widget(attrs={key: value for key, value in attrs.items() if value})


def _options(bound: BoundField, shape: str, icons: dict[str, str]) -> list[Option]:
    options = []
    for choice in bound.subwidgets:
        value = str(choice.data["value"])
        if value == "" and isinstance(bound.field.widget, RadioSelect):
            continue
        if shape != "group":
            choice.data["attrs"]["class"] = "choice-input"
        options.append(
            Option(
                value=value,
                label=str(choice.choice_label),
                input=choice.tag(),
                icon=icons.get(value, ""),
                identifier=choice.id_for_label,
            )
        )
    return options
