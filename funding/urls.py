"""Routes of money: a manager's lines, her books, the plans she keeps."""

from django.urls import path

from funding.views import closing, conventions, lines, plans, shares, statements

urlpatterns = [
    path("", lines.funding, name="funding"),
    path("lignes/nouvelle/", conventions.line_open, name="funding_line_open"),
    path("lignes/<uuid:public_id>/avenant/", conventions.line_amend, name="funding_line_amend"),
    path("lignes/<uuid:public_id>/etat/<int:year>/<int:month>/", statements.line_statement, name="line_statement"),
    path("lignes/<uuid:public_id>/", lines.funding_line, name="funding_line"),
    path("cloture/<int:year>/<int:month>/", closing.close_month, name="close_month"),
    path("plans/nouveau/", plans.plan_new, name="funding_plan_new"),
    path("plans/<uuid:public_id>/montants/", plans.plan_edit, name="funding_plan_edit"),
    path("plans/<uuid:public_id>/", plans.funding_plan, name="funding_plan"),
    path("menages/<uuid:public_id>/", shares.case_funding, name="case_funding"),
    path("menages/<uuid:public_id>/<uuid:share_id>/", shares.share_end, name="share_end"),
]
