"""Documents of whoever asked for them, « qui peut voir quoi », links, and the data protection office."""

TABLE = """
#   ano | wor col man cle adm dpo | wor man cle adm dpo | wor man cle | wor man cle adm dpo | per adu els | sec oth mem fdr | idl

office GET on=- logs=none
own
    log | 404 404 404 404 404 200 | 404 404 404 404 200 | 404 404 404 | 404 404 404 404 200 | log log log | 404 404 404 404 | 404
office POST on=-
own
    log | 404 404 404 404 404 405 | 404 404 404 404 405 | 404 404 404 | 404 404 404 404 405 | log log log | 404 404 404 404 | 404

office_withdraw GET on=- logs=none
own
    log | 404 404 404 404 404 200 | 404 404 404 404 200 | 404 404 404 | 404 404 404 404 200 | log log log | 404 404 404 404 | 404
office_withdraw POST on=-
own
    log | 404 404 404 404 404 200 | 404 404 404 404 200 | 404 404 404 | 404 404 404 404 err | log log log | 404 404 404 404 | 404

unmade_work GET on=- logs=none
own
    log | 404 404 404 404 200 404 | 404 404 404 200 404 | 404 404 404 | 404 404 404 200 404 | log log log | 404 404 404 404 | 404
unmade_work POST on=-
own
    log | 404 404 404 404 405 404 | 404 404 404 405 404 | 404 404 404 | 404 404 404 405 404 | log log log | 404 404 404 404 | 404

unmade_work_retry GET on=unmade
own
    log | 404 404 404 404 405 404 | 404 404 404 405 404 | 404 404 404 | 404 404 404 405 404 | log log log | 404 404 404 404 | 404
unmade_work_retry POST on=unmade
own done
    log | 404 404 404 404 unm 404 | 404 404 404 unm 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
hers unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

who_sees GET on=adult logs=who_looked
403: Cette page est réservée à l’équipe qui suit ce ménage.
own expired withdrawn
    log | 200 403 200 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
granted flag
    log | 200 403 200 404 404 404 | 404 404 404 404 404 | 403 403 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
crossed
    log | 404 403 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
who_sees POST on=adult
own
    log | 405 405 405 404 404 404 | 405 405 404 404 404 | 405 405 404 | 405 405 404 404 404 | log log log | 404 404 404 404 | 404

who_sees_print GET on=adult
own
    log | 405 405 405 404 404 404 | 405 405 404 404 404 | 405 405 404 | 405 405 404 404 404 | log log log | 404 404 404 404 | 404
who_sees_print POST on=adult
403: Cette page est réservée à l’équipe qui suit ce ménage.
own expired withdrawn
    log | doc 403 doc 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
granted flag
    log | doc 403 doc 404 404 404 | 404 404 404 404 404 | 403 403 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
crossed
    log | 404 403 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

person_link_new GET on=adult logs=case
403: Cette page est réservée à l’équipe qui suit ce ménage.
own expired withdrawn
    log | 200 403 200 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
granted flag
    log | 200 403 200 404 404 404 | 404 404 404 404 404 | 403 403 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
crossed
    log | 404 403 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
person_link_new POST on=adult
403: Cette page est réservée à l’équipe qui suit ce ménage.
40b: Aucun lien n’est proposé tant que la protection contre les violences est posée. Remettez la page imprimée en main propre.
own expired withdrawn
    log | 200 403 200 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
granted
    log | 200 403 200 404 404 404 | 404 404 404 404 404 | 403 403 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
flag
    log | 40b 403 40b 404 404 404 | 404 404 404 404 404 | 403 403 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
crossed
    log | 404 403 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

person_link_cut GET on=adult
own
    log | 405 405 405 404 404 404 | 405 405 404 404 404 | 405 405 404 | 405 405 404 404 404 | log log log | 404 404 404 404 | 404
person_link_cut POST on=adult
403: Cette page est réservée à l’équipe qui suit ce ménage.
own expired withdrawn
    log | lnk 403 lnk 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
granted flag
    log | lnk 403 lnk 404 404 404 | 404 404 404 404 404 | 403 403 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
crossed
    log | 404 403 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

document GET on=document logs=none
closed own waiting
    log | 200 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 | 404
hers
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | 200 404 404 | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 | 404
document POST on=document
closed
    405 | 405 405 405 405 405 405 | 405 405 405 405 405 | 405 405 405 | 405 405 405 405 405 | 405 405 405 | 405 405 405 405 | 405

document_progress GET on=document logs=none
closed own waiting
    log | 200 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 | 404
hers
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | 200 404 404 | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 | 404
document_progress POST on=document
closed
    405 | 405 405 405 405 405 405 | 405 405 405 405 405 | 405 405 405 | 405 405 405 405 405 | 405 405 405 | 405 405 405 405 | 405

document_stop GET on=document
closed
    405 | 405 405 405 405 405 405 | 405 405 405 405 405 | 405 405 405 | 405 405 405 405 405 | 405 405 405 | 405 405 405 405 | 405
document_stop POST on=document
403: Ce document est déjà terminé : il n’y a plus rien à arrêter.
closed own
    log | 403 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 | 404
waiting
    log | doc 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 | 404
hers
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | 403 404 404 | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 | 404

document_download GET on=document logs=export
403: Ce dossier n’est plus ouvert pour vous.
closed
    log | 403 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 | 404
own
    log | 200 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 | 404
waiting
    log | doc 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 | 404
hers
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | 200 404 404 | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 | 404
document_download POST on=document
closed
    405 | 405 405 405 405 405 405 | 405 405 405 405 405 | 405 405 405 | 405 405 405 405 405 | 405 405 405 | 405 405 405 405 | 405
"""
