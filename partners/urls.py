"""Routes of the directory and accounts. Those under compte/ stand before the library's own, with our forms."""

from allauth.account import views as account_views
from allauth.mfa.totp import views as totp_views
from django.urls import path, re_path

from partners.forms import account as forms
from partners.views import (
    account,
    communes,
    demonstration,
    directory,
    invitation,
    organisation,
    referents,
    second_factor,
    sessions,
)

urlpatterns = [
    path("compte/login/", account.SignIn.as_view(), name="account_login"),
    path("compte/signup/", account.absent, name="account_signup"),
    path("compte/email/", account.absent, name="account_email"),
    path("compte/confirm-email/", account.absent, name="account_email_verification_sent"),
    path("compte/confirm-email/<key>/", account.absent, name="account_confirm_email"),
    path("compte/login/code/confirm/", account.absent, name="account_confirm_login_code"),
    path("compte/reauthenticate/", second_factor.ConfirmByPassword.as_view(), name="account_reauthenticate"),
    path(
        "compte/password/change/",
        account_views.PasswordChangeView.as_view(form_class=forms.ChangePasswordForm),
        name="account_change_password",
    ),
    path(
        "compte/password/set/",
        account_views.PasswordSetView.as_view(form_class=forms.FirstPasswordForm),
        name="account_set_password",
    ),
    path(
        "compte/password/reset/",
        account_views.PasswordResetView.as_view(form_class=forms.ForgottenPasswordForm),
        name="account_reset_password",
    ),
    re_path(
        r"^compte/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account_views.PasswordResetFromKeyView.as_view(form_class=forms.NewPasswordForm),
        name="account_reset_password_from_key",
    ),
    path("compte/2fa/", second_factor.SecondFactor.as_view(), name="mfa_index"),
    path("compte/2fa/authenticate/", second_factor.SecondStep.as_view(), name="mfa_authenticate"),
    path("compte/2fa/reauthenticate/", second_factor.ConfirmByCode.as_view(), name="mfa_reauthenticate"),
    path(
        "compte/2fa/totp/activate/",
        totp_views.ActivateTOTPView.as_view(form_class=forms.SetUpSecondFactorForm),
        name="mfa_activate_totp",
    ),
    path("compte/2fa/recovery-codes/download/", account.absent, name="mfa_download_recovery_codes"),
    path("compte/2fa/webauthn/", second_factor.to_overview, name="mfa_list_webauthn"),
    path("compte/2fa/webauthn/add/", second_factor.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path(
        "compte/2fa/webauthn/reauthenticate/",
        second_factor.ConfirmByPasskey.as_view(),
        name="mfa_reauthenticate_webauthn",
    ),
    path("compte/2fa/webauthn/keys/<int:pk>/edit/", second_factor.RenamePasskey.as_view(), name="mfa_edit_webauthn"),
    path(
        "compte/2fa/webauthn/keys/<int:pk>/remove/",
        second_factor.RemovePasskey.as_view(),
        name="mfa_remove_webauthn",
    ),
    path("moi-meme/", account.account, name="account"),
    path("moi-meme/courriel-du-jour/", account.daily_mail, name="daily_mail"),
    path("moi-meme/garder/", sessions.session_keep, name="session_keep"),
    path("moi-meme/sessions/fermer/", sessions.sessions_end, name="sessions_end"),
    path("moi-meme/sessions/<uuid:public_id>/fermer/", sessions.session_end, name="session_end"),
    path("moi-meme/sessions/<uuid:public_id>/ne-plus-garder/", sessions.session_release, name="session_release"),
    path("agir/<uuid:public_id>/<slug:capacity>/", account.switch, name="switch"),
    path("organisation/", organisation.organisation, name="organisation"),
    path("organisation/inviter/", organisation.invite, name="invite"),
    path(
        "organisation/invitations/<uuid:public_id>/renvoyer/",
        organisation.invitation_resend,
        name="invitation_resend",
    ),
    path(
        "organisation/invitations/<uuid:public_id>/annuler/",
        organisation.invitation_cancel,
        name="invitation_cancel",
    ),
    path("organisation/membres/<uuid:public_id>/", organisation.member, name="member"),
    path("organisation/membres/<uuid:public_id>/fin/", organisation.member_end, name="member_end"),
    path("organisation/referents/", referents.referents, name="referents"),
    path("organisation/referents/nouveau/", referents.referent_new, name="referent_new"),
    path("organisation/referents/<uuid:public_id>/", referents.referent, name="referent"),
    path("organisation/referents/<uuid:public_id>/retirer/", referents.referent_remove, name="referent_remove"),
    path("annuaire/", directory.directory, name="directory"),
    path("invitation/<str:token>/", invitation.invitation, name="invitation"),
    path("communes/", communes.communes, name="communes"),
    path("demo/entrer/<slug:key>/", demonstration.enter, name="demo_enter"),
    path("demo/courriels/", demonstration.mail_list, name="demo_mails"),
    path("demo/courriels/<str:key>/", demonstration.mail_page, name="demo_mail"),
]
