"""`manage publish_committees`: what is wrong is told by file and key, and nothing is half-published."""

import io

import pytest
from django.core.management import CommandError, call_command

from committees.models import Committee, CommitteeVersion
from committees.publishing import SHIPPED
from partners.enums import Capacity
from tests.factories.directory import unit
from tests.harness import OWNER, as_role

pytestmark = pytest.mark.django_db
LILLE = SHIPPED / "orientation-lille.yaml"


def told(*arguments, **options) -> str:
    out = io.StringIO()
    with as_role(OWNER):
        call_command("publish_committees", *arguments, stdout=out, **options)
    return out.getvalue()


def test_a_file_is_published_once():
    kept_by = unit(Capacity.COMMITTEE_SECRETARY).key
    assert told(str(LILLE), kept_by=kept_by) == "orientation-lille 1 : publié.\n"
    assert told(str(LILLE), kept_by=kept_by) == "orientation-lille 1 : déjà publié.\n"
    assert CommitteeVersion.objects.filter(committee__key="orientation-lille").count() == 1


def test_a_file_is_checked_and_nothing_is_published():
    assert told(str(LILLE), check=True) == "orientation-lille 1 : rien à corriger.\n"
    assert not Committee.objects.filter(key="orientation-lille").exists()
    assert '"competences"' in told(schema=True)


def test_what_is_wrong_is_told(tmp_path):
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(
        LILLE.read_text(encoding="utf-8").replace("chairs: [landlord-social,", "chairs: [nobody,"), encoding="utf-8"
    )
    association = unit(Capacity.OPERATOR).key
    for files, options, sentence in (
        ([], {}, "au moins un fichier"),
        ([LILLE], {}, "--kept-by"),
        ([tmp_path / "none.yaml"], {"check": True}, "none.yaml"),
        ([wrong], {"check": True}, "« nobody » n’est pas l’un des sièges"),
        ([LILLE], {"kept_by": association}, "Rien n’est publié"),
    ):
        with pytest.raises(CommandError, match=sentence):
            told(*map(str, files), **options)
    assert not Committee.objects.filter(key="orientation-lille").exists()
