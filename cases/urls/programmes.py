"""Routes of the pages that explain programmes."""

from django.urls import path

from cases.views import programmes

urlpatterns = [
    path("", programmes.programmes, name="programmes"),
    path("<slug:key>/", programmes.programme, name="programme"),
    path("<slug:key>/grille/", programmes.grid, name="grid"),
]
