"""The pages that explain a programme's rules to those who take part in it. They are about nobody: nothing is logged."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cases.queries.programmes import grid_for, programme_for, programmes_of
from cases.views.grid_words import count_of, parts_of
from cases.views.programme_words import chapters_of, rhythm_of, strip_of
from partners.requests import ActingRequest


@require_safe
def programmes(request: ActingRequest) -> HttpResponse:
    """Those of the unit one acts in."""
    if request.acting is None or request.acting.membership is None:
        raise Http404
    return render(request, "cases/programmes.html", {"versions": programmes_of(request.acting)})


@require_safe
def programme(request: ActingRequest, key: str) -> HttpResponse:
    """One of them, rule by rule. Another's and one that does not exist are the same 404."""
    rules = programme_for(request.acting, key) if request.acting and request.acting.membership else None
    if rules is None:
        raise Http404
    chapters = [(f"chapitre-{number}", *chapter) for number, chapter in enumerate(chapters_of(rules), start=1)]
    context = {"rules": rules, "rhythm": rhythm_of(rules), "strip": strip_of(rules), "chapters": chapters}
    return render(request, "cases/programme.html", context)


@require_safe
def grid(request: ActingRequest, key: str) -> HttpResponse:
    """The grid it assesses with, question by question. Another's and one that does not exist are the same 404."""
    found = grid_for(request.acting, key) if request.acting and request.acting.membership else None
    if found is None:
        raise Http404
    rules, questions = found
    context = {"rules": rules, "grid": questions, "count": count_of(questions), "parts": parts_of(questions)}
    return render(request, "cases/grid.html", context)
