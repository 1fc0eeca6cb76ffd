"""Publishing a committee's rules as versions, and reading a version back."""

from pathlib import Path

from django.db import transaction

from cases.programmes.publishing import NotPublished, digest_of, is_new
from cases.programmes.reading import read
from committees.models import Committee, CommitteeVersion
from committees.rules import Rules
from partners.enums import AudienceKind, Capacity
from partners.models import Audience, Programme

SHIPPED = Path(__file__).parent / "shipped"
_READ: dict[str, Rules] = {}


def shipped() -> list[Rules]:
    """The committees the product comes with, by key."""
    return [read(Rules, path) for path in sorted(SHIPPED.glob("*.yaml"))]


@transaction.atomic
def publish(rules: Rules, unit_key: str) -> CommitteeVersion | None:
    """Publish these rules as their version, kept by that unit; None when that version says the same already. Acts as owner.

    Effects in order: the committee is made or takes the new name and programme; the version is added. Raises NotPublished when that
    number was published with other rules, when a later one is, when the unit is no secretariat, when another unit keeps the
    committee, or when its programme is not published.
    """
    programme = _programme(rules)
    committee = _committee(rules, unit_key, programme)
    if not is_new(rules, dict(committee.versions.values_list("number", "rules")), "ces règles"):
        return None
    Committee.objects.filter(pk=committee.pk).update(name=rules.name, programme=programme)
    return CommitteeVersion.objects.create(
        committee=committee, number=rules.version, rules=rules.model_dump(mode="json"), digest=digest_of(rules)
    )


def _programme(rules: Rules) -> Programme | None:
    found = Programme.objects.filter(key=rules.programme).first() if rules.programme else None
    if rules.programme and found is None:
        raise NotPublished(f"« {rules.key} » relève du dispositif « {rules.programme} », qui n’est pas publié.")
    return found


def _committee(rules: Rules, unit_key: str, programme: Programme | None) -> Committee:
    secretary = Audience.objects.filter(
        unit__key=unit_key, kind=AudienceKind.UNIT, capacity=Capacity.COMMITTEE_SECRETARY
    ).first()
    if secretary is None:
        raise NotPublished(f"« {unit_key} » n’est pas un service qui tient le secrétariat d’une commission.")
    committee, _ = Committee.objects.get_or_create(
        key=rules.key, defaults={"name": rules.name, "secretary": secretary, "programme": programme}
    )
    if committee.secretary_id != secretary.pk:
        raise NotPublished(f"« {rules.key} » est tenue par un autre service que « {unit_key} ».")
    return committee


def rules_of(version: CommitteeVersion) -> Rules:
    """The rules of that version, read once per process: versions are few and never change."""
    if version.digest not in _READ:
        _READ[version.digest] = Rules.model_validate(version.rules)
    return _READ[version.digest]
