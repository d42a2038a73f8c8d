"""Who is asked is urged, and others are told and read along (domain §6.3 催办, 抄送)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from governance.lib.workflow import NotAllowed, Refused, WrongState
from governance.models import Approval, ApprovalCopy, ApprovalTask, Person
from governance.permissions import Permission, demand_human
from governance.selectors.approval import wrote_or_proposed
from governance.selectors.approval_right import deputies_today, may_now
from governance.selectors.calendar import local_day
from governance.selectors.committee_right import may_urge_members
from governance.selectors.setting import setting_value
from governance.services.approval_notice import decision_url, titled
from governance.services.audit import Change, hold_the_chain, record
from governance.services.message import Note, tell_each
from governance.states import ApprovalState, TaskState


class UrgedAlready(Refused):
    """Everybody who is asked was urged a short while ago."""

    code = "urged_already"


class CannotCopy(Refused):
    """Nobody new would be told."""

    code = "cannot_copy"


def urge_case(approval: Approval, *, by: Person, at: datetime) -> list[ApprovalTask]:
    """Whoever is asked and has not answered is reminded, each at most once in the decided number of hours.

    By the proposer, an author, the PMO, and in a vote its chair and secretary. Deputies are reminded too. Returns the tasks that were
    urged. Raises `NotAllowed`, `WrongState`, `UrgedAlready` (with the time from which it is possible).
    """
    demand_human(by)
    with transaction.atomic():
        hold_the_chain()
        approval = Approval.objects.get(pk=approval.pk)
        _check_urger(approval, by, at)
        if approval.state != ApprovalState.OPEN:
            raise WrongState(_("Nobody is asked at the moment."))
        tasks = ApprovalTask.objects.filter(step__approval=approval, state=TaskState.OPEN)
        rows = list(tasks.exclude(person=by).select_related("person").order_by("pk"))
        pause = timedelta(hours=int(setting_value("approval_urge_hours")))
        due = [row for row in rows if row.urged_at is None or row.urged_at + pause <= at]
        if not due:
            _refuse_urging(rows, pause)
        ApprovalTask.objects.filter(pk__in=[row.pk for row in due]).update(urged_at=at)
        _remind(approval, due, at=at)
        change = Change(after={"urged": [row.person.name for row in due]})
        record("governance.urge_case", by=by, at=at, obj=approval, change=change)
    return due


def copy_case(
    approval: Approval, people: Iterable[Person], *, by: Person, at: datetime
) -> list[ApprovalCopy]:
    """Others are told of a case and may read it; they have no say, and whether they have read it is on record.

    By whoever may read it themselves. Raises `NotAllowed`, `CannotCopy` where nobody new is named.
    """
    demand_human(by)
    with transaction.atomic():
        hold_the_chain()
        if not Approval.objects.visible_to(by).filter(pk=approval.pk).exists():
            raise NotAllowed(_("You are not allowed to do this."))
        known = set(approval.copies.values_list("person", flat=True)) | {by.pk}
        fresh = {each.pk: each for each in people if each.is_active and each.pk not in known}
        if not fresh:
            raise CannotCopy(_("They have been told already, or it is yourself."))
        rows = ApprovalCopy.objects.bulk_create(
            [
                ApprovalCopy(approval=approval, person=person, copied_by=by, copied_at=at)
                for person in fresh.values()
            ]
        )
        chinese, english = titled(approval, lambda: _("For your information: %(title)s"))
        note = Note(f"approval:{approval.pk}:copy", chinese, english, url=decision_url(approval))
        tell_each([(note, person) for person in fresh.values()], at=at)
        change = Change(after={"people": [person.name for person in fresh.values()]})
        record("governance.copy_case", by=by, at=at, obj=approval, change=change)
    return list(rows)


def note_copy_read(approval: Approval, *, by: Person, at: datetime) -> bool:
    """The first look at a copied case is its read receipt; later looks change nothing. Returns whether it was the first."""
    unread = ApprovalCopy.objects.filter(approval=approval, person=by, read_at=None)
    return unread.update(read_at=at) == 1


def _check_urger(approval: Approval, by: Person, at: datetime) -> None:
    on = local_day(at)
    if wrote_or_proposed(approval, by) or may_now(by, Permission.BOARD_REMIND, on):
        return
    if may_urge_members(by, approval, on):
        return
    raise NotAllowed(
        _("Whoever proposed or wrote it urges, the PMO, and in a vote its chair and secretary.")
    )


def _refuse_urging(rows: list[ApprovalTask], pause: timedelta) -> None:
    times = [row.urged_at + pause for row in rows if row.urged_at is not None]
    if not times:
        raise UrgedAlready(_("There is nobody else to urge."))
    raise UrgedAlready(
        _("Everybody who is asked was urged already; again from %(when)s on.")
        % {"when": f"{min(times).astimezone():%m-%d %H:%M}"}
    )


def _remind(approval: Approval, tasks: list[ApprovalTask], *, at: datetime) -> None:
    chinese, english = titled(approval, lambda: _("Please decide: %(title)s"))
    people = [task.person for task in tasks]
    deputies = deputies_today(people, approval.kind, local_day(at))
    key = f"approval:{approval.pk}:urge:{at.isoformat()}"
    note = Note(key, chinese, english, url=decision_url(approval))
    told = {person.pk: person for person in (*people, *deputies.values())}
    tell_each([(note, person) for person in told.values()], at=at)
