"""“Are we in control?”: the processes by light, what is late, reds without a decision, the week's data (design §3, §4)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from governance.lib.periods import Week
from governance.models import Person
from kpi.selectors.board import BoardFilter, cells_of_week
from kpi.selectors.board_cell import BoardCell
from kpi.states import Verdict
from portal.selectors.light_trend import Lights

KEPT, OFF, UNKNOWN = "kept", "off", "unknown"
# The gravest first, as the eye looks for them.
SHOWN = (Verdict.MISSED, Verdict.INCOMPLETE, Verdict.MET, Verdict.NO_SAMPLE)
DONE = frozenset({"accepted", "on_time", "late"})


@dataclass(frozen=True)
class Collection:
    """How a week's collection stands: what was expected and what became of it, by the board's words."""

    week: Week
    expected: int
    on_time: int
    late: int
    returned: int
    missing: int
    waiting: int

    @property
    def came(self) -> int:
        """What has come in, in time or late."""
        return self.on_time + self.late


@dataclass(frozen=True)
class Control:
    """The answer in one word, and the numbers it is drawn from.

    `lights` are pairs of light and number of processes, the gravest first; only those that occur.
    """

    answer: str
    lights: tuple[tuple[str, int], ...]
    late: int
    undecided: int
    collection: Collection | None


def control_of(
    lights: Lights, *, late: int, undecided: int, collection: Collection | None
) -> Control:
    """In control is who misses no target, has nothing late, no red without a decision, and all data of the week.

    Unknown where no process has a figure yet. What the word means stands beside it on the page: the
    policy does not define it.
    """
    counts = lights.counts
    red = counts.get(Verdict.MISSED, 0) + counts.get(Verdict.INCOMPLETE, 0)
    lacking = collection.missing + collection.returned if collection else 0
    if red or late or undecided or lacking:
        answer = OFF
    else:
        answer = KEPT if counts.get(Verdict.MET) else UNKNOWN
    shown = tuple((str(light), counts[light]) for light in SHOWN if counts.get(light))
    return Control(answer, shown, late, undecided, collection)


def week_collected(at: datetime) -> Week:
    """The latest week whose data is owed: the one before this week."""
    return Week.at(at, timezone.get_default_timezone()).previous()


def cells_collected(person: Person, at: datetime) -> list[BoardCell]:
    """What the person sees of that week on the board. Three statements."""
    return cells_of_week(person, BoardFilter(week_collected(at), 1), at)


def collection_of(week: Week, cells: Sequence[BoardCell]) -> Collection | None:
    """The cells of a week counted by the board's words; None as long as its duties do not exist.

    A returned record has come in and went back, it is not missing.
    """
    if not cells:
        return None
    came = [cell for cell in cells if cell.state in DONE]
    late = sum(cell.is_late for cell in came)
    return Collection(
        week=week,
        expected=len(cells) - _count(cells, "waived"),
        on_time=len(came) - late,
        late=late,
        returned=_count(cells, "returned"),
        missing=_count(cells, "missing"),
        waiting=_count(cells, "expected", "draft"),
    )


def _count(cells: Iterable[BoardCell], *states: str) -> int:
    return sum(cell.state in states for cell in cells)
