"""What of an improvement is past its due time, how far up it has been told, and who hears of it next (6.4.4③, R63)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import BigIntegerField, Case, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Cast, StrIndex, Substr
from django.utils.translation import gettext_lazy as _

from governance.models import Obligation
from governance.selectors.calendar import local_day, local_moment
from governance.selectors.message_hours import message_hours
from governance.selectors.setting import setting_values
from governance.states import STILL_OWED, EscalationLevel, ObligationKind
from improvements.models import ActionMeasure, Improvement

# What of an improvement can be late, in a word that fits a cell.
KINDS = {
    ObligationKind.IMPROVEMENT: _("step"),
    ObligationKind.MEASURE: _("measure"),
    ObligationKind.VERIFICATION: _("verification"),
    ObligationKind.RECURRENCE: _("look again"),
}
ONE_DAY = timedelta(days=1)
# The key of the measure stands in the subject of its duty, between the first two colons. Subjects of
# other kinds are not read: what stands there need not be a number.
_BEHIND = Substr("subject", len("measure:") + 1)
_KEY = Cast(Substr(_BEHIND, 1, StrIndex(_BEHIND, Value(":")) - 1), BigIntegerField())
_MEASURE_OWED = Case(When(kind=ObligationKind.MEASURE, then=_KEY))
_OF_MEASURE = ActionMeasure.objects.filter(pk=OuterRef("measure")).values("improvement_id")


@dataclass(frozen=True)
class Late:
    """One duty of an improvement past its due time, and the levels it has reached, the lowest first."""

    improvement: int
    duty: Obligation
    workdays: int
    reached: tuple[EscalationLevel, ...]


@dataclass(frozen=True)
class Overdue:
    """An improvement with something past its due time: what it is longest, since how many workdays, how far up it went."""

    kind: ObligationKind
    workdays: int
    level: EscalationLevel | None

    @property
    def what(self) -> str:
        """What is late, in words: a step, a measure, the effect to verify."""
        return str(KINDS[self.kind])

    @property
    def label(self) -> str:
        """How far up, in words; empty before anybody was told."""
        return str(self.level.label) if self.level else ""


def late_duties(*, at: datetime) -> list[Late]:
    """Everything improvements owe that is past its due time, the longest first.

    Three questions, however many there are. A level is reached in the morning of the decided number of
    workdays after the due day; a level without a number is never reached.
    """
    rows = list(
        Obligation.objects.filter(kind__in=KINDS, state__in=STILL_OWED, due_at__lt=at)
        .select_related("responsible", "department")
        .annotate(measure=_MEASURE_OWED, of_measure=Subquery(_OF_MEASURE))
        .order_by("due_at", "pk")
    )
    return _late(rows, _improvements_of(rows), at)


def overdue_of(
    improvement: Improvement, measures: Iterable[ActionMeasure], *, at: datetime
) -> Overdue | None:
    """The same for one improvement whose measures are at hand: one question where nothing is late, else three."""
    mine = Q(subject__startswith=f"improvement:{improvement.pk}:")
    for each in measures:
        mine |= Q(subject__startswith=f"measure:{each.pk}:")
    owed = Obligation.objects.filter(mine, kind__in=KINDS, state__in=STILL_OWED, due_at__lt=at)
    rows = list(owed.order_by("due_at", "pk"))
    if not rows:
        return None
    found = _highest(_late(rows, dict.fromkeys([row.pk for row in rows], improvement.pk), at))
    return found.get(improvement.pk)


def overdue_improvements(*, at: datetime) -> dict[int, Overdue]:
    """By improvement: the longest time anything of it is late, and the highest level reached."""
    return _highest(late_duties(at=at))


def _highest(rows: Iterable[Late]) -> dict[int, Overdue]:
    """Of rows that come the longest late first."""
    found: dict[int, Overdue] = {}
    order = list(EscalationLevel)
    for late in rows:
        first = found.get(late.improvement) or Overdue(
            ObligationKind(late.duty.kind), late.workdays, None
        )
        levels = [*late.reached, *([first.level] if first.level else [])]
        highest = max(levels, key=order.index) if levels else None
        found[late.improvement] = Overdue(first.kind, first.workdays, highest)
    return found


def _late(rows: list[Obligation], owners: dict[int, int], at: datetime) -> list[Late]:
    settings = setting_values()
    hours = message_hours(settings)
    calendar = hours.calendar
    steps = {
        level: int(settings[f"improvement_escalate_{level.value}"])
        for level in EscalationLevel
        if settings[f"improvement_escalate_{level.value}"] not in ("", None)
    }
    today, found = local_day(at), []
    for row in rows:
        key = owners.get(row.pk)
        if key is None:
            continue
        due = local_day(row.due_at)
        reached = tuple(
            level
            for level, days in steps.items()
            if local_moment(calendar.add_workdays(due, days), hours.begins) <= at
        )
        workdays = calendar.count_workdays(due + ONE_DAY, today)
        found.append(Late(key, row, workdays, reached))
    return found


def _improvements_of(rows: Iterable[Obligation]) -> dict[int, int]:
    """Which improvement each duty belongs to: the measure's own, else the one in the subject."""
    found: dict[int, int] = {}
    for row in rows:
        if row.kind != ObligationKind.MEASURE:
            found[row.pk] = int(row.subject.split(":")[1])
        elif (of_measure := getattr(row, "of_measure", None)) is not None:
            found[row.pk] = of_measure
    return found
