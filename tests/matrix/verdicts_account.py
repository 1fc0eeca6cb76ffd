"""Signing in and passwords: the library's views, with Palier's forms; what Palier does not open is 404."""

TABLE = """
#   ano | wor col man cle adm dpo | wor man cle adm dpo | wor man cle | wor man cle adm dpo | per adu els | sec oth mem fdr | idl

account_login GET on=- logs=none
own
    200 | hom hom hom hom hom hom | hom hom hom hom hom | hom hom hom | hom hom hom hom hom | 200 200 200 | hom hom hom hom | hom
account_login POST on=-
own
    hom | hom hom hom hom hom hom | hom hom hom hom hom | hom hom hom | hom hom hom hom hom | hom hom hom | hom hom hom hom | hom

account_signup GET,POST on=-
own
    404 | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 | 404

account_email GET,POST on=-
own
    404 | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 | 404

account_email_verification_sent GET,POST on=-
own
    404 | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 | 404

account_confirm_email GET,POST on=confirmation_key
own unknown
    404 | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 | 404

account_confirm_login_code GET,POST on=-
own
    404 | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 | 404

account_reauthenticate GET on=- logs=none
own
    log | 200 200 200 200 200 200 | 200 200 200 200 200 | 200 200 200 | 200 200 200 200 200 | log log log | 200 200 200 200 | 200
account_reauthenticate POST on=-
own
    log | hom hom hom hom hom hom | hom hom hom hom hom | hom hom hom | hom hom hom hom hom | log log log | hom hom hom hom | hom

account_change_password GET on=- logs=none
own
    log | 200 200 200 200 200 200 | 200 200 200 200 200 | 200 200 200 | 200 200 200 200 200 | log log log | 200 200 200 200 | 200
account_change_password POST on=-
own
    log | pwd pwd pwd pwd pwd pwd | pwd pwd pwd pwd pwd | pwd pwd pwd | pwd pwd pwd pwd pwd | log log log | pwd pwd pwd pwd | pwd

account_set_password GET on=- logs=none
own
    log | pwd pwd pwd pwd pwd pwd | pwd pwd pwd pwd pwd | pwd pwd pwd | pwd pwd pwd pwd pwd | log log log | pwd pwd pwd pwd | pwd
account_set_password POST on=-
own
    log | pwd pwd pwd pwd pwd pwd | pwd pwd pwd pwd pwd | pwd pwd pwd | pwd pwd pwd pwd pwd | log log log | pwd pwd pwd pwd | pwd

account_reset_password GET on=- logs=none
own
    200 | 200 200 200 200 200 200 | 200 200 200 200 200 | 200 200 200 | 200 200 200 200 200 | 200 200 200 | 200 200 200 200 | 200
account_reset_password POST on=-
own
    rst | rst rst rst rst rst rst | rst rst rst rst rst | rst rst rst | rst rst rst rst rst | rst rst rst | rst rst rst rst | rst

# A good key goes into the session and out of the address; a bad one is answered by the page that says so.
account_reset_password_from_key GET on=reset_key logs=none
own
    key | key key key key key key | key key key key key | key key key | key key key key key | key key key | key key key key | key
unknown
    200 | 200 200 200 200 200 200 | 200 200 200 200 200 | 200 200 200 | 200 200 200 200 200 | 200 200 200 | 200 200 200 200 | 200
account_reset_password_from_key POST on=reset_key
own
    key | key key key key key key | key key key key key | key key key | key key key key key | key key key | key key key key | key
unknown
    err | err err err err err err | err err err err err | err err err | err err err err err | err err err | err err err err | err

mfa_authenticate GET on=- logs=none
own
    log | hom hom hom hom hom hom | hom hom hom hom hom | hom hom hom | hom hom hom hom hom | log log log | hom hom hom hom | hom
mfa_authenticate POST on=-
own
    log | hom hom hom hom hom hom | hom hom hom hom hom | hom hom hom | hom hom hom hom hom | log log log | hom hom hom hom | hom

mfa_reauthenticate GET on=- logs=none
own
    log | rea rea rea rea rea rea | rea rea rea rea rea | rea rea rea | rea rea rea rea rea | log log log | rea rea rea rea | rea
mfa_reauthenticate POST on=-
own
    log | rea rea rea rea rea rea | rea rea rea rea rea | rea rea rea | rea rea rea rea rea | log log log | rea rea rea rea | rea

mfa_activate_totp GET on=- logs=none
own
    log | rea rea rea rea rea rea | rea rea rea rea rea | rea rea rea | rea rea rea rea rea | log log log | rea rea rea rea | rea
mfa_activate_totp POST on=-
own
    log | rea rea rea rea rea rea | rea rea rea rea rea | rea rea rea | rea rea rea rea rea | log log log | rea rea rea rea | rea

account_logout GET on=- logs=none
own
    log | 200 200 200 200 200 200 | 200 200 200 200 200 | 200 200 200 | 200 200 200 200 200 | log log log | 200 200 200 200 | 200
account_logout POST on=-
own
    log | log log log log log log | log log log log log | log log log | log log log log log | log log log | log log log log | log

account_inactive GET on=- logs=none
own
    200 | 200 200 200 200 200 200 | 200 200 200 200 200 | 200 200 200 | 200 200 200 200 200 | 200 200 200 | 200 200 200 200 | 200
account_inactive POST on=-
own
    405 | 405 405 405 405 405 405 | 405 405 405 405 405 | 405 405 405 | 405 405 405 405 405 | 405 405 405 | 405 405 405 405 | 405

account_reset_password_from_key_done GET on=- logs=none
own
    200 | 200 200 200 200 200 200 | 200 200 200 200 200 | 200 200 200 | 200 200 200 200 200 | 200 200 200 | 200 200 200 200 | 200
account_reset_password_from_key_done POST on=-
own
    405 | 405 405 405 405 405 405 | 405 405 405 405 405 | 405 405 405 | 405 405 405 405 405 | 405 405 405 | 405 405 405 405 | 405

account_reset_password_done GET on=- logs=none
own
    200 | 200 200 200 200 200 200 | 200 200 200 200 200 | 200 200 200 | 200 200 200 200 200 | 200 200 200 | 200 200 200 200 | 200
account_reset_password_done POST on=-
own
    405 | 405 405 405 405 405 405 | 405 405 405 405 405 | 405 405 405 | 405 405 405 405 405 | 405 405 405 | 405 405 405 405 | 405

mfa_index GET on=- logs=none
own
    log | 200 200 200 200 200 200 | 200 200 200 200 200 | 200 200 200 | 200 200 200 200 200 | log log log | 200 200 200 200 | 200
mfa_index POST on=-
own
    log | 405 405 405 405 405 405 | 405 405 405 405 405 | 405 405 405 | 405 405 405 405 405 | log log log | 405 405 405 405 | 405

mfa_deactivate_totp GET,POST on=-
own
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

mfa_view_recovery_codes GET on=-
own
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
mfa_view_recovery_codes POST on=-
own
    log | 405 405 405 405 405 405 | 405 405 405 405 405 | 405 405 405 | 405 405 405 405 405 | log log log | 405 405 405 405 | 405

mfa_generate_recovery_codes GET on=- logs=none
own
    log | rea rea rea rea rea rea | rea rea rea rea rea | rea rea rea | rea rea rea rea rea | log log log | rea rea rea rea | rea
mfa_generate_recovery_codes POST on=-
own
    log | rea rea rea rea rea rea | rea rea rea rea rea | rea rea rea | rea rea rea rea rea | log log log | rea rea rea rea | rea

# Codes are shown once, on their page: no file of them.
mfa_download_recovery_codes GET,POST on=-
own
    404 | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 | 404

mfa_list_webauthn GET on=- logs=none
own
    log | mfa mfa mfa mfa mfa mfa | mfa mfa mfa mfa mfa | mfa mfa mfa | mfa mfa mfa mfa mfa | log log log | mfa mfa mfa mfa | mfa
mfa_list_webauthn POST on=-
own
    log | 405 405 405 405 405 405 | 405 405 405 405 405 | 405 405 405 | 405 405 405 405 405 | log log log | 405 405 405 405 | 405

mfa_add_webauthn GET on=- logs=none
own
    log | rea rea rea rea rea rea | rea rea rea rea rea | rea rea rea | rea rea rea rea rea | log log log | rea rea rea rea | rea
mfa_add_webauthn POST on=-
own
    log | rea rea rea rea rea rea | rea rea rea rea rea | rea rea rea | rea rea rea rea rea | log log log | rea rea rea rea | rea

mfa_reauthenticate_webauthn GET on=- logs=none
own
    log | rea rea rea rea rea rea | rea rea rea rea rea | rea rea rea | rea rea rea rea rea | log log log | rea rea rea rea | rea
mfa_reauthenticate_webauthn POST on=-
own
    log | rea rea rea rea rea rea | rea rea rea rea rea | rea rea rea | rea rea rea rea rea | log log log | rea rea rea rea | rea

# Who she is comes before whose key it is: whatever the key, the same answer.
mfa_edit_webauthn GET on=passkey logs=none
own unknown
    log | rea rea rea rea rea rea | rea rea rea rea rea | rea rea rea | rea rea rea rea rea | log log log | rea rea rea rea | rea
mfa_edit_webauthn POST on=passkey
own unknown
    log | rea rea rea rea rea rea | rea rea rea rea rea | rea rea rea | rea rea rea rea rea | log log log | rea rea rea rea | rea

mfa_remove_webauthn GET on=passkey logs=none
own unknown
    log | rea rea rea rea rea rea | rea rea rea rea rea | rea rea rea | rea rea rea rea rea | log log log | rea rea rea rea | rea
mfa_remove_webauthn POST on=passkey
own unknown
    log | rea rea rea rea rea rea | rea rea rea rea rea | rea rea rea | rea rea rea rea rea | log log log | rea rea rea rea | rea
"""
