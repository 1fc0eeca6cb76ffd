"""Communes by name or postcode, for the fields that ask for one."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from partners.communes import communes_of_2026

LIMIT = 10


@require_safe
def communes(request: HttpRequest) -> JsonResponse:
    """At most ten communes for `q`, the most populous first: code, name, postcodes, département.

    Accents, case and hyphens are ignored; `q` is the beginning of a word of the name, or of a postcode. Under two
    characters: none.
    """
    found = communes_of_2026().search(request.GET.get("q", "")[:80], LIMIT)
    rows = [
        {
            "code": commune.insee_code,
            "name": commune.name,
            "postcodes": list(commune.postcodes),
            "department": commune.department,
        }
        for commune in found
    ]
    return JsonResponse({"communes": rows}, headers={"Cache-Control": "private, max-age=86400"})
