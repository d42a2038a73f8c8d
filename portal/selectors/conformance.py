"""Clause by clause what was owed, done, late, missing or waived, and where it can be seen (R3, R66; design §4)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from governance.lib.bilingual import listed, said
from governance.models import Clause, Document, Obligation, Person, Requirement
from governance.selectors.setting import setting_value
from governance.states import ObligationState
from kpi.models import ChecklistItem
from kpi.states import ChecklistState
from planning.formulas import Share
from portal.selectors.stretch import Stretch

STANDARD = "GB/T 28827.1"
_MARK = re.compile("[①-⑳]")
OWED, IN_TIME, LATE, MISSING, RUNNING, WAIVED = (
    "owed",
    "in_time",
    "late",
    "missing",
    "running",
    "waived",
)
STANDINGS: dict[str, str | Promise] = {
    OWED: gettext_lazy("owed"),
    IN_TIME: gettext_lazy("done in time"),
    LATE: gettext_lazy("done late"),
    MISSING: pgettext_lazy("what is owed", "missing"),
    RUNNING: gettext_lazy("not due yet"),
    WAIVED: gettext_lazy("waived"),
}
UNMAPPED = gettext_lazy("not mapped yet")
TONES = {IN_TIME: "ok", LATE: "warn", MISSING: "danger"}
# What the policy numbers without a clause, in the order in which it is printed.
FRONT: dict[str, str | Promise] = {
    "cover": gettext_lazy("Cover"),
    "history": gettext_lazy("Table of versions"),
    "contents": gettext_lazy("Contents"),
}


@dataclass(frozen=True)
class Cell:
    """One number: its column, the column's word, how many duties, and how loud it is."""

    name: str
    word: str
    count: int
    tone: str


@dataclass(frozen=True)
class Tally:
    """The duties of a clause that fall due in the days looked at; what was waived is not owed."""

    owed: int = 0
    in_time: int = 0
    late: int = 0
    missing: int = 0
    running: int = 0
    waived: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*(getattr(self, name) + getattr(other, name) for name in STANDINGS))

    @property
    def cells(self) -> list[Cell]:
        """The numbers in the order of the columns."""
        return [
            Cell(name, str(word), getattr(self, name), TONES.get(name, ""))
            for name, word in STANDINGS.items()
        ]

    @property
    def tone(self) -> str:
        """The worst that stands in the row."""
        if self.missing:
            return "danger"
        if self.late:
            return "warn"
        if self.running:
            return "info"
        return "ok" if self.owed else "neutral"

    @property
    def word(self) -> str:
        """The same as a word."""
        words = {
            "danger": _("gaps"),
            "warn": _("late, but done"),
            "info": _("on the way"),
            "ok": _("kept"),
        }
        return words.get(self.tone, _("nothing due by the clock"))


@dataclass(frozen=True)
class ClauseLine:
    """One clause or point of it (6.4.2②), what it asks, and how its duties stand.

    `standard` is what the PMO has written beside it for the edition of GB/T 28827.1 it is assessed by.
    """

    label: str
    title: str
    requirements: tuple[Requirement, ...]
    tally: Tally
    standard: str = ""

    @property
    def name(self) -> str:
        """As it is cited; what has no number, by its name."""
        return clause_name(self.label)

    @property
    def codes(self) -> str:
        """R54 R55 …, as the requirements are cited."""
        return " ".join(row.code for row in self.requirements)

    @property
    def asked(self) -> list[tuple[str, str]]:
        """Code and sentence of everything the clause asks, in the reader's language."""
        return [(row.code, said(row, "summary")) for row in self.requirements]


def duties_within(person: Person, stretch: Stretch) -> QuerySet[Obligation]:
    """What falls due in these days, as far as the person may follow it."""
    rows: QuerySet[Obligation] = Obligation.objects.visible_to(person).filter(
        due_at__gte=stretch.begins_at, due_at__lt=stretch.ends_before
    )
    return rows


def standing(name: str, at: datetime) -> Q:
    """Which duties stand in a column; what is past its due time is missing, marked so or not yet."""
    late = Q(state=ObligationState.OPEN, due_at__lt=at)
    return {
        OWED: ~Q(state=ObligationState.WAIVED),
        IN_TIME: Q(state=ObligationState.DONE),
        LATE: Q(state=ObligationState.LATE_DONE),
        MISSING: Q(state=ObligationState.MISSING) | late,
        RUNNING: Q(state=ObligationState.OPEN, due_at__gte=at),
        WAIVED: Q(state=ObligationState.WAIVED),
    }[name]


