"""The conditions policies are made of.

Four rules of form, measured in docs/adr: the audience condition stands once per EXISTS, every EXISTS ends with
OFFSET 0, the context is inside (SELECT …), and policies read the keeper's views.
"""

from common.rls.declare import MINE, Trigger

AUTHOR = f"{{t}}.author_id {MINE}"
#: The landlord units whose file this context keeps.
FILES = "{t}.author_id = ANY ((SELECT sec.files())::bigint[])"


def access(condition: str, case: str = "case_id") -> str:
    """A row of my access to this row's case satisfies the condition (on alias `a`)."""
    return f"EXISTS (SELECT 1 FROM sec.my_access a WHERE a.case_id = {{t}}.{case} AND ({condition}) OFFSET 0)"


def household_access(condition: str, household: str = "household_id") -> str:
    """A row of my access to some case of this household satisfies the condition (on alias `a`)."""
    return f"EXISTS (SELECT 1 FROM sec.my_access a WHERE a.household_id = {{t}}.{household} AND ({condition}) OFFSET 0)"


def person_access(column: str) -> str:
    """I may see this row's person in that respect, on this row's case."""
    return (
        "EXISTS (SELECT 1 FROM sec.my_person_access a WHERE a.case_id = {t}.case_id"
        f" AND a.person_id = {{t}}.person_id AND a.{column} > now() OFFSET 0)"
    )


PRESENT = "a.present_until > now()"
#: Written by my unit, on a case that has not closed to it: one probe says both.
WRITTEN = f"({PRESENT} AND {AUTHOR})"
TEAM = "a.kind = 'member' AND a.team_until > now()"
MANAGER = "a.kind = 'manager' AND a.present_until > now()"
ACTIVITY = "a.activity_until > now()"
TEAM_OR_MANAGER = f"({TEAM}) OR ({MANAGER})"
LANDLORD_OWN = "a.own AND a.capacity = 'landlord'"

#: The author unit holds the row's case.
HOLDER = "EXISTS (SELECT 1 FROM cases_case c WHERE c.id = {t}.case_id AND c.holder_id = {t}.author_id)"

#: A unit signs, and none of its members: her colleagues would not find the row, and she would keep it after leaving.
BY_UNIT = f"{AUTHOR} AND EXISTS (SELECT 1 FROM partners_audience u WHERE u.id = {{t}}.author_id AND u.kind = 'unit')"

#: My unit's own accompaniment, still open to it (a landlord's tenancy, or a case closed at day 60, is not).
OPERATOR_OWN = "a.own AND a.capacity = 'operator' AND a.present_until > now()"

#: My unit's accompaniment is this row's case, or was referred from this row's tenancy, and I am on its team or its
#: manager.
WORKS_ON = (
    "EXISTS (SELECT 1 FROM cases_case c WHERE c.holder_id = {t}.author_id AND c.kind = 'accompaniment'"
    " AND c.household_id = {t}.household_id AND (c.id = {t}.case_id OR c.tenancy_id = {t}.case_id)"
    " AND sec.on_the_case(c.id))"
)
#: A consent on the tenancy a case was referred from is the return direction (T9): to the recording unit itself.
RETURNS = "{t}.recipient_id = {t}.author_id"
#: My unit's accompaniment, still in my lists, was referred from this row's tenancy.
LISTS_ACCOMPANIMENT = (
    "EXISTS (SELECT 1 FROM cases_case c JOIN sec.my_access a ON a.case_id = c.id WHERE c.holder_id = {t}.author_id"
    " AND c.tenancy_id = {t}.case_id AND a.present_until > now() OFFSET 0)"
)
RECORDED = f"{WORKS_ON} AND ({HOLDER} OR {RETURNS})"
#: What a landlord or a reserver never gets, nobody records as agreed for them (T5).
BEYOND_CEILING = (
    "('social' = ANY ({t}.scopes) AND EXISTS (SELECT 1 FROM partners_audience x WHERE x.id = {t}.recipient_id"
    " AND x.capacity IN ('landlord', 'reserver')))"
)
HERS = f"EXISTS (SELECT 1 FROM cases_person p WHERE p.id = {{t}}.person_id AND p.audience_id {MINE})"
IN_EFFECT = "{t}.ended_at IS NULL AND {t}.effective_until > now()"
#: In effect, or ended by this very transaction: the new row of an UPDATE must pass the SELECT policy too.
RECEIVED = f"{{t}}.recipient_id {MINE} AND (({IN_EFFECT}) OR {{t}}.ended_at = now())"
MEMBER_OF_UNIT = (
    "EXISTS (SELECT 1 FROM partners_audience m JOIN partners_audience u ON u.unit_id = m.unit_id AND u.capacity = m.capacity"
    " WHERE m.id = {t}.member_id AND m.kind = 'member' AND m.membership_id = {t}.membership_id AND u.id = {t}.author_id)"
)
PERSON_OF_HOUSEHOLD = (
    "person_of_household",
    "FOREIGN KEY (person_id, household_id) REFERENCES public.cases_person (id, household_id)",
)


TENANCY = "EXISTS (SELECT 1 FROM cases_case c WHERE c.id = {t}.case_id AND c.kind = 'tenancy')"
ACCOUNT_OF_AUTHOR = "FOREIGN KEY (account_id, author_id) REFERENCES public.cases_tenantaccount (id, author_id)"
VISIT_OF_CASE = (
    "visit_of_case",
    "FOREIGN KEY (visit_id, case_id, author_id) REFERENCES public.cases_visit (id, case_id, author_id)",
)
AUDIENCE_OF_ACCESS = (
    "audience",
    "FOREIGN KEY (audience_id, kind, capacity) REFERENCES public.partners_audience (id, kind, capacity)",
)


def recompute(*events: str) -> tuple[Trigger, ...]:
    """Triggers that recompute Access from this source."""
    return tuple(Trigger(f"gate_{event.lower()}", event, f"t_{event.lower()}") for event in events)
