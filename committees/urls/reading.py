"""Routes of who sits: the reading room."""

from django.urls import path

from committees.views import reading

urlpatterns = [
    path("", reading.reading_room, name="reading_room"),
    path("<uuid:session_id>/", reading.reading, name="reading"),
    path("<uuid:session_id>/<uuid:item_id>/", reading.sheet_read, name="sheet_read"),
]
