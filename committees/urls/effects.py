"""Routes of what was decided, for who does it."""

from django.urls import path

from committees.views import effects

urlpatterns = [
    path("<uuid:public_id>/", effects.effect, name="effect"),
    path("<uuid:public_id>/secretariat/", effects.effect_kept, name="effect_kept"),
]
