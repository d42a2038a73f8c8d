"""Decisions are delegated from a day to a day, one level deep (domain §6.3 委托; reliability §3.3 no. 6)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from governance.lib.history import save_tracked
from governance.lib.workflow import NotAllowed, Refused, WrongState, demand_reason
from governance.models import ApprovalTask, Delegation, Obligation, Person
from governance.permissions import Permission, demand_human
from governance.selectors.approval_right import can_decide, deputies_today, may_now, roles_stored
from governance.selectors.calendar import local_day
from governance.services.approval_notice import in_both
from governance.services.audit import Change, hold_the_chain, record
from governance.services.message import Note, tell
from governance.states import STILL_OWED, ApprovalKind, ObligationKind


class CannotDelegate(Refused):
    """The decision cannot be delegated like this."""

    code = "cannot_delegate"


@dataclass(frozen=True)
class NewDelegation:
    """Who stands in for the principal, from when to when, for which kinds of approval (none = all), and why."""

    deputy: Person
    valid_from: date
    valid_to: date
    reason: str
    kinds: tuple[str, ...] = ()


def make_delegation(new: NewDelegation, *, by: Person, at: datetime) -> Delegation:
    """A person names a deputy for their own decisions, for a time; the deputy acts as “B 代 A”.

    Never for another's decisions: what somebody decides as a deputy goes no further. One deputy at a time
    for one kind. Raises `NotAllowed`, `NoteMissing`, `CannotDelegate`.
    """
    demand_human(by)
    demand_reason(new.reason)
    day = local_day(at)
    _check_dates(new, day)
    with transaction.atomic():
        hold_the_chain()
        if not may_now(by, Permission.DELEGATION_MAKE, day):
            raise NotAllowed(_("You are not allowed to do this."))
        _check_deputy(new, by, day)
        row = Delegation(
            principal=by,
            deputy=new.deputy,
            valid_from=new.valid_from,
            valid_to=new.valid_to,
            kinds=sorted(set(new.kinds)),
            reason=new.reason.strip()[:300],
            created_by=by,
            created_at=at,
        )
        save_tracked(row, by=by, at=at, reason="governance.make_delegation")
        after = {"deputy": new.deputy.name, "from": str(new.valid_from), "to": str(new.valid_to)}
        change = Change(after={**after, "kinds": row.kinds}, note=row.reason)
        record("governance.make_delegation", by=by, at=at, obj=row, change=change)
        sync_deputies(at=at)
        _tell_deputy(row, at=at)
    return row


def end_delegation(
    delegation: Delegation, *, by: Person, at: datetime, note: str = ""
) -> Delegation:
    """Either of the two ends it at once, or the PMO does; what was decided under it stays decided.

    Raises `NotAllowed`, `WrongState`.
    """
    demand_human(by)
    with transaction.atomic():
        hold_the_chain()
        row: Delegation = Delegation.objects.select_related("principal", "deputy").get(
            pk=delegation.pk
        )
        is_theirs = by.pk in {row.principal_id, row.deputy_id}
        if not is_theirs and not may_now(by, Permission.HANDOVER_RUN, local_day(at)):
            raise NotAllowed(_("You are not allowed to do this."))
        if row.ended_at is not None or row.valid_to < local_day(at):
            raise WrongState(_("This delegation has ended already."))
        row.ended_at, row.ended_by = at, by
        fields = ["ended_at", "ended_by"]
        save_tracked(row, by=by, at=at, reason="governance.end_delegation", fields=fields)
        record("governance.end_delegation", by=by, at=at, obj=row, change=Change(note=note.strip()))
        sync_deputies(at=at)
    return row


def sync_deputies(*, at: datetime) -> int:
    """Whoever stands in today finds the open decisions among what they owe, and nobody else does.

    Run with each change and every minute, because a delegation begins and ends with a day. Returns how
    many duties changed; run twice it changes none.
    """
    with transaction.atomic():
        duties = Obligation.objects.filter(kind=ObligationKind.APPROVAL, state__in=STILL_OWED)
        rows = list(duties.select_related("responsible", "deputy").order_by("pk"))
        if not rows:
            return 0
        kinds = _kinds_of(rows)
        today = local_day(at)
        people = {row.responsible for row in rows if row.responsible is not None}
        by_kind = {kind: deputies_today(people, kind, today) for kind in set(kinds.values())}
        changed = 0
        for row in rows:
            wanted = by_kind.get(kinds.get(row.subject, ""), {}).get(row.responsible_id or 0)
            if (wanted.pk if wanted else None) != row.deputy_id:
                changed += Obligation.objects.filter(pk=row.pk).update(deputy=wanted)
    return changed


def _kinds_of(duties: list[Obligation]) -> dict[str, str]:
    """The kind of approval behind each duty, by the duty's subject."""
    keys = [int(row.subject.rpartition(":")[2]) for row in duties]
    tasks = ApprovalTask.objects.filter(pk__in=keys).values_list("pk", "step__approval__kind")
    return {f"approval-task:{pk}": kind for pk, kind in tasks}


def _check_dates(new: NewDelegation, day: date) -> None:
    if new.valid_from < day or new.valid_to < new.valid_from:
        raise CannotDelegate(_("A delegation begins today or later and ends after it begins."))
    if set(new.kinds) - set(ApprovalKind.values):
        raise CannotDelegate(_("There is no such kind of approval."))


def _check_deputy(new: NewDelegation, by: Person, day: date) -> None:
    if new.deputy.pk == by.pk:
        raise CannotDelegate(_("Nobody stands in for themselves."))
    if not can_decide(roles_stored([new.deputy], day).get(new.deputy.pk, frozenset())):
        raise CannotDelegate(
            _("%(name)s holds no role in which approvals are decided.") % {"name": new.deputy.name}
        )
    standing = Delegation.objects.filter(
        principal=by, ended_at=None, valid_from__lte=new.valid_to, valid_to__gte=new.valid_from
    ).select_related("deputy")
    for row in standing:
        if not row.kinds or not new.kinds or set(row.kinds) & set(new.kinds):
            raise CannotDelegate(
                _("%(name)s stands in for you in that time already; end that delegation first.")
                % {"name": row.deputy.name}
            )


def _tell_deputy(row: Delegation, *, at: datetime) -> None:
    words = {
        "name": row.principal.name,
        "start": row.valid_from.isoformat(),
        "end": row.valid_to.isoformat(),
    }
    chinese, english = in_both(
        lambda: _("You stand in for %(name)s from %(start)s to %(end)s.") % words
    )
    note = Note(f"delegation:{row.pk}:made", chinese, english, body=row.reason, url="/approvals/")
    tell(note, [row.deputy], at=at)
