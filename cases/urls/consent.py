"""Routes of agreements, withdrawals, protection, the landlord's view of a tenant, the rent account."""

from django.urls import include, path

from cases.views import consents, flags, landlord_case, openings, withdrawals

_SIGNING = "<uuid:public_id>/accord/<uuid:person>/<uuid:recipient>/"

urlpatterns = [
    path("<uuid:public_id>/", consents.consents, name="consents"),
    path("<uuid:public_id>/accord/", consents.consent_new, name="consent_new"),
    path(_SIGNING, consents.consent_choose, name="consent_choose"),
    path(f"{_SIGNING}apercu/", consents.consent_preview, name="consent_preview"),
    path("signe/<uuid:consent_id>/", consents.consent_signed, name="consent_signed"),
    path("confirmer/<uuid:consent_id>/", openings.consent_confirm, name="consent_confirm"),
    path("<uuid:public_id>/professionnel/<uuid:person>/", openings.consent_colleague, name="consent_colleague"),
    path("<uuid:public_id>/texte/", openings.consent_text, name="consent_text"),
    path(
        "<uuid:public_id>/texte/<uuid:grant_id>/fermer/",
        openings.consent_text_close,
        name="consent_text_close",
    ),
    path("retirer/<uuid:consent_id>/", withdrawals.consent_withdraw, name="consent_withdraw"),
    path("<uuid:public_id>/tout-arreter/", withdrawals.stop_everything, name="stop_everything"),
    path("recepisse/<slug:number>/", withdrawals.receipt, name="receipt"),
    path("recepisse/<slug:number>/document/", withdrawals.receipt_pdf, name="receipt_pdf"),
    path("<uuid:public_id>/protection/", flags.flag_set, name="flag_set"),
    path("<uuid:public_id>/protection/lever/", flags.flag_lift, name="flag_lift"),
    path("locataire/<uuid:public_id>/", landlord_case.landlord_case, name="landlord_case"),
    path("<uuid:public_id>/compte/", include("cases.urls.rent_account")),
]
