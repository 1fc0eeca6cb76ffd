"""The directory's tables: read to build a context, written by the owner and the keeper's functions only."""

from common.rls.declare import Unprotected, declare
from common.rls.third_party import ALL, NO_SELF_PROMOTION

_DIRECTORY = "directory of organisations, read to build the context; holds no household's data"
_RIGHTS = "memberships are read to build the context; they change only through the keeper's functions"

declare(
    Unprotected(
        "partners_organisation",
        _DIRECTORY,
        app="SELECT",
        keeper="SELECT",
        counted=("id", "key"),
    ),
    Unprotected(
        "partners_unit",
        _DIRECTORY,
        app="SELECT",
        keeper="SELECT",
        counted=("id", "organisation_id"),
    ),
    Unprotected("partners_unitcapacity", _RIGHTS, app="SELECT", keeper="SELECT"),
    Unprotected(
        "partners_audience",
        _RIGHTS,
        app="SELECT",
        keeper="SELECT, INSERT",
        counted=("id", "kind", "capacity", "unit_id"),
    ),
    Unprotected("partners_membership", _RIGHTS, app="SELECT", keeper="SELECT, INSERT, UPDATE"),
    Unprotected("partners_invitation", _RIGHTS, app="SELECT", keeper="SELECT, INSERT, UPDATE"),
    Unprotected(
        "partners_programme",
        "a partnership, public to its partners",
        app="SELECT",
        keeper="SELECT",
        counted=("id", "key"),
    ),
    Unprotected(
        "partners_programmeversion",
        "its rules, public to its partners",
        app="SELECT",
        keeper="SELECT",
        counted=("id", "programme_id", "rules"),
    ),
    Unprotected("partners_grid", "questions of a territory, public to its partners", app="SELECT", keeper="SELECT"),
    Unprotected("partners_gridversion", "questions of a territory, public", app="SELECT", keeper="SELECT"),
    Unprotected(
        "partners_agreement",
        "who may refer to whom",
        app="SELECT",
        keeper="SELECT",
        counted=("id", "programme_id", "operator_unit_id"),
    ),
    Unprotected("partners_agreementlandlord", "who may refer to whom", app="SELECT", keeper="SELECT"),
    Unprotected(
        "partners_referent",
        "professional contacts of organisations that signed together; its pages show an agreement's to its partners",
        app="SELECT, INSERT, UPDATE, DELETE",
    ),
    Unprotected(
        "partners_commune",
        "official list of communes (Licence Ouverte)",
        app="SELECT",
        counted=("code", "name_key"),
    ),
    Unprotected(
        "partners_communepostcode",
        "official list of communes (Licence Ouverte)",
        app="SELECT",
        counted=("commune_id", "postcode"),
    ),
    Unprotected(
        "partners_user",
        "accounts of professionals, written at sign-in; the database refuses self-promotion",
        app="SELECT, INSERT, UPDATE",
        keeper="SELECT",
        triggers=NO_SELF_PROMOTION,
    ),
    Unprotected(
        "partners_session",
        "read before a context exists; holds an account's session, never a household's data",
        app=ALL,
    ),
    Unprotected("partners_user_groups", "the framework's own; unused", app="SELECT"),
    Unprotected("partners_user_user_permissions", "the framework's own; unused", app="SELECT"),
    Unprotected(
        "cases_readinglog",
        "insert-only for its own role; nobody reads it through the runtime role, only two functions of the keeper",
        log="INSERT",
        keeper="SELECT",
    ),
)
