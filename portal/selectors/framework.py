"""The framework as a house one looks at: policy, three storeys of processes, norms (6.1, R38)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.utils.text import capfirst

from governance.lib.bilingual import said
from governance.lib.periods import Month
from governance.models import Document, DocumentVersion
from governance.models.person import Person
from governance.selectors.document import policy_in_force, quoted_title
from governance.selectors.policy_issue import settled_gaps
from governance.states import DocumentState
from kpi.selectors.coverage import Matrix, coverage_matrix
from kpi.selectors.indicator import measured_processes
from kpi.selectors.light import ProcessLight, month_with_figures, process_lights
from processes.models import Process
from processes.selectors.process import (
    CoreCount,
    Finding,
    basis_documents,
    core_count,
    coverage_findings,
    processes_of_catalogue,
)
from processes.states import Category

WIDE = 1160
EDGE = 26
GAP = 8
ROOF_HIGH = 118
STOREY_HEAD = 26
TILE_HIGH = 84
STOREY_HIGH = STOREY_HEAD + TILE_HIGH + 18
NORM_HIGH = 40
# About how many characters fit into a tile's line; a Han character is twice as wide as a Latin one.
_UNIT = 7.2


@dataclass(frozen=True)
class Room:
    """One process in the house: where it stands, its name in lines, its light if it has figures."""

    process: Process
    light: ProcessLight | None
    x: float
    y: float
    width: float
    lines: list[tuple[float, str]]
    is_measured: bool = False

    @property
    def middle(self) -> float:
        return self.x + self.width / 2

    @property
    def light_x(self) -> float:
        """Where the light's shape begins, its word standing behind it."""
        return self.middle - 34

    @property
    def word_x(self) -> float:
        return self.light_x + 18

    @property
    def light_y(self) -> float:
        return self.y + TILE_HIGH - 23

    @property
    def word_y(self) -> float:
        return self.light_y + 10.5


@dataclass(frozen=True)
class Storey:
    """One of the three process sets."""

    label: str
    count: int
    y: float
    rooms: list[Room]

    @property
    def label_y(self) -> float:
        return self.y + 19

    @property
    def floor_y(self) -> float:
        """The line between this storey and the one above."""
        return self.y - 2


@dataclass(frozen=True)
class Stone:
    """One norm of the foundation."""

    document: Document
    x: float
    y: float
    width: float
    lines: list[tuple[float, str]]

    @property
    def middle(self) -> float:
        return self.x + self.width / 2


@dataclass(frozen=True)
class House:
    """The drawing of “1+3+N”, worked out to coordinates."""

    height: float
    storeys: list[Storey]
    stones: list[Stone]
    ground: float

    @property
    def ground_label_y(self) -> float:
        return self.ground + 23

    @property
    def wall(self) -> float:
        """How high the walls stand, from under the roof to the ground."""
        return self.ground - ROOF_HIGH + 1


@dataclass(frozen=True)
class Framework:
    """Everything the framework page shows."""

    policy: Document | None
    version: DocumentVersion | None
    house: House
    counts: CoreCount
    norms: int
    month: Month
    findings: list[Finding]
    coverage: Matrix
    settled: frozenset[str]


def framework_of(person: Person, on: date) -> Framework:
    """The framework with a light per process for the latest month that has figures."""
    processes = list(
        processes_of_catalogue(person, "outputs", "responsibilities", "norms", "links_out")
    )
    month = month_with_figures(person, Month.of(on).previous())
    norms = basis_documents(processes)
    policy = policy_in_force(person)
    coverage = coverage_matrix(person, processes, on=on)
    measured = set(measured_processes(person))
    version = (
        DocumentVersion.objects.filter(document=policy, state=DocumentState.IN_FORCE).first()
        if policy
        else None
    )
    return Framework(
        policy=policy,
        version=version,
        house=house_of(processes, process_lights(person, month), norms, measured),
        counts=core_count(processes),
        norms=len(norms),
        month=month,
        findings=coverage_findings(processes, measured=measured),
        coverage=coverage,
        settled=settled_gaps(),
    )


def house_of(
    processes: list[Process],
    lights: dict[int, ProcessLight],
    norms: list[Document],
    measured: Collection[int] = (),
) -> House:
    """Rooms share the width of their storey; a storey without processes is left out."""
    y = float(ROOF_HIGH)
    storeys = []
    for category in Category:
        members = [row for row in processes if row.category == category]
        if not members:
            continue
        storeys.append(
            Storey(
                str(capfirst(category.label)),
                len(members),
                y,
                _rooms(members, lights, y, measured),
            )
        )
        y += STOREY_HIGH * _rows(len(members))
    stones = _stones(norms, y + STOREY_HEAD + 6)
    height = y + (STOREY_HEAD + (NORM_HIGH + GAP) * _rows(len(norms)) + 20 if norms else 20)
    return House(height + 6, storeys, stones, y)


_MOST = 8


def _rows(count: int) -> int:
    return max(1, -(-count // _MOST))


def _rooms(
    members: list[Process],
    lights: dict[int, ProcessLight],
    top: float,
    measured: Collection[int],
) -> list[Room]:
    rooms = []
    per_row = min(len(members), _MOST)
    width = (WIDE - 2 * EDGE - GAP * (per_row - 1)) / per_row
    for place, process in enumerate(members):
        row, column = divmod(place, _MOST)
        x = EDGE + column * (width + GAP)
        y = top + STOREY_HEAD + row * (TILE_HIGH + GAP)
        rooms.append(
            Room(
                process,
                lights.get(process.pk),
                x,
                y,
                width,
                _placed(said(process), width, y + 26),
                process.pk in measured,
            )
        )
    return rooms


def _stones(norms: list[Document], top: float) -> list[Stone]:
    if not norms:
        return []
    per_row = min(len(norms), _MOST)
    width = (WIDE - 2 * EDGE - GAP * (per_row - 1)) / per_row
    stones = []
    for place, document in enumerate(norms):
        row, column = divmod(place, _MOST)
        y = top + row * (NORM_HIGH + GAP)
        lines = _wrapped(quoted_title(document), width)[:2]
        first = y + (25 if len(lines) == 1 else 17)
        stones.append(
            Stone(
                document,
                EDGE + column * (width + GAP),
                y,
                width,
                [(first + 16 * number, line) for number, line in enumerate(lines)],
            )
        )
    return stones


def _placed(text: str, width: float, y: float) -> list[tuple[float, str]]:
    lines = _wrapped(text, width)[:3]
    start = y + (9 if len(lines) == 1 else 0) - (7 if len(lines) > 2 else 0)  # noqa: PLR2004 -- three lines need the room of two
    return [(start + 17 * number, line) for number, line in enumerate(lines)]


def _wrapped(text: str, width: float) -> list[str]:
    """English breaks between words, Chinese between characters into lines of like length.

    _wrapped("Incident Management", 130) is ["Incident", "Management"].
    """
    room = int((width - 16) / _UNIT)
    if text.isascii():
        lines = [""]
        for word in text.split():
            joined = f"{lines[-1]} {word}".strip()
            if len(joined) > room and lines[-1]:
                lines.append(word)
            else:
                lines[-1] = joined
        return lines
    most = max(4, room // 2)
    count = -(-len(text) // most)
    each = -(-len(text) // count)
    return [text[start : start + each] for start in range(0, len(text), each)]
