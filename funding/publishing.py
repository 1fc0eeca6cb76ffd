"""What was signed, read back from its versions."""

from cases.programmes.publishing import digest_of
from funding.conventions import Convention
from funding.models import ConventionVersion, PlanVersion
from funding.plans.shape import Plan

_READ: dict[str, Convention] = {}


def convention_of(version: ConventionVersion) -> Convention:
    """The convention of that version, read once per process: versions are few and never change."""
    if version.digest not in _READ:
        _READ[version.digest] = Convention.model_validate(version.convention)
    return _READ[version.digest]


def plan_of(version: PlanVersion) -> Plan:
    """The plan of that version."""
    return Plan.model_validate(version.plan)


def written(said: Convention | Plan) -> tuple[dict, str]:
    """As it is kept, and what tells whether another says the same."""
    return said.model_dump(mode="json", by_alias=True), digest_of(said)