def conformance_of(person: Person, stretch: Stretch, *, at: datetime) -> list[ClauseLine]:
    """Every clause and point of the policy in its order, with its duties of these days.

    One grouped statement counts them, however many there are; three more read what the clauses ask.
    """
    counts = {name: Count("pk", filter=standing(name, at)) for name in STANDINGS}
    grouped = duties_within(person, stretch).order_by().values("clause").annotate(**counts)
    rows: Iterable[Any] = grouped
    tallies = {row["clause"]: Tally(*(row[name] for name in STANDINGS)) for row in rows}
    clauses = {
        row.number: row
        for row in Clause.objects.visible_to(person)
        .filter(document__kind=Document.Kind.POLICY)
        .order_by("-document_id")
    }
    asked: dict[str, list[Requirement]] = {}
    for each in Requirement.objects.visible_to(person).order_by("number"):
        asked.setdefault(each.clause_label, []).append(each)
    standards = _standards(person)
    labels = set(tallies) | set(asked) | set(clauses)
    return [
        ClauseLine(
            label,
            _title(label, clauses),
            tuple(asked.get(label, ())),
            tallies.get(label, Tally()),
            listed(standards.get(label, ())),
        )
        for label in sorted(labels, key=clause_order)
        # A head above its parts (6, 6.4) asks nothing by itself.
        if label in tallies or label in asked
    ]


def whole_tally(lines: Iterable[ClauseLine]) -> Tally:
    """All clauses together."""
    return sum((line.tally for line in lines), Tally())


def tally_of(person: Person, stretch: Stretch, *, at: datetime) -> Tally:
    """The duties of these days counted without their clauses. One statement."""
    counts = {name: Count("pk", filter=standing(name, at)) for name in STANDINGS}
    found: dict[str, int] = duties_within(person, stretch).order_by().aggregate(**counts)
    return Tally(**found)


def clause_order(label: str) -> tuple[Any, ...]:
    """The order of the printed policy: cover, history, contents, then by number and point.

    >>> sorted(["10", "6.4.2②", "6.4.2", "cover"], key=clause_order)
    ['cover', '6.4.2', '6.4.2②', '10']
    """
    if label in FRONT:
        return (0, list(FRONT).index(label), (), "")
    number = _MARK.sub("", label)
    parts = tuple(int(part) if part.isdigit() else 0 for part in number.split("."))
    return (1, 0, parts, label)


def duties_of_clause(
    person: Person, stretch: Stretch, clause: str, column: str, *, at: datetime
) -> QuerySet[Obligation]:
    """The duties behind a number of the page, the earliest due first; no clause = all of them."""
    rows = duties_within(person, stretch)
    if clause:
        rows = rows.filter(clause=clause)
    if column in STANDINGS:
        rows = rows.filter(standing(column, at))
    return rows.select_related("responsible", "department").order_by("due_at", "pk")


def standard_assessed() -> str:
    """The standard one is assessed by, with its edition once the PMO has decided it (G50). One statement."""
    edition = setting_value("assessed_edition")
    return f"{STANDARD}-{edition}" if edition else STANDARD


def clauses_mapped(lines: Iterable[ClauseLine]) -> Share:
    """How many of the clauses have a clause of the standard written beside them."""
    every = list(lines)
    return Share(sum(bool(line.standard) for line in every), len(every))


def clauses_cited(person: Person) -> list[str]:
    """Every clause that some duty or requirement cites, in the order of the policy. Two statements."""
    owed = Obligation.objects.visible_to(person).order_by().values_list("clause", flat=True)
    asked = Requirement.objects.visible_to(person).values_list("clause_label", flat=True)
    return sorted({*owed.distinct(), *asked}, key=clause_order)


def clause_name(label: str) -> str:
    """A clause as it is cited; what has no number by its name."""
    return str(FRONT.get(label, label))


def _standards(person: Person) -> dict[str, list[str]]:
    """The clauses of the standard by clause of the policy, as the checklist in force has them."""
    items = ChecklistItem.objects.visible_to(person).filter(
        checklist__state=ChecklistState.IN_FORCE
    )
    pairs = items.exclude(standard_clause="").order_by("position")
    found: dict[str, list[str]] = {}
    for label, standard in pairs.values_list("clause_label", "standard_clause"):
        told = found.setdefault(label, [])
        if standard not in told:
            told.append(standard)
    return found


def _title(label: str, clauses: dict[str, Clause]) -> str:
    clause = clauses.get(_MARK.sub("", label))
    return said(clause, "title") if clause else ""
