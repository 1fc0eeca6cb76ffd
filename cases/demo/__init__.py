"""Invented households for a demonstration, made by the product's own actions and then dated in the past."""

from cases.demo.cast import Cast
from cases.demo.offices import close_offices, open_offices
from cases.demo.past import Timeline, as_application, forget, is_empty
from cases.demo.stories import tell
from cases.tasks import close_follow_ups


def seed(*, most: int | None = None) -> None:
    """Fill a database that has the demonstration's directory and no household; twice changes nothing.

    All or nothing: what a failure leaves half-made is emptied again, and the failure is raised. Needs the secrets
    of the owner and of the runtime role. Which households: see `cases.demo.stories`; `most`: at most so many of the
    same, for a first look.
    """
    with as_application() as owner:
        if not is_empty(owner):
            return
        time = Timeline()
        vasseur = tell(time, Cast(), most=most)
        try:
            time.play(owner)
            close_follow_ups()
            open_offices(owner, household=vasseur)
        except BaseException:
            close_offices(owner)
            forget(owner)
            raise
