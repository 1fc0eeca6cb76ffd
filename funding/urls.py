"""Routes of money: a manager's lines, her books, the plans she keeps."""

from django.urls import path

from funding.views import closing, lines, plans, shares

urlpatterns = [
    path("", lines.funding, name="funding"),
    path("lignes/<uuid:public_id>/", lines.funding_line, name="funding_line"),
    path("cloture/<int:year>/<int:month>/", closing.close_month, name="close_month"),
    path("plans/<uuid:public_id>/", plans.funding_plan, name="funding_plan"),
    path("menages/<uuid:public_id>/", shares.case_funding, name="case_funding"),
    path("menages/<uuid:public_id>/<uuid:share_id>/", shares.share_end, name="share_end"),
]
