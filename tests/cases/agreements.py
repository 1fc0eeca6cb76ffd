"""What the tests of agreements share: an accompaniment under way, signatures, and a signed-in browser."""

import io
import json
import re
from collections.abc import Sequence

from django.http import HttpResponse
from django.test import Client
from PIL import Image

from cases.actions import consents
from cases.enums import GivenHow
from cases.evidence import Proof
from cases.models import Case, Consent, Person
from cases.queries.consents import Proposal, end_after, proposals
from partners.acting import SESSION_KEY, Acting
from tests.factories.world import Referred, World, accept, engage, identity, refer
from tests.harness import within

STROKES = {
    "width": 300,
    "height": 120,
    "strokes": [[[10, 20, 0], [30, 40, 8], [50, 20, 16], [70, 44, 24], [90, 22, 31]]],
}
SIGNED = Proof(strokes=STROKES)
DRAWN = json.dumps(STROKES)


def engaged(world: World, co_tenant: str = "") -> Referred:
    """A household referred by the branch, accepted by Inès, who stated the adults' identity."""
    referred = refer(world.nadia, world.agreement, co_tenant=co_tenant)
    accept(referred, world.ines)
    engage(referred, world.ines)
    if referred.co_tenant:
        identity(referred.case, referred.co_tenant, world.ines, last_name="Vasseur", first_name="Karim")
    return referred


def case_of(referred: Referred, by: Acting) -> Case:
    with within(by):
        return Case.objects.get(pk=referred.case.pk)


def proposal_of(referred: Referred, by: Acting) -> Proposal:
    with within(by):
        (found,) = proposals(Case.objects.get(pk=referred.case.pk), by)
        return found


def sign(
    referred: Referred,
    by: Acting,
    scopes: Sequence[str] = ("identity", "housing"),
    *,
    person: Person | None = None,
    also_return: bool = False,
    months: int = 6,
    **fields,
) -> list[Consent]:
    """An agreement of the tenant (or `person`) for the landlord that referred her."""
    with within(by):
        case = Case.objects.get(pk=referred.case.pk)
        (proposal,) = proposals(case, by)
        terms = {
            "until": end_after(months, proposal.planned_end),
            "given_how": GivenHow.SCREEN,
            "evidence": SIGNED,
            "proposal": proposal,
        } | fields
        return consents.record(
            case=case,
            person=person or referred.tenant,
            scopes=scopes,
            also_return=also_return,
            by=by,
            **terms,
        )


def browser(by: Acting) -> Client:
    """A client signed in as that member, in her capacity."""
    client = Client()
    client.force_login(by.membership.user, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session[SESSION_KEY] = [by.membership.id, by.capacity.value]
    session.save()
    return client


_CHANGING = re.compile(r'nonce="[^"]+"|\b[A-Za-z0-9]{64}\b|<p class="printed-by".*?</p>')


def settled(response: HttpResponse) -> str:
    """A page without what changes at each request: nonces, tokens, and the hour of the printed footer."""
    return _CHANGING.sub("", response.content.decode())


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40)) -> bytes:
    """A small photograph that says where it was taken."""
    image = Image.new("RGB", size, "white")
    details = Image.Exif()
    details[0x010E] = "Prise chez Mme Vasseur"
    details[0x0112] = 6
    kept = io.BytesIO()
    image.save(kept, kind, exif=details)
    return kept.getvalue()
