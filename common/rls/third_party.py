"""Tables of the framework and its libraries: read before any context exists, so without row security."""

from common.rls.declare import Trigger, Unprotected, declare

READ, ALL = "SELECT", "SELECT, INSERT, UPDATE, DELETE"
_ACCOUNT = "accounts of professionals, read to sign in; holds no household's data"

declare(
    Unprotected("django_migrations", "the framework's own; read by the readiness check", app=READ),
    Unprotected("django_content_type", "the framework's own list of models", app=READ),
    Unprotected("auth_permission", "the framework's own list of permissions", app=READ),
    Unprotected("auth_group", "the framework's own; unused", app=READ),
    Unprotected("auth_group_permissions", "the framework's own; unused", app=READ),
    Unprotected("account_emailaddress", _ACCOUNT, app=ALL),
    Unprotected("account_emailconfirmation", _ACCOUNT, app=ALL),
    Unprotected("mfa_authenticator", _ACCOUNT, app=ALL),
)

NO_SELF_PROMOTION = (
    Trigger("guard_insert", "INSERT", "t_no_self_promotion", when="BEFORE"),
    Trigger("guard_update", "UPDATE", "t_no_self_promotion", when="BEFORE"),
)
