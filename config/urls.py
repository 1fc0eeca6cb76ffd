from django.urls import include, path

from cases.views import health, home
from common.views import gallery
from reports.views import dashboards

urlpatterns = [
    path("", home.home, name="home"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("tableau-de-bord/", dashboards.dashboard, name="dashboard"),
    path("bailleur/tableau-de-bord/", dashboards.landlord_dashboard, name="landlord_dashboard"),
    path("bailleur/", include("cases.urls.landlord")),
    path("accompagnement/", include("cases.urls.operator")),
    path("accords/", include("cases.urls.consent")),
    path("moi/", include("cases.urls.person")),
    path("documents/", include("cases.urls.documents")),
    path("dispositifs/", include("cases.urls.programmes")),
    path("pieces/", include("cases.urls.parts")),
    path("financements/", include("funding.urls")),
    path("rapports/", include("reports.urls")),
    path("a-faire/", include("cases.urls.work")),
    path("commissions/", include("committees.urls.secretariat")),
    path("presenter/", include("committees.urls.presenting")),
    path("decisions/", include("committees.urls.effects")),
    path("commission/", include("committees.urls.guests")),
    path("salle-de-lecture/", include("committees.urls.reading")),
    path("composants/", gallery.gallery, name="gallery"),
    path("", include("partners.urls")),
    path("compte/", include("allauth.urls")),
]
