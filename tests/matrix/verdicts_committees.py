"""A secretariat's pages: hers alone, and unknown to everybody else, who sits in her committee included."""

TABLE = """\
#   ano | wor col man cle adm dpo | wor man cle adm dpo | wor man cle | wor man cle adm dpo | per adu els | sec oth mem fdr | idl

committees GET on=- logs=none
own
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | com 200 404 404 | 404

committees POST on=-
own
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 405 405 404 404 | 404

committee GET on=committee logs=presented
own
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 200 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

committee POST on=committee
own
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 405 405 404 404 | 404

seats GET on=committee logs=none
own
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 200 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

seats POST on=committee
own
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | sea 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

seat_end GET on=seat_holder
own
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 405 405 404 404 | 404

seat_end POST on=seat_holder
own
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | sea 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

session_plan GET on=committee logs=none
own
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 200 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

session_plan POST on=committee
own
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | ses 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

sheet_type GET on=committee logs=none
own
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 200 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

sheet_type POST on=committee
own
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | com 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

sheet_filed GET on=filed logs=presented
own
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 200 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

sheet_filed POST on=filed
own
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 405 405 404 404 | 404

sheet_scan GET on=scanned logs=export
own
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 200 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

sheet_scan POST on=filed
own
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | shf 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

sheet_return GET on=filed
own
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 405 405 404 404 | 404

sheet_return POST on=filed
own
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | com 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

session GET on=held logs=presented
planned sent open closed
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 200 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

session POST on=held
planned
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 405 405 404 404 | 404

session_move GET on=held logs=none
planned sent open closed
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 200 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

session_move POST on=held
planned sent
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | ses 404 404 404 | 404
open closed
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | err 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

agenda_put GET on=held
planned
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 405 405 404 404 | 404

agenda_put POST on=held
403: La séance est terminée : il reste à signer son compte rendu.
planned sent open
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | ses 404 404 404 | 404
closed
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 403 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

agenda_order GET on=held
planned
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 405 405 404 404 | 404

agenda_order POST on=held never=tests/committees/test_pages.py
403: L’ordre du jour a changé entre-temps : relisez-le, puis ordonnez-le de nouveau.
40b: La séance est terminée : il reste à signer son compte rendu.
planned sent open
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 403 404 404 404 | 404
closed
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 40b 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

agenda_take_off GET on=agenda_item
planned
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 405 405 404 404 | 404

agenda_take_off POST on=agenda_item
403: La séance est terminée : il reste à signer son compte rendu.
planned sent open
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | ses 404 404 404 | 404
closed
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 403 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

session_act GET on=held_to_send
planned
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 405 405 404 404 | 404

session_act POST on=held_to_send
403: La séance n’est pas ouverte : ouvrez-la d’abord.
40b: La séance est en cours : terminez-la d’abord.
40c: La séance est terminée : il reste à signer son compte rendu.
planned
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | ses 404 404 404 | 404
sent
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 403 404 404 404 | 404
open
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 40b 404 404 404 | 404
closed
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 40c 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

attendance GET on=held logs=none
planned sent open closed
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 200 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

attendance POST on=held
planned sent open closed
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | att 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

sitting GET on=agenda_item logs=presented
403: Cette séance ne se tient pas en ce moment : revenez à son ordre du jour.
planned sent closed
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 403 404 404 404 | 404
open
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 200 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

sitting POST on=agenda_item
403: Cette séance ne se tient pas en ce moment : revenez à son ordre du jour.
planned sent closed
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 403 404 404 404 | 404
open
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | sit 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

household_answer GET on=agenda_item logs=presented
403: Cette séance ne se tient pas en ce moment : revenez à son ordre du jour.
planned sent closed
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 403 404 404 404 | 404
open
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 200 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

household_answer POST on=agenda_item
403: Cette séance ne se tient pas en ce moment : revenez à son ordre du jour.
planned sent closed
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 403 404 404 404 | 404
open
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | sit 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

opinion GET on=agenda_item
planned
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 405 405 404 404 | 404

opinion POST on=agenda_item
403: Les membres ne sont pas encore convoqués
40b: La séance n’est pas ouverte : ouvrez-la d’abord.
40c: La séance est terminée : il reste à signer son compte rendu.
planned
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 403 404 404 404 | 404
sent
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 40b 404 404 404 | 404
open
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | sit 404 404 404 | 404
closed
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 40c 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

recusal GET on=agenda_item
planned
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 405 405 404 404 | 404

recusal POST on=agenda_item
403: Les membres ne sont pas encore convoqués
40b: La séance est terminée : il reste à signer son compte rendu.
planned
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 403 404 404 404 | 404
sent open
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | sit 404 404 404 | 404
closed
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 40b 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

effect_kept GET on=kept_effect
own
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 405 405 404 404 | 404

effect_kept POST on=kept_effect
own
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | com 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
"""
