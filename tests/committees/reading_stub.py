"""The pages of a reading room in one line each, under the addresses of the real ones: what a seat reads, as plain text."""

from django.http import Http404, HttpResponse
from django.template import engines
from django.urls import include, path

from cases.reading import Purpose, record_reading
from committees.models import AgendaItem, SeatHolder, SheetAccess, SheetVersion
from committees.views.gate import for_seat

PAGE = """{% extends "layouts/app.html" %}{% block title %}Salle de lecture{% endblock %}
{% block heading %}Salle de lecture{% endblock %}{% block content %}<p>{{ said }}</p>{% endblock %}"""


@for_seat
def reading_room(request):
    names = SeatHolder.objects.values_list("name", flat=True)
    found = SheetAccess.objects.filter(audience_id=request.acting.member_audience)
    said = f"{sorted(names)} {sorted(set(found.values_list('session__public_id', flat=True)))}"
    return HttpResponse(engines["django"].from_string(PAGE).render({"said": said}, request))


@for_seat
def reading(request, session_id):
    found = SheetAccess.objects.filter(audience_id=request.acting.member_audience, session__public_id=session_id)
    if not found:
        raise Http404
    record_reading(request.acting, purpose=Purpose.LIST, route="reading")
    return HttpResponse(",".join(found.values_list("sheet__number", flat=True)))


@for_seat
def sheet_read(request, session_id, item_id):
    item = AgendaItem.objects.filter(session__public_id=session_id, public_id=item_id).first()
    if item is None:
        raise Http404
    return HttpResponse(str(list(SheetVersion.objects.filter(sheet=item.sheet_id).values_list("ceiling", flat=True))))


urlpatterns = [
    path("lecture/", reading_room, name="reading_room"),
    path("lecture/<uuid:session_id>/", reading, name="reading"),
    path("lecture/<uuid:session_id>/<uuid:item_id>/", sheet_read, name="sheet_read"),
    path("", include("config.urls")),
]
