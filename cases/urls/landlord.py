"""Routes of the landlord's clerk: the tenants in arrears, imports, referrals."""

from django.urls import path

from cases.views import imports, referrals, tenants

urlpatterns = [
    path("", tenants.tenants, name="tenants"),
    path("locataires/<uuid:public_id>/", tenants.tenant, name="tenant"),
    path("importer/", imports.import_new, name="import_new"),
    path("importer/<uuid:public_id>/", imports.import_check, name="import_check"),
    path("importer/<uuid:public_id>/corriger/", imports.import_correct, name="import_correct"),
    path("importer/<uuid:public_id>/comparer/", imports.import_choose, name="import_choose"),
    path("importer/<uuid:public_id>/importer/", imports.import_write, name="import_write"),
    path("importer/<uuid:public_id>/annuler/", imports.import_abandon, name="import_abandon"),
    path("importer/<uuid:public_id>/lignes-a-corriger.csv", imports.import_remaining, name="import_remaining"),
    path("saisir/", referrals.refer, name="refer"),
    path("saisines/<uuid:public_id>/completer/", referrals.refer_complete, name="refer_complete"),
    path("saisines/<uuid:public_id>/retirer/", referrals.refer_withdraw, name="refer_withdraw"),
]
