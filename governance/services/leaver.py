"""What a leaver had of clauses 1–5 passes to a successor; what is done, decided and signed stays (G18; reliability §3.3)."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from governance.lib.history import note_history
from governance.lib.workflow import Conflict, Refused, compare_and_set
from governance.models import AgendaAction, ApprovalTask, Delegation, Obligation, Person
from governance.models import ResolutionCondition as Condition
from governance.permissions import Permission, demand, has_permission
from governance.selectors.leaver import FREE, Held
from governance.services.approval_task import hand_over_task
from governance.services.audit import Change, hold_the_chain, record
from governance.services.delegation import end_delegation
from governance.services.obligation import Duty, hand_on
from governance.states import STILL_OWED, ConditionState, MeetingState, ObligationKind, Sphere


class CannotSucceed(Refused):
    """Somebody cannot take over what they were chosen for."""

    code = "cannot_succeed"


@dataclass(frozen=True)
class Leaving:
    """Who leaves, the last day, and why; the same for everything that is passed on in one step."""

    leaver: Person
    last_day: date
    reason: str


def check_successor(person: Person, leaver: Person) -> None:
    """A successor is somebody else with an open business account; raises `CannotSucceed`."""
    if person.pk == leaver.pk:
        raise CannotSucceed(_("Nobody is their own successor."))
    if not person.is_active:
        raise CannotSucceed(_("The account of %(name)s is closed.") % {"name": person.name})
    if person.sphere != Sphere.BUSINESS:
        raise CannotSucceed(
            _("%(name)s is an administrator and does no business.") % {"name": person.name}
        )


def pass_on_duty(held: Held, to: Person, leaving: Leaving, *, by: Person, at: datetime) -> None:
    """A duty by name is owed by the successor from now on, with its due time.

    Raises `CannotSucceed` where the successor may not do what is owed, `Conflict` where it is done by now.
    """
    demand(by, Permission.HANDOVER_RUN)
    duty: Obligation = held.row
    own, any_s = FREE[duty.kind]
    is_own = duty.department_id is not None and duty.department_id == to.department_id
    rights = [right for right in (own if is_own else None, any_s) if right]
    if rights and not any(has_permission(to, right) for right in rights):
        raise CannotSucceed(_("%(name)s holds no role that may do this.") % {"name": to.name})
    move_duty(duty, to, leaving, by=by, at=at)


def pass_on_decision(held: Held, to: Person, leaving: Leaving, *, by: Person, at: datetime) -> None:
    """What a leaver was asked to decide is asked of the successor, under the engine's separation of duties."""
    task: ApprovalTask = held.row
    hand_over_task(task, to, by=by, at=at, note=leaving.reason)


def pass_on_condition(
    held: Held, to: Person, leaving: Leaving, *, by: Person, at: datetime
) -> None:
    """An open condition is the successor's to meet; the resolution stays as it was decided."""
    demand(by, Permission.HANDOVER_RUN)
    row: Condition = held.row
    with transaction.atomic():
        hold_the_chain()
        is_open = row.state == ConditionState.OPEN
        if not is_open or not compare_and_set(
            row, state=row.state, expected_version=row.version, responsible=to
        ):
            raise Conflict(
                _("Somebody else has just changed this record. Please look at it again.")
            )
        row.refresh_from_db()
        note_history(row, by=by, at=at, reason="governance.pass_on_condition")
        record(
            "governance.pass_on_condition", by=by, at=at, obj=row, change=told_change(leaving, to)
        )
        move_duties(ObligationKind.CONDITION, f"condition:{row.pk}", to, leaving, by=by, at=at)


def pass_on_action(held: Held, to: Person, leaving: Leaving, *, by: Person, at: datetime) -> None:
    """An action nobody has reported done is the successor's; the signed minutes keep whom they named."""
    demand(by, Permission.HANDOVER_RUN)
    row: AgendaAction = held.row
    with transaction.atomic():
        hold_the_chain()
        waiting = AgendaAction.objects.filter(
            pk=row.pk,
            done_at=None,
            responsible=leaving.leaver,
            item__meeting__state=MeetingState.CLOSED,
        )
        if not waiting.update(responsible=to):
            raise Conflict(
                _("Somebody else has just changed this record. Please look at it again.")
            )
        record(
            "governance.pass_on_action",
            by=by,
            at=at,
            obj=row.item.meeting,
            change=replace(told_change(leaving, to), label=row.text),
        )
        move_duties(ObligationKind.MEETING_ACTION, f"action:{row.pk}", to, leaving, by=by, at=at)


def drop_delegation(
    held: Held, to: Person | None, leaving: Leaving, *, by: Person, at: datetime
) -> None:
    """A leaver decides for nobody and nobody for a leaver: the delegation ends, its decisions stand."""
    row: Delegation = held.row
    end_delegation(row, by=by, at=at, note=leaving.reason)


def move_duties(
    kind: str, subject: str, to: Person, leaving: Leaving, *, by: Person, at: datetime
) -> None:
    """What a record makes the leaver owe is owed by the successor; called with the record's own act.

    `improvement:7` also names what was asked later under `improvement:7:…`.
    """
    rows = Obligation.objects.filter(
        Q(subject=subject) | Q(subject__startswith=f"{subject}:"),
        kind=kind,
        responsible=leaving.leaver,
        state__in=STILL_OWED,
    )
    for duty in rows.select_related("deputy", "department").order_by("pk"):
        move_duty(duty, to, leaving, by=by, at=at)


def move_duty(duty: Obligation, to: Person, leaving: Leaving, *, by: Person, at: datetime) -> None:
    """One duty passes on with its due time; a successor who was its deputy needs none any more."""
    deputy = None if duty.deputy_id == to.pk else duty.deputy
    hand_on(duty, same_duty(duty, to, deputy), by=by, at=at, note=leaving.reason)


def same_duty(duty: Obligation, responsible: Person | None, deputy: Person | None) -> Duty:
    """A duty as it stands, for somebody else."""
    return Duty(
        kind=duty.kind,
        clause=duty.clause,
        subject=duty.subject,
        period=duty.period,
        title=duty.title,
        title_en=duty.title_en,
        url=duty.url,
        opens_at=duty.opened_at,
        due_at=duty.due_at,
        responsible=responsible,
        deputy=deputy,
        role=duty.responsible_role,
        department=duty.department,
    )


def told_change(leaving: Leaving, to: Person) -> Change:
    """How the trail tells that something changed hands."""
    return Change({"person": leaving.leaver.name}, {"person": to.name}, leaving.reason)
