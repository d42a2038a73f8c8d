"""What is overdue goes up on the work calendar, each level told once (design §5; peers O)."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from governance.lib.actors import SystemActor
from governance.models import Obligation, Person
from governance.selectors.calendar import local_day
from governance.selectors.escalation import Overdue, overdue_to_tell
from governance.selectors.person import people_in_role
from governance.services.audit import Change, hold_the_chain, record
from governance.services.message import Note, tell_each
from governance.states import EscalationLevel, Role

CLOCK = SystemActor("tick")
LINES = 12
Holders = dict[str, list[Person]]


def escalate_obligations(*, at: datetime) -> int:
    """Whoever must hear of what is overdue hears it in one message, each level once; run twice it tells nothing more.

    Told are titles and how long they are overdue, never a business figure. A clock that stood still
    makes good every level at once, still in one message a person. Returns how many things were told of.
    """
    if not overdue_to_tell(at):
        return 0
    with transaction.atomic():
        hold_the_chain()
        # Asked again under the lock: of two schedulers at once the second finds everything told.
        late = overdue_to_tell(at)
        if not late:
            return 0
        holders = {
            role: people_in_role(role, on=local_day(at))
            for role in {
                Role.DEPARTMENT_HEAD.value,
                Role.PMO.value,
                Role.COMMITTEE.value,
                *(each.duty.responsible_role for each in late if each.duty.responsible_role),
            }
        }
        mine: dict[Person, dict[int, Overdue]] = defaultdict(dict)
        for each in late:
            for person in _people(each, holders):
                mine[person][each.duty.pk] = each
        tell_each([(_note(list(rows.values()), at), who) for who, rows in mine.items()], at=at)
        _mark(late)
        after = {
            "count": len(late),
            "people": len(mine),
            "keys": [f"{each.duty} {'+'.join(each.levels)}" for each in late][:50],
        }
        record("governance.escalate_obligations", by=CLOCK, at=at, change=Change(after=after))
    return len(late)


def _mark(late: Iterable[Overdue]) -> None:
    reached: dict[EscalationLevel, list[int]] = defaultdict(list)
    for each in late:
        reached[each.levels[-1]].append(each.duty.pk)
    for level, keys in reached.items():
        Obligation.objects.filter(pk__in=keys).update(escalated=level)


def _people(late: Overdue, holders: Holders) -> list[Person]:
    found: list[Person] = []
    duty = late.duty
    if EscalationLevel.OWNER in late.levels:
        named = [person for person in (duty.responsible, duty.deputy) if person is not None]
        found += named or holders[duty.responsible_role]
    if EscalationLevel.HEAD in late.levels and duty.department_id:
        # Only of what their own department owes: a head reads no more than on the page.
        heads = holders[Role.DEPARTMENT_HEAD]
        found += [head for head in heads if head.department_id == duty.department_id]
    if EscalationLevel.PMO in late.levels:
        found += holders[Role.PMO]
    if EscalationLevel.COMMITTEE in late.levels:
        found += holders[Role.COMMITTEE]
    return found


def _note(rows: list[Overdue], at: datetime) -> Note:
    subjects = {}
    for language in ("zh-hans", "en"):
        with override(language):
            subjects[language] = _("Overdue: %(count)s items, the oldest for %(days)s workdays") % {
                "count": len(rows),
                "days": max(each.workdays for each in rows),
            }
    lines = [each.duty.title for each in rows[:LINES]]
    if len(rows) > LINES:
        lines.append(f"… {len(rows) - LINES}")
    return Note(
        f"escalation:{at.isoformat()}",
        subjects["zh-hans"],
        subjects["en"],
        body="\n".join(lines),
        url=rows[0].duty.url if len(rows) == 1 else reverse("portal:inbox"),
    )
