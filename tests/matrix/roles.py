"""The columns of the matrix, the words of its cells, and how both are written."""

#: Who asks, in the order of a row. Groups: nobody; the unit that holds the object; another unit of its organisation;
#: the other organisation of its agreement, which receives its grants; an organisation that has nothing to do with
#: it; people by their link; those of committees and who funds; a member whose role has no work in her unit.
#: Every unit holds landlord and operator: the clerk of an operator's object, like the worker and the manager of a
#: landlord's, is the member in the other capacity of her unit.
GROUPS: tuple[tuple[tuple[str, str], ...], ...] = (
    (("anonymous", "ano"),),
    (
        ("worker", "wor"),  # on the team of the case
        ("colleague", "col"),  # a worker of the same unit, on no team
        ("manager", "man"),
        ("clerk", "cle"),
        ("admin", "adm"),
        ("dpo", "dpo"),
    ),
    (
        ("sister_worker", "wor"),
        ("sister_manager", "man"),
        ("sister_clerk", "cle"),
        ("sister_admin", "adm"),
        ("sister_dpo", "dpo"),
    ),
    (("named_worker", "wor"), ("named_manager", "man"), ("named_clerk", "cle")),
    (
        ("foreign_worker", "wor"),
        ("foreign_manager", "man"),
        ("foreign_clerk", "cle"),
        ("foreign_admin", "adm"),
        ("foreign_dpo", "dpo"),
    ),
    (
        ("person", "per"),  # the tenant of the household the object is about
        ("co_tenant", "adu"),  # the other adult of that household
        ("outsider", "els"),  # an adult of another household
    ),
    (
        ("secretary", "sec"),  # keeps the committee the object is about
        ("other_secretary", "oth"),  # keeps another
        ("seat", "mem"),  # sits in the first, designated
        ("funder", "fdr"),  # funds the unit that holds the object, and was issued a report of it
    ),
    (("idle", "idl"),),
)
ROLES = tuple(name for group in GROUPS for name, _ in group)
PERSONS = ("person", "co_tenant", "outsider")
#: Who shares nothing with the unit that holds the object, whatever its state: of a sister unit, of a foreign organisation, others.
KINDS_OUTSIDE = (
    *(tuple(name for name in ROLES if name.startswith(kind)) for kind in ("sister_", "foreign_")),
    ("anonymous", "outsider", "idle", "other_secretary"),
)
OUTSIDE = tuple(name for kind in KINDS_OUTSIDE for name in kind)


def row(cells: list[str]) -> str:
    """One row of a table: one cell of three letters a role."""
    left = iter(cells)
    return "    " + " | ".join(" ".join(next(left) for _ in group) for group in GROUPS)


HEADER = "#" + row([short for group in GROUPS for _, short in group])[1:]

METHODS = ("GET", "POST")
#: Refused at every address before anything else is looked at.
NEVER_SERVED = ("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")

#: A cell that names the page a redirection leads to.
REDIRECTS = {
    "log": "account_login",
    "hom": "home",
    "day": "day",
    "equ": "team_board",
    "uni": "unit_cases",
    "cas": "case",
    "ren": "rent_account",
    "prt": "part",
    "ctr": "contract",
    "dia": "assessment_edit",
    "bud": "assessment_budget",
    "rev": "reviews",
    "vis": "visit",
    "pla": "log_planned",
    "tea": "team",
    "ste": "steps",
    "tod": "todo",
    "fun": "funding",
    "rps": "reports",
    "rpt": "report",
    "iss": "issued_reports",
    "lin": "funding_line",
    "plf": "funding_plan",
    "ple": "funding_plan_edit",
    "qui": "case_funding",
    "lan": "landlord_case",
    "she": "sheet",
    "rcv": "received",
    "con": "consents",
    "cho": "consent_choose",
    "sig": "consent_signed",
    "rcp": "receipt",
    "doc": "document",
    "pre": "present",
    "fic": "present_file",
    "lnk": "person_link_new",
    "clo": "person_link_expired",
    "gcl": "guest_closed",
    "per": "person_page",
    "prc": "person_receipt",
    "ten": "tenants",
    "tnt": "tenant",
    "new": "import_new",
    "chk": "import_check",
    "org": "organisation",
    "ref": "referents",
    "off": "office",
    "unm": "unmade_work",
    "cms": "committees",
    "com": "committee",
    "shf": "sheet_filed",
    "sea": "seats",
    "typ": "sheet_type",
    "ses": "session",
    "att": "attendance",
    "sit": "sitting",
    "rro": "reading_room",
    "lec": "reading",
    "acc": "account",
    "rea": "account_reauthenticate",
    "mfa": "mfa_index",
    "cod": "mfa_view_recovery_codes",
    "pwd": "account_change_password",
    "set": "account_set_password",
    "rst": "account_reset_password_done",
    "key": "account_reset_password_from_key",
}
#: A cell that names a status. `err`: 200, with the form's errors on the page; `nob`: 200, a page that names nobody
#: though others of its line do.
STATUSES = {"200": 200, "nob": 200, "err": 200, "204": 204, "404": 404, "405": 405, "409": 409, "410": 410}
#: 403 with a sentence of the table: `403`, then `40b`, `40c`, `40d` when it has several.
REFUSALS = ("403", "40b", "40c", "40d", "40e")
WORDS = {*REDIRECTS, *STATUSES, *REFUSALS}
#: What a method that is not served may answer: no such method, or what refuses before methods are looked at.
NOT_SERVED = {"405", "404", "403", "40b", "40c", "log", "clo", "gcl"}
#: What is answered to who may not, or not now, or not that.
REFUSED = {*REFUSALS, "404", "405", "409", "410", "429", "err", "log", "clo", "gcl"}
#: What a GET that answers 200 writes in the reading log; `none` when it shows no named case.
PURPOSES = ("none", "case", "list", "presented", "report", "export", "who_looked")
