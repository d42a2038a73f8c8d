"""What is late goes up: to who owes it, the head of the department, the PMO, the committee (6.4.4③, R63; design §5)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from governance.lib.actors import SystemActor
from governance.models import Message, Person
from governance.selectors.calendar import local_day
from governance.selectors.message_hours import message_hours
from governance.selectors.person import people_in_role
from governance.services.audit import Change, hold_the_chain, record
from governance.services.message import Note, tell
from governance.states import EscalationLevel, Role
from improvements.models import Improvement
from improvements.selectors.overdue import Late, late_duties

CLOCK = SystemActor("tick")
ROLES = {EscalationLevel.PMO: Role.PMO, EscalationLevel.COMMITTEE: Role.COMMITTEE}


def escalate_overdue(*, at: datetime) -> int:
    """Each level is told once of each duty that has been late long enough; run twice it tells nobody twice.

    Told are number, kind, how long it is late and the address, never a business figure. A clock that
    stood still makes good every level at once. Returns how many levels were told of something.
    """
    if not message_hours().is_open(at):
        return 0
    late = [each for each in late_duties(at=at) if each.reached]
    if not late:
        return 0
    with transaction.atomic():
        hold_the_chain()
        # Asked under the lock: of two schedulers at once the second finds everything told.
        known = set(
            Message.objects.filter(
                event_key__in=[_key(each, level) for each in late for level in each.reached]
            ).values_list("event_key", flat=True)
        )
        rows = Improvement.objects.select_related("owner", "department").in_bulk(
            {each.improvement for each in late}
        )
        told = [
            _tell(rows[each.improvement], each, level, at=at)
            for each in late
            for level in each.reached
            if _key(each, level) not in known
        ]
    return sum(told)


def _tell(row: Improvement, late: Late, level: EscalationLevel, *, at: datetime) -> bool:
    people = _people(row, late, level, at)
    if not people:
        return False
    tell(_note(row, late, level), people, at=at)
    after = {
        "duty": str(late.duty),
        "level": str(level),
        "workdays": late.workdays,
        "people": [person.name for person in people][:20],
    }
    record(
        "improvements.escalate_improvement", by=CLOCK, at=at, obj=row, change=Change(after=after)
    )
    return True


def _people(row: Improvement, late: Late, level: EscalationLevel, at: datetime) -> list[Person]:
    on = local_day(at)
    if level == EscalationLevel.OWNER:
        if late.duty.responsible is not None:
            return [person for person in (late.duty.responsible,) if person.is_active]
        return people_in_role(late.duty.responsible_role, on=on)
    if level == EscalationLevel.HEAD:
        heads = people_in_role(Role.DEPARTMENT_HEAD, on=on)
        return [person for person in heads if person.department_id == row.department_id]
    return people_in_role(ROLES[level], on=on)


def _note(row: Improvement, late: Late, level: EscalationLevel) -> Note:
    said = {}
    for language in ("zh-hans", "en"):
        with override(language):
            said[language] = _("Overdue for %(days)s workdays: %(number)s · %(what)s") % {
                "days": late.workdays,
                "number": row.number,
                "what": late.duty.get_kind_display(),
            }
    return Note(_key(late, level), said["zh-hans"], said["en"], url=late.duty.url)


def _key(late: Late, level: EscalationLevel) -> str:
    return f"escalation:{late.duty.pk}:{level}"
