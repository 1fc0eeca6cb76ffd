"""Drafts that keep themselves while they are written, and are never written over what stands there since."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from typing import Any, Generic, TypeVar

from django import forms
from django.contrib import messages
from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone

from cases.enums import PartKind
from cases.models import Case, CommonPart
from cases.permissions import check_may_write_parts
from cases.queries import parts as queries
from cases.views.followed import log_opening, name_on, posted
from common.formatting import clock
from common.refusal import NotYours, Refused
from partners.requests import MemberRequest
from partners.views.refusal import said_on_form

#: What a page says of a draft that there is not yet.
NEW = "new"
#: The `step` of what a page sends by itself.
BY_ITSELF = "keep"
CHANGED = (
    "Ce brouillon a changé ailleurs entre-temps. Enregistrez pour comparer les deux versions : "
    "ce que vous avez écrit reste ici."
)

F = TypeVar("F", bound=forms.Form)
D = TypeVar("D", bound="Opened[Any]")


@dataclass(frozen=True)
class Opened(Generic[F]):
    """A draft as it stands (`part` None: there is none yet), and its form over it, bound to what was sent or to nothing."""

    part: CommonPart | None
    make: Callable[[QueryDict | None], F]

    @property
    def stamp(self) -> str:
        """What a page carries of the draft it shows: what its form began with."""
        if self.part is None:
            return NEW
        form = self.make(None)
        own = {name: field.initial for name, field in form.fields.items() if field.initial is not None}
        said = json.dumps([str(self.part.public_id), form.initial, own], default=str, sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Difference:
    """One answer, as it stands and as it was typed here."""

    label: str
    standing: str
    typed: str


def is_by_itself(request: MemberRequest) -> bool:
    """Whether the page sends its draft by itself, and waits for no other page."""
    return request.method == "POST" and request.POST.get("step") == BY_ITSELF


def differences(request: MemberRequest, opened: "Opened[Any]", form: forms.Form) -> list[Difference]:
    """What the draft says that the page does not, when it changed since that page was opened; else nothing."""
    sent = request.POST.get("draft")
    if sent is None or sent == opened.stamp:
        return []
    form.is_valid()
    found = [_compared(form, name) for name in form.fields]
    return [one for one in found if one.standing != one.typed]


def keep(request: MemberRequest, reopen: Callable[[], D], write: Callable[[D, Any], object]) -> HttpResponse:
    """Keep what a page sends by itself, as JSON: `said`, and `draft`, its new stamp, once it is kept.

    A field that cannot be read keeps what stands there, and is named. Without `draft` nothing is written: the whole
    cannot be kept yet, which is no fault; or, 409, it changed elsewhere or is refused.
    """
    opened = reopen()
    form = opened.make(request.POST)
    if differences(request, opened, form):
        return _answer(CHANGED, status=409)
    wrong = [str(form.fields[name].label) for name in form.errors if name in form.fields]
    if wrong:
        form = opened.make(_with_standing(request.POST.copy(), form))
    if not form.is_valid():
        first = next(iter(next(iter(form.errors.values()))))
        return _answer(f"Pas encore enregistré. {first}")
    try:
        write(opened, form)
    except NotYours:
        raise
    except Refused as refused:
        request.rolled_back = True
        return _answer(refused.sentence, status=409)
    said = f"Enregistré à {clock(timezone.localtime())}"
    left = ", ".join(f"« {label} »" for label in wrong)
    return _answer(f"{said}, sauf {left}" if left else said, draft=reopen().stamp)


def _answer(said: str, *, status: int = 200, **more: str) -> HttpResponse:
    return JsonResponse({"said": said, **more}, status=status)


def _with_standing(data: QueryDict, form: forms.Form) -> QueryDict:
    """What was sent, with what stands in the place of what cannot be read."""
    for name in form.errors:
        if field := form.fields.get(name):
            standing = field.prepare_value(form.get_initial_for_field(field, name))
            data.setlist(name, standing if isinstance(standing, list) else ["" if standing is None else str(standing)])
    return data


def _compared(form: forms.Form, name: str) -> Difference:
    field, standing = form.fields[name], form.get_initial_for_field(form.fields[name], name)
    raw = form[name].data
    read = form.cleaned_data.get(name, raw)
    typed = raw if isinstance(standing, str) and not isinstance(read, date) else read
    return Difference(str(field.label), _words(field, standing), _words(field, typed))


def _words(field: forms.Field, value: Any) -> str:
    if isinstance(field, forms.ChoiceField):
        chosen = {str(one) for one in (value if isinstance(value, list) else [value])}
        offered = [(key, label) for key, label in field.widget.choices if not isinstance(label, list | tuple)]
        return ", ".join(str(label) for key, label in offered if key != "" and str(key) in chosen)
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, time):
        return clock(value)
    if isinstance(value, list):
        return "\n".join(value)
    shown = field.prepare_value(value)
    return "" if shown is None else "\n".join(str(shown).split("\r\n")).strip()


def edit(
    request: MemberRequest,
    shown: Case,
    kind: PartKind,
    template: str,
    *,
    reopen: Callable[[], D],
    write: Callable[[D, Any], CommonPart],
    context: Callable[[D], dict[str, Any]],
    then: Callable[[CommonPart], HttpResponse],
) -> HttpResponse:
    """The page on which a draft of that kind is written, kept by itself or sent.

    In order: who may write is asked; the draft is held while it is written; what the page sends by itself is kept, and
    nothing more; the reading log is written before anything named is read. `then`: where to go once it is kept.
    """
    check_may_write_parts(request.acting, shown.pk)
    if request.method == "POST":
        queries.hold_draft(shown, kind)
    if is_by_itself(request):
        return keep(request, reopen, write)
    rights = log_opening(request, shown)
    opened = reopen()
    form = opened.make(posted(request))
    differing = differences(request, opened, form)
    if request.method == "POST" and not differing and form.is_valid():
        with said_on_form(request, form):
            return then(write(opened, form))
    return page(
        request,
        template,
        {
            "case": shown,
            "name": name_on(shown, rights),
            "form": form,
            **context(opened),
            **said_of(opened, differing),
        },
    )


def to_sign(
    request: MemberRequest, said: str = "C’est noté. Relisez-le ensemble, puis signez."
) -> Callable[[CommonPart], HttpResponse]:
    """To the page of the part, with that sentence."""

    def go(part: CommonPart) -> HttpResponse:
        messages.success(request, said)
        return redirect("part", part.public_id)

    return go


def said_of(opened: Opened[Any], differing: list[Difference]) -> dict[str, Any]:
    """What the page of a draft is given: its stamp, and what differs."""
    return {"draft": opened.stamp, "differences": differing}


def page(request: MemberRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """The page of a draft: 409 when it shows two versions, of which neither was kept over the other."""
    return render(request, template, context, status=409 if context["differences"] else 200)
