"""A person's own page. Whoever did not come by a link is sent to the page of closed links."""

TABLE = """
#   ano | wor col man cle adm dpo | wor man cle adm dpo | wor man cle | wor man cle adm dpo | per adu els | sec oth mem fdr | idl

person_page GET on=- logs=who_looked
own
    clo | clo clo clo clo clo clo | clo clo clo clo clo | clo clo clo | clo clo clo clo clo | 200 200 200 | clo clo clo clo | clo
person_page POST on=-
own
    clo | clo clo clo clo clo clo | clo clo clo clo clo | clo clo clo | clo clo clo clo clo | 405 405 405 | clo clo clo clo | clo

person_print GET on=-
own
    clo | clo clo clo clo clo clo | clo clo clo clo clo | clo clo clo | clo clo clo clo clo | 405 405 405 | clo clo clo clo | clo
person_print POST on=-
own
    clo | clo clo clo clo clo clo | clo clo clo clo clo | clo clo clo | clo clo clo clo clo | doc doc doc | clo clo clo clo | clo

person_withdraw GET on=consent logs=case
own granted expired withdrawn
    clo | clo clo clo clo clo clo | clo clo clo clo clo | clo clo clo | clo clo clo clo clo | 200 404 404 | clo clo clo clo | clo
flag
    clo | clo clo clo clo clo clo | clo clo clo clo clo | clo clo clo | clo clo clo clo clo | 200 clo 404 | clo clo clo clo | clo
unknown
    clo | clo clo clo clo clo clo | clo clo clo clo clo | clo clo clo | clo clo clo clo clo | 404 404 404 | clo clo clo clo | clo
person_withdraw POST on=consent
own granted
    clo | clo clo clo clo clo clo | clo clo clo clo clo | clo clo clo | clo clo clo clo clo | prc 404 404 | clo clo clo clo | clo
expired withdrawn
    clo | clo clo clo clo clo clo | clo clo clo clo clo | clo clo clo | clo clo clo clo clo | per 404 404 | clo clo clo clo | clo
flag
    clo | clo clo clo clo clo clo | clo clo clo clo clo | clo clo clo | clo clo clo clo clo | prc clo 404 | clo clo clo clo | clo
unknown
    clo | clo clo clo clo clo clo | clo clo clo clo clo | clo clo clo | clo clo clo clo clo | 404 404 404 | clo clo clo clo | clo

person_stop_everything GET on=- logs=case
own
    clo | clo clo clo clo clo clo | clo clo clo clo clo | clo clo clo | clo clo clo clo clo | 200 200 200 | clo clo clo clo | clo
person_stop_everything POST on=-
own
    clo | clo clo clo clo clo clo | clo clo clo clo clo | clo clo clo | clo clo clo clo clo | prc per prc | clo clo clo clo | clo

person_receipt GET on=receipt logs=case
own
    clo | clo clo clo clo clo clo | clo clo clo clo clo | clo clo clo | clo clo clo clo clo | 200 404 404 | clo clo clo clo | clo
withdrawn
    clo | clo clo clo clo clo clo | clo clo clo clo clo | clo clo clo | clo clo clo clo clo | 404 200 404 | clo clo clo clo | clo
unknown
    clo | clo clo clo clo clo clo | clo clo clo clo clo | clo clo clo | clo clo clo clo clo | 404 404 404 | clo clo clo clo | clo
person_receipt POST on=receipt
own
    clo | clo clo clo clo clo clo | clo clo clo clo clo | clo clo clo | clo clo clo clo clo | 405 405 405 | clo clo clo clo | clo

person_receipt_print GET on=receipt
own
    clo | clo clo clo clo clo clo | clo clo clo clo clo | clo clo clo | clo clo clo clo clo | 405 405 405 | clo clo clo clo | clo
person_receipt_print POST on=receipt
own
    clo | clo clo clo clo clo clo | clo clo clo clo clo | clo clo clo | clo clo clo clo clo | doc 404 404 | clo clo clo clo | clo
withdrawn
    clo | clo clo clo clo clo clo | clo clo clo clo clo | clo clo clo | clo clo clo clo clo | 404 doc 404 | clo clo clo clo | clo
unknown
    clo | clo clo clo clo clo clo | clo clo clo clo clo | clo clo clo | clo clo clo clo clo | 404 404 404 | clo clo clo clo | clo

person_leave GET on=-
own
    clo | clo clo clo clo clo clo | clo clo clo clo clo | clo clo clo | clo clo clo clo clo | 405 405 405 | clo clo clo clo | clo
person_leave POST on=-
own
    clo | clo clo clo clo clo clo | clo clo clo clo clo | clo clo clo | clo clo clo clo clo | clo clo clo | clo clo clo clo | clo

person_link GET on=token logs=none
own protected
    200 | 200 200 200 200 200 200 | 200 200 200 200 200 | 200 200 200 | 200 200 200 200 200 | 200 200 200 | 200 200 200 200 | 200
flag expired withdrawn unknown
    clo | clo clo clo clo clo clo | clo clo clo clo clo | clo clo clo | clo clo clo clo clo | clo clo clo | clo clo clo clo | clo
person_link POST on=token
own protected
    per | per per per per per per | per per per per per | per per per | per per per per per | per per per | per per per per | per
flag expired withdrawn unknown
    clo | clo clo clo clo clo clo | clo clo clo clo clo | clo clo clo | clo clo clo clo clo | clo clo clo | clo clo clo clo | clo

person_link_expired GET on=- logs=none
own
    200 | 200 200 200 200 200 200 | 200 200 200 200 200 | 200 200 200 | 200 200 200 200 200 | 200 200 200 | 200 200 200 200 | 200
person_link_expired POST on=-
own
    405 | 405 405 405 405 405 405 | 405 405 405 405 405 | 405 405 405 | 405 405 405 405 405 | 405 405 405 | 405 405 405 405 | 405
"""
