"""The landlord's clerk: her unit's tenants in arrears, imports, referrals."""

TABLE = """
#   ano | wor col man cle adm dpo | wor man cle adm dpo | wor man cle | wor man cle adm dpo | per adu els | sec oth mem fdr | idl

tenants GET on=- logs=list
own
    log | 404 404 404 200 404 404 | 404 404 200 404 404 | 404 404 200 | 404 404 200 404 404 | log log log | 404 404 404 404 | 404
tenants POST on=-
own
    log | 404 404 404 405 404 404 | 404 404 405 404 404 | 404 404 405 | 404 404 405 404 404 | log log log | 404 404 404 404 | 404

tenant GET on=account logs=case
own granted expired withdrawn flag free
    log | 404 404 404 200 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
tenant POST on=account
own
    log | 404 404 404 405 404 404 | 404 404 405 404 404 | 404 404 405 | 404 404 405 404 404 | log log log | 404 404 404 404 | 404

import_new GET on=- logs=none
own
    log | 404 404 404 200 404 404 | 404 404 200 404 404 | 404 404 200 | 404 404 200 404 404 | log log log | 404 404 404 404 | 404
import_new POST on=-
own
    log | 404 404 404 chk 404 404 | 404 404 chk 404 404 | 404 404 chk | 404 404 chk 404 404 | log log log | 404 404 404 404 | 404

import_check GET on=batch logs=none
own written
    log | 404 404 404 200 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
abandoned
    log | 404 404 404 new 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
import_check POST on=batch
own
    log | 404 404 404 405 404 404 | 404 404 405 404 404 | 404 404 405 | 404 404 405 404 404 | log log log | 404 404 404 404 | 404

import_correct GET on=batch
own
    log | 404 404 404 405 404 404 | 404 404 405 404 404 | 404 404 405 | 404 404 405 404 404 | log log log | 404 404 404 404 | 404
import_correct POST on=batch
own written abandoned
    log | 404 404 404 chk 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

import_choose GET on=batch
own
    log | 404 404 404 405 404 404 | 404 404 405 404 404 | 404 404 405 | 404 404 405 404 404 | log log log | 404 404 404 404 | 404
import_choose POST on=batch
own written abandoned
    log | 404 404 404 chk 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

import_write GET on=batch
own
    log | 404 404 404 405 404 404 | 404 404 405 404 404 | 404 404 405 | 404 404 405 404 404 | log log log | 404 404 404 404 | 404
import_write POST on=batch
own written abandoned
    log | 404 404 404 chk 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

import_abandon GET on=batch
own
    log | 404 404 404 405 404 404 | 404 404 405 404 404 | 404 404 405 | 404 404 405 404 404 | log log log | 404 404 404 404 | 404
import_abandon POST on=batch
own
    log | 404 404 404 new 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
written abandoned
    log | 404 404 404 chk 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

import_remaining GET on=batch logs=none
own
    log | 404 404 404 200 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
written abandoned unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
import_remaining POST on=batch
own
    log | 404 404 404 405 404 404 | 404 404 405 404 404 | 404 404 405 | 404 404 405 404 404 | log log log | 404 404 404 404 | 404

refer GET on=chosen logs=list
own granted expired withdrawn flag free
    log | 404 404 404 200 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
refer POST on=chosen
own granted expired withdrawn flag
    log | 404 404 404 200 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
free
    log | 404 404 404 tnt 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

refer_complete GET on=referral logs=case
403: Cette saisine n’attend plus de complément.
granted expired flag own withdrawn
    log | 404 404 404 403 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
asked
    log | 404 404 404 200 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
refer_complete POST on=referral
403: Cette saisine n’attend plus de complément.
granted expired flag own withdrawn
    log | 404 404 404 403 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
asked
    log | 404 404 404 tnt 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

refer_withdraw GET on=referral logs=case
granted expired flag own asked withdrawn
    log | 404 404 404 200 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
refer_withdraw POST on=referral
403: L’association a déjà reçu cette saisine. Appelez-la : elle y mettra fin avec vous.
40b: Cette saisine est déjà close.
granted expired flag
    log | 404 404 404 403 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
own asked
    log | 404 404 404 tnt 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
withdrawn
    log | 404 404 404 40b 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
"""
