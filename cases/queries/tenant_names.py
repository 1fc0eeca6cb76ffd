"""How a tenant of the landlord's file is called: last name first where a list is sorted by it, else as people say."""

from cases.models import Case, TenantAccount
from cases.policies import split_name
from cases.queries.names import civility, proper
from common.formatting import full_name
from common.text import fold


def listed(account: TenantAccount) -> str:
    """« Guyon Lucy », « Ferreira Rui et Ana », « Roy Paul et Camille Durand »: as a list sorts them."""
    name = _joined(proper(account.last_name), proper(account.first_name))
    first_name, last_name = _partner(account)
    return f"{name} et {_joined(first_name, last_name)}" if account.co_tenant else name


def called(account: TenantAccount) -> str:
    """The same people on their own page: « Mme Lucy Guyon », « Rui et Ana Ferreira », « Paul Roy et Camille Durand »."""
    own = (proper(account.first_name), proper(account.last_name))
    if not account.co_tenant:
        return full_name(civility(account.title), *own)
    first_name, last_name = _partner(account)
    if own[0] and not last_name:
        return f"{own[0]} et {first_name} {own[1]}"
    return f"{_joined(*own)} et {_joined(first_name, last_name or own[1])}"


def tenant_of(case: Case) -> str:
    """What the landlord of that tenancy calls its tenant; « Locataire » when its file no longer says. One statement."""
    account = TenantAccount.objects.filter(case_id=case.pk).first()
    return called(account) if account else "Locataire"


def _partner(account: TenantAccount) -> tuple[str, str]:
    """First and last name of the co-tenant; no last name when it is the tenant's own."""
    _, last_name, first_name = split_name(account.co_tenant)
    same = first_name and fold(last_name) == fold(account.last_name)
    return proper(first_name), "" if same else proper(last_name)


def _joined(*parts: str) -> str:
    return " ".join(filter(None, parts))
