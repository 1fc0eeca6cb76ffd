"""Front doors of the team's daily work, and what must be true after each."""

from cases.models import Case, Step
from tests.attack.doors import door, expect
from tests.attack.stage import Stage, followed
from tests.factories import work
from tests.harness import sql, within


@door("cases_step", "cases_stepshared")
def an_aid_is_asked_and_granted(stage: Stage) -> int:
    """The landlord may be told that it was filed, then what was answered, of the last one filed."""
    case, ines = followed(stage).case, stage.world.ines
    asked = work.step(case, ines, "fsl_maintenance")
    expect(_shared(case) == [("apl", "granted"), ("fsl", "")], "what was filed is not shared")
    with within(ines):
        Step.objects.filter(pk=asked.pk).update(answer="refused")
    expect(_shared(case) == [("apl", "granted"), ("fsl", "refused")], "its answer is not shared")
    return case.household_id


def _shared(case: Case) -> list[tuple]:
    return sql("SELECT kind, answer FROM public.cases_stepshared WHERE case_id = %s ORDER BY 1", case.pk)
