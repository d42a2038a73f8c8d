"""The box in which whoever closes a vote of the committee sees its arithmetic and attaches conditions (5.1, G20)."""

from dataclasses import dataclass

from django.forms import BaseFormSet
from django.utils.translation import gettext as _

from governance.forms.approval import CloseForm, ConditionFormSet
from governance.models import Meeting, Person
from governance.permissions import Permission, has_permission
from governance.selectors.approval_page import ApprovalPage
from governance.selectors.approval_people import people_to_ask
from governance.selectors.approval_tally import (
    TallyPage,
    decides_in_meetings_only,
    may_close_vote,
)
from governance.services.committee_vote import Condition


@dataclass(frozen=True)
class CloseForms:
    """The two parts of the form that closes a vote: the resolution and its conditions."""

    head: CloseForm
    conditions: BaseFormSet

    def is_valid(self) -> bool:
        """Both parts are read, so that both tell what is wrong."""
        return all([self.head.is_valid(), self.conditions.is_valid()])

    def found_conditions(self) -> list[Condition]:
        """The rows that were filled in, in their order."""
        return [
            Condition(row["text"], row["responsible"], row["due_on"])
            for row in self.conditions.cleaned_data
            if row.get("text")
        ]


@dataclass(frozen=True)
class CloseBox:
    """What whoever closes the vote sees."""

    forms: CloseForms
    outlook: str
    hindrance: str
    may_close: bool
    takes_conditions: bool
    is_asked: bool


def close_forms(person: Person, meeting: Meeting | None, data: dict | None = None) -> CloseForms:
    """The form as it is shown, or as it was sent."""
    people = people_to_ask(person)
    return CloseForms(
        CloseForm(data, meeting=meeting),
        ConditionFormSet(data, prefix="conditions", form_kwargs={"people": people}),
    )


def close_box(
    person: Person,
    page: ApprovalPage,
    tally: TallyPage | None,
    meeting: Meeting | None,
    typed: CloseForms | None = None,
) -> CloseBox | None:
    """For the chair, or whoever stands in where the chair is recused; for nobody else."""
    if tally is None or not has_permission(person, Permission.RESOLUTION_CLOSE):
        return None
    if not may_close_vote(person, tally.standing, meeting):
        return None
    hindrance = _hindrance(tally, meeting)
    has_quorum = bool(tally.count and tally.count.has_quorum)
    return CloseBox(
        forms=typed or close_forms(person, meeting),
        outlook=tally.outlook,
        hindrance=hindrance,
        # What was typed stays on the page, whatever the count has come to meanwhile.
        may_close=typed is not None or (has_quorum and not hindrance),
        takes_conditions=bool(tally.count and tally.count.is_passed) or typed is not None,
        is_asked=bool(page.tasks),
    )


def _hindrance(tally: TallyPage, meeting: Meeting | None) -> str:
    if tally.rule is None:
        return _("Until the PMO has recorded the rule of decision, no vote can be closed.")
    if meeting is None and decides_in_meetings_only(tally.rule):
        return _("By its rule the committee decides in a meeting only; close it in the session.")
    return ""
