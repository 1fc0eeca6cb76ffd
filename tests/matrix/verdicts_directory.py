"""One's own account page, the organisation and its members, invitations, the doors of a demonstration."""

TABLE = """
#   ano | wor col man cle adm dpo | wor man cle adm dpo | wor man cle | wor man cle adm dpo | per adu els | sec oth mem fdr | idl

account GET on=- logs=none
own
    log | 200 200 200 200 200 200 | 200 200 200 200 200 | 200 200 200 | 200 200 200 200 200 | log log log | 200 200 200 200 | 200
account POST on=-
own
    log | 405 405 405 405 405 405 | 405 405 405 405 405 | 405 405 405 | 405 405 405 405 405 | log log log | 405 405 405 405 | 405

daily_mail GET on=-
own
    log | 405 405 405 405 405 405 | 405 405 405 405 405 | 405 405 405 | 405 405 405 405 405 | log log log | 405 405 405 405 | 405
daily_mail POST on=-
own
    log | acc acc acc acc acc acc | acc acc acc acc acc | acc acc acc | acc acc acc acc acc | log log log | acc acc acc acc | acc

sessions_end GET on=-
own
    log | 405 405 405 405 405 405 | 405 405 405 405 405 | 405 405 405 | 405 405 405 405 405 | log log log | 405 405 405 405 | 405
sessions_end POST on=-
own
    log | acc acc acc acc acc acc | acc acc acc acc acc | acc acc acc | acc acc acc acc acc | log log log | acc acc acc acc | acc

session_end GET on=session
own unknown
    log | 405 405 405 405 405 405 | 405 405 405 405 405 | 405 405 405 | 405 405 405 405 405 | log log log | 405 405 405 405 | 405
session_end POST on=session
own
    log | acc 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

# The worker's other session is hers to keep no longer; whoever has no second factor keeps none, and nobody here has one.
session_keep GET on=-
own
    log | 405 405 405 405 405 405 | 405 405 405 405 405 | 405 405 405 | 405 405 405 405 405 | log log log | 405 405 405 405 | 405
session_keep POST on=- never=tests/partners/test_kept_session.py
403: Pour rester connectée sur un téléphone, mettez d’abord une deuxième étape en place.
own
    log | 403 403 403 403 403 403 | 403 403 403 403 403 | 403 403 403 | 403 403 403 403 403 | log log log | 403 403 403 403 | 403

session_release GET on=session
own unknown
    log | 405 405 405 405 405 405 | 405 405 405 405 405 | 405 405 405 | 405 405 405 405 405 | log log log | 405 405 405 405 | 405
session_release POST on=session
own
    log | acc 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

switch GET on=choice
own
    log | 405 405 405 405 405 405 | 405 405 405 405 405 | 405 405 405 | 405 405 405 405 405 | log log log | 405 405 405 405 | 405
switch POST on=choice
own
    log | hom 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
other ended unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

organisation GET on=- logs=none
403: Les comptes et les rôles se gèrent par l’administration de votre organisation.
own
    log | 403 403 403 403 200 403 | 403 403 403 200 403 | 403 403 403 | 403 403 403 200 403 | log log log | 403 403 403 403 | 404
organisation POST on=-
own
    log | 405 405 405 405 405 405 | 405 405 405 405 405 | 405 405 405 | 405 405 405 405 405 | log log log | 405 405 405 405 | 405

invite GET on=- logs=none
403: Les comptes et les rôles se gèrent par l’administration de votre organisation.
own
    log | 403 403 403 403 200 403 | 403 403 403 200 403 | 403 403 403 | 403 403 403 200 403 | log log log | 403 403 403 403 | 404
invite POST on=-
403: Les comptes et les rôles se gèrent par l’administration de votre organisation.
own
    log | 403 403 403 403 org 403 | 403 403 403 org 403 | 403 403 403 | 403 403 403 err 403 | log log log | 403 403 403 403 | 404

invitation_resend GET on=invitation
own
    log | 405 405 405 405 405 405 | 405 405 405 405 405 | 405 405 405 | 405 405 405 405 405 | log log log | 405 405 405 405 | 405
invitation_resend POST on=invitation
403: Les comptes et les rôles se gèrent par l’administration de votre organisation.
own
    log | 403 403 403 403 org 403 | 403 403 403 org 403 | 403 403 403 | 403 403 403 404 403 | log log log | 403 403 403 403 | 404
expired withdrawn unknown
    log | 403 403 403 403 404 403 | 403 403 403 404 403 | 403 403 403 | 403 403 403 404 403 | log log log | 403 403 403 403 | 404

invitation_cancel GET on=invitation
own
    log | 405 405 405 405 405 405 | 405 405 405 405 405 | 405 405 405 | 405 405 405 405 405 | log log log | 405 405 405 405 | 405
invitation_cancel POST on=invitation
403: Les comptes et les rôles se gèrent par l’administration de votre organisation.
own expired
    log | 403 403 403 403 org 403 | 403 403 403 org 403 | 403 403 403 | 403 403 403 404 403 | log log log | 403 403 403 403 | 404
withdrawn unknown
    log | 403 403 403 403 404 403 | 403 403 403 404 403 | 403 403 403 | 403 403 403 404 403 | log log log | 403 403 403 403 | 404

member GET on=membership logs=none
403: Les comptes et les rôles se gèrent par l’administration de votre organisation.
own self sister
    log | 403 403 403 403 200 403 | 403 403 403 200 403 | 403 403 403 | 403 403 403 404 403 | log log log | 403 403 403 403 | 404
ended unknown
    log | 403 403 403 403 404 403 | 403 403 403 404 403 | 403 403 403 | 403 403 403 404 403 | log log log | 403 403 403 403 | 404
member POST on=membership
403: Les comptes et les rôles se gèrent par l’administration de votre organisation.
own sister
    log | 403 403 403 403 org 403 | 403 403 403 org 403 | 403 403 403 | 403 403 403 404 403 | log log log | 403 403 403 403 | 404
self
    log | 403 403 403 403 err 403 | 403 403 403 org 403 | 403 403 403 | 403 403 403 404 403 | log log log | 403 403 403 403 | 404
ended unknown
    log | 403 403 403 403 404 403 | 403 403 403 404 403 | 403 403 403 | 403 403 403 404 403 | log log log | 403 403 403 403 | 404

member_end GET on=membership
own
    log | 405 405 405 405 405 405 | 405 405 405 405 405 | 405 405 405 | 405 405 405 405 405 | log log log | 405 405 405 405 | 405
member_end POST on=membership
403: Les comptes et les rôles se gèrent par l’administration de votre organisation.
40b: Vous ne pouvez pas changer votre propre rôle : une autre personne de l’administration le fera.
own sister
    log | 403 403 403 403 org 403 | 403 403 403 org 403 | 403 403 403 | 403 403 403 404 403 | log log log | 403 403 403 403 | 404
self
    log | 403 403 403 403 40b 403 | 403 403 403 org 403 | 403 403 403 | 403 403 403 404 403 | log log log | 403 403 403 403 | 404
ended unknown
    log | 403 403 403 403 404 403 | 403 403 403 404 403 | 403 403 403 | 403 403 403 404 403 | log log log | 403 403 403 403 | 404

invitation GET on=invitation_token logs=none
own
    200 | 200 200 200 200 200 200 | 200 200 200 200 200 | 200 200 200 | 200 200 200 200 200 | 200 200 200 | 200 200 200 200 | 200
expired withdrawn unknown
    410 | 410 410 410 410 410 410 | 410 410 410 410 410 | 410 410 410 | 410 410 410 410 410 | 410 410 410 | 410 410 410 410 | 410
invitation POST on=invitation_token
own
    hom | 200 200 200 200 200 200 | 200 200 200 200 200 | 200 200 200 | 200 200 200 200 200 | hom hom hom | 200 200 200 200 | 200
expired withdrawn unknown
    410 | 410 410 410 410 410 410 | 410 410 410 410 410 | 410 410 410 | 410 410 410 410 410 | 410 410 410 | 410 410 410 410 | 410

demo_person GET on=-
own
    405 | 405 405 405 405 405 405 | 405 405 405 405 405 | 405 405 405 | 405 405 405 405 405 | 405 405 405 | 405 405 405 405 | 405
demo_person POST on=-
own
    404 | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 | 404

demo_enter GET,POST on=door
own unknown
    404 | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 | 404

demo_mails GET,POST on=-
own
    404 | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 | 404

demo_mail GET,POST on=mail
own unknown
    404 | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 | 404

directory GET on=- logs=none
own
    log | 200 200 200 200 404 404 | 200 200 200 404 404 | 200 200 200 | 200 200 200 404 404 | log log log | 404 404 404 404 | 404
directory POST on=-
own
    log | 405 405 405 405 405 405 | 405 405 405 405 405 | 405 405 405 | 405 405 405 405 405 | log log log | 405 405 405 405 | 405

referents GET on=- logs=none
403: Les comptes et les rôles se gèrent par l’administration de votre organisation.
own
    log | 403 403 403 403 200 403 | 403 403 403 200 403 | 403 403 403 | 403 403 403 200 403 | log log log | 403 403 403 403 | 404
referents POST on=-
own
    log | 405 405 405 405 405 405 | 405 405 405 405 405 | 405 405 405 | 405 405 405 405 405 | log log log | 405 405 405 405 | 405

referent_new GET on=- logs=none
403: Les comptes et les rôles se gèrent par l’administration de votre organisation.
own
    log | 403 403 403 403 200 403 | 403 403 403 200 403 | 403 403 403 | 403 403 403 200 403 | log log log | 403 403 403 403 | 404
# The service that is sent is the own unit's: nobody of another organisation may name somebody there.
referent_new POST on=-
403: Les comptes et les rôles se gèrent par l’administration de votre organisation.
own
    log | 403 403 403 403 ref 403 | 403 403 403 ref 403 | 403 403 403 | 403 403 403 err 403 | log log log | 403 403 403 403 | 404

referent GET on=referent logs=none
403: Les comptes et les rôles se gèrent par l’administration de votre organisation.
own
    log | 403 403 403 403 200 403 | 403 403 403 200 403 | 403 403 403 | 403 403 403 404 403 | log log log | 403 403 403 403 | 404
other unknown
    log | 403 403 403 403 404 403 | 403 403 403 404 403 | 403 403 403 | 403 403 403 404 403 | log log log | 403 403 403 403 | 404
referent POST on=referent
403: Les comptes et les rôles se gèrent par l’administration de votre organisation.
own
    log | 403 403 403 403 ref 403 | 403 403 403 ref 403 | 403 403 403 | 403 403 403 404 403 | log log log | 403 403 403 403 | 404
other unknown
    log | 403 403 403 403 404 403 | 403 403 403 404 403 | 403 403 403 | 403 403 403 404 403 | log log log | 403 403 403 403 | 404

referent_remove GET on=referent
own
    log | 405 405 405 405 405 405 | 405 405 405 405 405 | 405 405 405 | 405 405 405 405 405 | log log log | 405 405 405 405 | 405
referent_remove POST on=referent
403: Les comptes et les rôles se gèrent par l’administration de votre organisation.
own
    log | 403 403 403 403 ref 403 | 403 403 403 ref 403 | 403 403 403 | 403 403 403 404 403 | log log log | 403 403 403 403 | 404
other unknown
    log | 403 403 403 403 404 403 | 403 403 403 404 403 | 403 403 403 | 403 403 403 404 403 | log log log | 403 403 403 403 | 404

programmes GET on=- logs=none
own
    log | 200 200 200 200 200 200 | 200 200 200 200 200 | 200 200 200 | 200 200 200 200 200 | log log log | 200 200 200 200 | 404
programmes POST on=-
own
    log | 405 405 405 405 405 405 | 405 405 405 405 405 | 405 405 405 | 405 405 405 405 405 | log log log | 405 405 405 405 | 405

programme GET on=programme logs=none
own
    log | 200 200 200 200 200 200 | 404 404 404 404 404 | 200 200 200 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
other unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
programme POST on=programme
own other unknown
    log | 405 405 405 405 405 405 | 405 405 405 405 405 | 405 405 405 | 405 405 405 405 405 | log log log | 405 405 405 405 | 405

grid GET on=programme logs=none
own
    log | 200 200 200 200 200 200 | 404 404 404 404 404 | 200 200 200 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
other unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
grid POST on=programme
own other unknown
    log | 405 405 405 405 405 405 | 405 405 405 405 405 | 405 405 405 | 405 405 405 405 405 | log log log | 405 405 405 405 | 405
"""
