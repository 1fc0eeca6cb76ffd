from django.urls import include, path

from cases.views import health, home
from common.views import gallery

urlpatterns = [
    path("", home.home, name="home"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("bailleur/", include("cases.urls.landlord")),
    path("accompagnement/", include("cases.urls.operator")),
    path("accords/", include("cases.urls.consent")),
    path("moi/", include("cases.urls.person")),
    path("documents/", include("cases.urls.documents")),
    path("dispositifs/", include("cases.urls.programmes")),
    path("pieces/", include("cases.urls.parts")),
    path("financements/", include("funding.urls")),
    path("a-faire/", include("cases.urls.work")),
    path("commissions/", include("committees.urls.secretariat")),
    path("presenter/", include("committees.urls.presenting")),
    path("commission/", include("committees.urls.guests")),
    path("salle-de-lecture/", include("committees.urls.reading")),
    path("composants/", gallery.gallery, name="gallery"),
    path("", include("partners.urls")),
    path("compte/", include("allauth.urls")),
]
