"""Convocations and the way in of who has no account. A link that opens nothing leads to the closed page, whatever closed it; nobody
of these columns keeps the committee that convokes here, nor sits in it."""

GUESTS = """
#   ano | wor col man cle adm dpo | wor man cle adm dpo | wor man cle | wor man cle adm dpo | per adu els | sec oth mem fdr | idl

guest GET on=guest_link logs=none
own
    200 | 200 200 200 200 200 200 | 200 200 200 200 200 | 200 200 200 | 200 200 200 200 200 | 200 200 200 | 200 200 200 200 | 200
withdrawn unknown
    gcl | gcl gcl gcl gcl gcl gcl | gcl gcl gcl gcl gcl | gcl gcl gcl | gcl gcl gcl gcl gcl | gcl gcl gcl | gcl gcl gcl gcl | gcl
guest POST on=guest_link
own
    200 | 200 200 200 200 200 200 | 200 200 200 200 200 | 200 200 200 | 200 200 200 200 200 | 200 200 200 | 200 200 200 200 | 200
withdrawn unknown
    gcl | gcl gcl gcl gcl gcl gcl | gcl gcl gcl gcl gcl | gcl gcl gcl | gcl gcl gcl gcl gcl | gcl gcl gcl | gcl gcl gcl gcl | gcl

guest_closed GET on=- logs=none
own
    200 | 200 200 200 200 200 200 | 200 200 200 200 200 | 200 200 200 | 200 200 200 200 200 | 200 200 200 | 200 200 200 200 | 200
guest_closed POST on=-
own
    405 | 405 405 405 405 405 405 | 405 405 405 405 405 | 405 405 405 | 405 405 405 405 405 | 405 405 405 | 405 405 405 405 | 405

guest_leave GET on=-
own
    405 | 405 405 405 405 405 405 | 405 405 405 405 405 | 405 405 405 | 405 405 405 405 405 | 405 405 405 | 405 405 405 405 | 405
guest_leave POST on=-
own
    gcl | gcl gcl gcl gcl gcl gcl | gcl gcl gcl gcl gcl | gcl gcl gcl | gcl gcl gcl gcl gcl | gcl gcl gcl | gcl gcl gcl gcl | gcl
"""

CONVOKED = """
#   ano | wor col man cle adm dpo | wor man cle adm dpo | wor man cle | wor man cle adm dpo | per adu els | sec oth mem fdr | idl

called GET on=convoked logs=none
own unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 lec 404 | 404
called POST on=convoked
own unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 lec 404 | 404

convocation_again GET,POST on=convoked_holder
own unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
"""
