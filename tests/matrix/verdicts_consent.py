"""Agreements, withdrawals and their receipts, protection, and a landlord's view of its tenant."""

TABLE = """
#   ano | wor col man cle adm dpo | wor man cle adm dpo | wor man cle | wor man cle adm dpo | per adu els | sec oth mem fdr | idl

consents GET on=case logs=case
own expired withdrawn
    log | 200 200 200 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
granted flag
    log | 200 200 200 404 404 404 | 404 404 404 404 404 | 200 200 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
consents POST on=case
own
    log | 405 405 405 404 404 404 | 405 405 404 404 404 | 405 405 404 | 405 405 404 404 404 | log log log | 404 404 404 404 | 404

consent_new GET on=case logs=case
403: Recueillir un accord est réservé à l’équipe qui suit ce ménage.
own expired withdrawn
    log | 200 403 200 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
granted flag
    log | 200 403 200 404 404 404 | 404 404 404 404 404 | 403 403 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
consent_new POST on=case
own
    log | 405 405 405 404 404 404 | 405 405 404 404 404 | 405 405 404 | 405 405 404 404 404 | log log log | 404 404 404 404 | 404

consent_choose GET on=signing logs=case
403: Recueillir un accord est réservé à l’équipe qui suit ce ménage.
own expired withdrawn
    log | 200 403 200 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
granted flag
    log | 200 403 200 404 404 404 | 404 404 404 404 404 | 403 403 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
crossed
    log | 404 403 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
consent_choose POST on=signing
403: Recueillir un accord est réservé à l’équipe qui suit ce ménage.
own expired withdrawn
    log | sig 403 sig 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
granted flag
    log | sig 403 sig 404 404 404 | 404 404 404 404 404 | 403 403 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
crossed
    log | 404 403 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

consent_preview GET on=signing
own
    log | 405 405 405 404 404 404 | 405 405 404 404 404 | 405 405 404 | 405 405 404 404 404 | log log log | 404 404 404 404 | 404
consent_preview POST on=signing
403: Recueillir un accord est réservé à l’équipe qui suit ce ménage.
own expired withdrawn
    log | 200 403 200 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
granted flag
    log | 200 403 200 404 404 404 | 404 404 404 404 404 | 403 403 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
crossed
    log | 404 403 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

consent_signed GET on=consent logs=case
own granted expired withdrawn flag
    log | 200 200 200 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
consent_signed POST on=consent
own
    log | 405 405 405 404 404 404 | 405 405 404 404 404 | 405 405 404 | 405 405 404 404 404 | log log log | 404 404 404 404 | 404

consent_confirm GET on=oral logs=case
403: Recueillir un accord est réservé à l’équipe qui suit ce ménage.
granted flag
    log | 200 403 200 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
expired withdrawn
    log | 404 403 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
consent_confirm POST on=oral
403: Recueillir un accord est réservé à l’équipe qui suit ce ménage.
granted flag
    log | sig 403 sig 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
expired withdrawn
    log | 404 403 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

consent_colleague GET on=adult logs=case
403: Recueillir un accord est réservé à l’équipe qui suit ce ménage.
own expired withdrawn
    log | 200 403 200 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
granted flag
    log | 200 403 200 404 404 404 | 404 404 404 404 404 | 403 403 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
crossed
    log | 404 403 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
consent_colleague POST on=adult
403: Recueillir un accord est réservé à l’équipe qui suit ce ménage.
own expired withdrawn
    log | cho 403 cho 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
granted flag
    log | cho 403 cho 404 404 404 | 404 404 404 404 404 | 403 403 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
crossed
    log | 404 403 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

consent_text GET on=case logs=case
403: Ouvrir un dossier sur la base d’un texte est réservé à la responsable d’équipe.
own expired withdrawn
    log | 403 403 200 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
granted flag
    log | 403 403 200 404 404 404 | 404 404 404 404 404 | 403 403 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
consent_text POST on=case
403: Ouvrir un dossier sur la base d’un texte est réservé à la responsable d’équipe.
own expired withdrawn
    log | 403 403 con 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
granted flag
    log | 403 403 con 404 404 404 | 404 404 404 404 404 | 403 403 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

consent_text_close GET on=text
own
    log | 405 405 405 404 404 404 | 405 405 404 404 404 | 405 405 404 | 405 405 404 404 404 | log log log | 404 404 404 404 | 404
consent_text_close POST on=text
403: Ouvrir un dossier sur la base d’un texte est réservé à la responsable d’équipe.
own granted expired withdrawn flag
    log | 403 403 con 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
crossed unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

consent_withdraw GET on=consent logs=case
own expired withdrawn flag
    log | 200 200 200 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
granted
    log | 200 200 200 404 404 404 | 404 404 404 404 404 | 404 404 200 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
consent_withdraw POST on=consent
403: Cet accord a déjà pris fin, à la date prévue.
40b: Cet accord a déjà pris fin le
own
    log | rcp rcp rcp 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
granted
    log | rcp rcp rcp 404 404 404 | 404 404 404 404 404 | 404 404 rcp | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
expired
    log | 403 403 403 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
withdrawn
    log | 40b 40b 40b 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
flag
    log | rcp rcp rcp 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

stop_everything GET on=stopped logs=case
own expired withdrawn
    log | 200 200 200 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
granted
    log | 200 200 200 404 404 404 | 404 404 404 404 404 | 200 200 200 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
flag
    log | 200 200 200 404 404 404 | 404 404 404 404 404 | 200 200 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
tenancy
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 200 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
stop_everything POST on=stopped
own expired withdrawn
    log | rcp rcp rcp 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
granted
    log | rcp rcp rcp 404 404 404 | 404 404 404 404 404 | rcp rcp rcp | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
flag
    log | rcp rcp rcp 404 404 404 | 404 404 404 404 404 | rcp rcp 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
tenancy
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 rcp | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

receipt GET on=receipt logs=case
own withdrawn
    log | 200 200 200 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
receipt POST on=receipt
own
    log | 405 405 405 405 405 405 | 405 405 405 405 405 | 405 405 405 | 405 405 405 405 405 | log log log | 405 405 405 405 | 404

receipt_pdf GET on=receipt
own
    log | 405 405 405 405 405 405 | 405 405 405 405 405 | 405 405 405 | 405 405 405 405 405 | log log log | 405 405 405 405 | 404
receipt_pdf POST on=receipt
own withdrawn
    log | doc doc doc 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

flag_set GET on=case logs=case
403: La protection est posée et levée par l’équipe qui suit ce ménage.
own expired withdrawn
    log | 200 403 200 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
granted flag
    log | 200 403 200 404 404 404 | 404 404 404 404 404 | 403 403 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
flag_set POST on=case
403: La protection est posée et levée par l’équipe qui suit ce ménage.
40b: Cette personne est déjà protégée.
own expired withdrawn
    log | con 403 con 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
granted
    log | con 403 con 404 404 404 | 404 404 404 404 404 | 403 403 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
flag
    log | 40b 403 40b 404 404 404 | 404 404 404 404 404 | 403 403 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

flag_lift GET on=case logs=case
403: Aucune protection n’est posée sur ce ménage.
40b: La protection est posée et levée par l’équipe qui suit ce ménage.
own expired withdrawn
    log | 403 40b 403 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
granted
    log | 403 40b 403 404 404 404 | 404 404 404 404 404 | 40b 40b 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
flag
    log | 200 40b 200 404 404 404 | 404 404 404 404 404 | 40b 40b 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
flag_lift POST on=case
403: Aucune protection n’est posée sur ce ménage.
40b: La protection est posée et levée par l’équipe qui suit ce ménage.
own expired withdrawn
    log | 403 40b 403 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
granted
    log | 403 40b 403 404 404 404 | 404 404 404 404 404 | 40b 40b 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
flag
    log | con 40b con 404 404 404 | 404 404 404 404 404 | 40b 40b 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

landlord_case GET on=tenancy logs=case
own granted expired withdrawn flag
    log | 404 404 404 200 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
landlord_case POST on=tenancy
own
    log | 404 404 404 405 404 404 | 404 404 405 404 404 | 404 404 405 | 404 404 405 404 404 | log log log | 404 404 404 404 | 404

rent_account GET on=stopped logs=case
own granted expired withdrawn flag
    log | 200 200 200 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
tenancy
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 200 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
rent_account POST on=stopped
own
    log | 405 405 405 405 404 404 | 405 405 405 404 404 | 405 405 405 | 405 405 405 404 404 | log log log | 404 404 404 404 | 404

rent_plan GET on=stopped logs=case
403: Réservé à l’équipe qui suit ce ménage et à sa responsable, tant que la saisine n’est pas fermée.
own granted expired withdrawn flag
    log | 200 403 200 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
tenancy
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 200 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
rent_plan POST on=stopped
403: Réservé à l’équipe qui suit ce ménage et à sa responsable, tant que la saisine n’est pas fermée.
own granted expired withdrawn flag
    log | ren 403 ren 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
tenancy
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 ren | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

rent_stage GET on=stopped logs=case
403: Réservé à l’équipe qui suit ce ménage et à sa responsable, tant que la saisine n’est pas fermée.
own granted expired withdrawn flag
    log | 200 403 200 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
tenancy
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 200 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
rent_stage POST on=stopped
403: Réservé à l’équipe qui suit ce ménage et à sa responsable, tant que la saisine n’est pas fermée.
own granted expired withdrawn flag
    log | ren 403 ren 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
tenancy
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 ren | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

rent_suspension GET on=stopped logs=case
403: Réservé à l’équipe qui suit ce ménage et à sa responsable, tant que la saisine n’est pas fermée.
own granted expired withdrawn flag
    log | 200 403 200 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
tenancy
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 200 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
rent_suspension POST on=stopped
403: Réservé à l’équipe qui suit ce ménage et à sa responsable, tant que la saisine n’est pas fermée.
own granted expired withdrawn flag
    log | ren 403 ren 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
tenancy
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 ren | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

rent_fact GET on=stopped logs=case
403: Réservé à l’équipe qui suit ce ménage et à sa responsable, tant que la saisine n’est pas fermée.
own granted expired withdrawn flag
    log | 200 403 200 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
tenancy
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 200 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
rent_fact POST on=stopped
403: Réservé à l’équipe qui suit ce ménage et à sa responsable, tant que la saisine n’est pas fermée.
own granted expired withdrawn flag
    log | ren 403 ren 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
tenancy
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 ren | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

rent_sheet_print GET on=stopped
own
    log | 405 405 405 405 404 404 | 405 405 405 404 404 | 405 405 405 | 405 405 405 404 404 | log log log | 404 404 404 404 | 404
rent_sheet_print POST on=stopped
own granted expired withdrawn flag
    log | doc doc doc 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
tenancy
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 doc | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

rent_plan_end GET on=repayment
own
    log | 405 405 405 405 404 404 | 405 405 405 404 404 | 405 405 405 | 405 405 405 404 404 | log log log | 404 404 404 404 | 404
rent_plan_end POST on=repayment
403: Réservé à l’équipe qui suit ce ménage et à sa responsable, tant que la saisine n’est pas fermée.
own granted expired withdrawn flag
    log | ren 403 ren 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
crossed
    log | 404 403 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

rent_event_cancel GET on=procedure
own
    log | 405 405 405 405 404 404 | 405 405 405 404 404 | 405 405 405 | 405 405 405 404 404 | log log log | 404 404 404 404 | 404
rent_event_cancel POST on=procedure
403: Réservé à l’équipe qui suit ce ménage et à sa responsable, tant que la saisine n’est pas fermée.
own granted expired withdrawn flag
    log | ren 403 ren 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
crossed
    log | 404 403 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
"""
