"""Routes of the directory and accounts."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
