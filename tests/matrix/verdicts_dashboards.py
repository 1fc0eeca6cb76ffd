"""Dashboards: a manager's, and a landlord's clerk's."""

TABLE = """\
#   ano | wor col man cle adm dpo | wor man cle adm dpo | wor man cle | wor man cle adm dpo | per adu els | sec oth mem fdr | idl

dashboard GET on=- logs=none
403: Le tableau de bord de l’équipe est réservé à sa responsable.
own
    log | 403 403 200 404 404 404 | 403 200 404 404 404 | 403 200 404 | 403 200 404 404 404 | log log log | 404 404 404 404 | 404

dashboard POST on=-
403: Le tableau de bord de l’équipe est réservé à sa responsable.
own
    log | 403 403 405 404 404 404 | 403 405 404 404 404 | 403 405 404 | 403 405 404 404 404 | log log log | 404 404 404 404 | 404

landlord_dashboard GET on=- logs=none
own
    log | 404 404 404 200 404 404 | 404 404 200 404 404 | 404 404 200 | 404 404 200 404 404 | log log log | 404 404 404 404 | 404

landlord_dashboard POST on=-
own
    log | 404 404 404 405 404 404 | 404 404 405 404 404 | 404 404 405 | 404 404 405 404 404 | log log log | 404 404 404 404 | 404
"""
