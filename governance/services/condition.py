"""Conditions of resolutions: owed, reported as met with evidence, confirmed by somebody else (5.1, G20)."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from governance.lib.workflow import NotAllowed, Refused, find_step
from governance.models import Obligation, Person, ResolutionCondition, RoleGrant, StoredFile
from governance.permissions import ROLES, Permission
from governance.selectors.calendar import local_day, local_moment
from governance.selectors.committee_right import may_confirm_condition
from governance.services.approval_notice import in_both
from governance.services.audit import hold_the_chain
from governance.services.message import Note, tell
from governance.services.obligation import Duty, ensure_duties, fulfil, reopen
from governance.services.stored_file import Shelf, keep_file, remove_file
from governance.services.transition import advance
from governance.states import CONDITION_STEPS, ConditionState, ObligationKind

CLOSES = time(17)
CLAUSE = "5.1"


class ConditionClosed(Refused):
    """Evidence is added while a condition is open, not after it was reported."""

    code = "evidence_closed"


def owe_conditions(conditions: Sequence[ResolutionCondition], *, at: datetime) -> list[Obligation]:
    """A condition is owed by whoever is responsible for it, until 17:00 of its day; once, however often this runs."""
    return ensure_duties([_duty(row, at) for row in conditions], at=at)


def owe_all_conditions(*, at: datetime) -> list[Obligation]:
    """Every condition that is not met is owed, also one that came into being while the clock stood still."""
    rows = ResolutionCondition.objects.filter(state=ConditionState.OPEN)
    return owe_conditions(list(rows.select_related("resolution", "responsible__department")), at=at)


def meet_condition(
    condition: ResolutionCondition, *, by: Person, at: datetime, note: str
) -> ResolutionCondition:
    """Whoever is responsible reports the condition as met and says how; what was owed is done by it.

    The PMO is told that it waits for confirmation. Raises `NotAllowed`, `NoteMissing`, `WrongState`,
    `Conflict`.
    """
    if condition.responsible_id != by.pk:
        raise NotAllowed(_("A condition is reported as met by whoever is responsible for it."))
    with transaction.atomic():
        hold_the_chain()
        step = find_step(CONDITION_STEPS, "meet_condition")
        changes = {"met_note": note.strip(), "met_at": at}
        advance(condition, step, by=by, at=at, note=note, changes=changes)
        for owed in _owed(condition):
            fulfil(owed, by=by, at=at, evidence=_key(condition))
        tell(_met_note(condition), _confirmers(condition, local_day(at)), at=at)
    return condition


def confirm_condition(
    condition: ResolutionCondition, *, by: Person, at: datetime
) -> ResolutionCondition:
    """The PMO confirms that the condition is met; nobody confirms their own. Raises `NotAllowed`, `WrongState`, `Conflict`."""
    _demand_confirmer(condition, by)
    with transaction.atomic():
        hold_the_chain()
        step = find_step(CONDITION_STEPS, "confirm_condition")
        return advance(condition, step, by=by, at=at, changes={"confirmed_by": by})


def reject_condition(
    condition: ResolutionCondition, *, by: Person, at: datetime, note: str
) -> ResolutionCondition:
    """What is not met yet goes back with a reason, and is owed again with its old due time.

    Raises `NotAllowed`, `NoteMissing`, `WrongState`, `Conflict`.
    """
    _demand_confirmer(condition, by)
    with transaction.atomic():
        hold_the_chain()
        step = find_step(CONDITION_STEPS, "reject_condition")
        advance(condition, step, by=by, at=at, note=note, changes={"met_at": None})
        for owed in _owed(condition):
            reopen(owed, by=by, at=at)
        tell(_rejected_note(condition, note), [condition.responsible], at=at)
    return condition


def add_condition_evidence(
    condition: ResolutionCondition, name: str, chunks: Iterable[bytes], *, by: Person, at: datetime
) -> StoredFile:
    """Whoever is responsible adds files while the condition is open.

    Raises `NotAllowed`, `ConditionClosed`, and what `keep_file` raises; then nothing was kept.
    """

    def still_open() -> None:
        _demand_open(condition, by)

    still_open()
    return keep_file(name, chunks, on=Shelf(condition), by=by, at=at, check=still_open)


def remove_condition_evidence(
    condition: ResolutionCondition, file: StoredFile, *, by: Person, at: datetime
) -> StoredFile:
    """A file is taken off again while the condition is open; its bytes stay."""
    with transaction.atomic():
        hold_the_chain()
        _demand_open(condition, by)
        return remove_file(file, by=by, at=at)


def _demand_open(condition: ResolutionCondition, by: Person) -> None:
    fresh = ResolutionCondition.objects.get(pk=condition.pk)
    if fresh.responsible_id != by.pk:
        raise NotAllowed(_("Evidence is added by whoever is responsible for the condition."))
    if fresh.state != ConditionState.OPEN:
        raise ConditionClosed(
            _("This condition is “%(state)s”; files are added while it is open.")
            % {"state": fresh.get_state_display()}
        )


def _demand_confirmer(condition: ResolutionCondition, by: Person) -> None:
    if not may_confirm_condition(by, condition):
        raise NotAllowed(
            _("The PMO confirms conditions, and nobody one that they must fulfil themselves.")
        )


def _confirmers(condition: ResolutionCondition, on: date) -> list[Person]:
    roles = [
        role for role, charter in ROLES.items() if Permission.MEETING_RUN in charter.permissions
    ]
    held = RoleGrant.objects.in_force(on).filter(role__in=roles).values("person")
    people = Person.objects.filter(pk__in=held, is_active=True)
    return list(people.exclude(pk=condition.responsible_id))


def _key(condition: ResolutionCondition) -> str:
    return f"condition:{condition.pk}"


def _owed(condition: ResolutionCondition) -> list[Obligation]:
    return list(Obligation.objects.filter(kind=ObligationKind.CONDITION, subject=_key(condition)))


def _address(condition: ResolutionCondition) -> str:
    return reverse("governance:resolution", args=[condition.resolution_id]) + (
        f"#condition-{condition.position}"
    )


def _duty(row: ResolutionCondition, at: datetime) -> Duty:
    def title() -> str:
        return _("Condition of resolution %(number)s: %(text)s") % {
            "number": row.resolution.number,
            "text": row.text,
        }

    zh, en = in_both(title)
    return Duty(
        kind=ObligationKind.CONDITION,
        clause=CLAUSE,
        subject=_key(row),
        period=f"{row.due_on:%Y-%m-%d}",
        title=zh,
        title_en=en,
        url=_address(row),
        opens_at=min(row.resolution.closed_at, at),
        due_at=local_moment(row.due_on, CLOSES),
        responsible=row.responsible,
        department=row.department or row.responsible.department,
    )


def _met_note(condition: ResolutionCondition) -> Note:
    def subject() -> str:
        return _("To confirm: condition %(position)s of resolution %(number)s") % {
            "position": condition.position,
            "number": condition.resolution.number,
        }

    key = f"condition:{condition.pk}:met:{condition.version}"
    return Note(key, *in_both(subject), condition.met_note, _address(condition))


def _rejected_note(condition: ResolutionCondition, note: str) -> Note:
    def subject() -> str:
        return _("Not met yet: condition %(position)s of resolution %(number)s") % {
            "position": condition.position,
            "number": condition.resolution.number,
        }

    key = f"condition:{condition.pk}:rejected:{condition.version}"
    return Note(key, *in_both(subject), note, _address(condition))
