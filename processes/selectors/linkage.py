"""Interfaces between processes, both ways: who hands what to whom, and what is missing (4③, 6.3; R20, G9, G10)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from governance.lib.bilingual import said
from governance.models.person import Person
from processes.models import Process, ProcessLink
from processes.selectors.process import linked_targets, listed_links, processes_of_catalogue
from processes.states import Category

# What the linkage page reads of a process.
LINKAGE_LISTS = ("links_out", "activities", "outputs")


@dataclass(frozen=True)
class Interface:
    """One process names another: by a rule or by name, with what is handed over; and whether it is named back."""

    source: Process
    target: Process
    by_rule: bool
    what: str
    clause: str
    is_mutual: bool


@dataclass(frozen=True)
class OneSided:
    """Whom a process names without being named back."""

    source: Process
    targets: tuple[Process, ...]


@dataclass(frozen=True)
class LinkageGaps:
    """What is missing between the processes: counterparts, rows, links at all, and what is handed over."""

    one_sided: tuple[OneSided, ...]
    rowless: tuple[Process, ...]
    isolated: tuple[Process, ...]
    unsaid: tuple[Interface, ...]


def catalogue_with_links(person: Person) -> list[Process]:
    """The active catalogue, each process with whom it names. One statement."""
    rows: list[Any] = list(processes_of_catalogue(person).annotate(link_rows=listed_links()))
    for row in rows:
        row.links_known = [ProcessLink(source=row, **each) for each in row.link_rows]
    return rows


def interfaces_of(processes: Iterable[Process]) -> list[Interface]:
    """Every directed link between processes in use, rules expanded, in the order of the catalogue.

    A link is mutual where the other process names this one too, by name or by a rule (G9, G10).
    """
    rows = list(processes)
    ends = {row.pk: linked_targets(row, rows) for row in rows}
    named = {(pk, end.process.pk) for pk, found in ends.items() for end in found}
    return [
        Interface(
            row,
            end.process,
            end.by_rule,
            said(end.link, "what") if end.link else "",
            end.link.source_clause if end.link else "",
            (end.process.pk, row.pk) in named,
        )
        for row in rows
        for end in ends[row.pk]
    ]


def linkage_gaps(processes: Iterable[Process]) -> LinkageGaps:
    """What the interfaces lack, each with the processes that could say it.

    A core or support process without objective, activities and outputs is listed without a row (G1,
    G3). Links by rule are asked for their counterpart like any other, but not for what they hand over:
    the rule says it of all of them.
    """
    rows = list(processes)
    found = interfaces_of(rows)
    touched = {pk for each in found for pk in (each.source.pk, each.target.pk)}
    one_sided = []
    for row in rows:
        targets = tuple(
            each.target for each in found if each.source.pk == row.pk and not each.is_mutual
        )
        if targets:
            one_sided.append(OneSided(row, targets))
    return LinkageGaps(
        one_sided=tuple(one_sided),
        rowless=tuple(row for row in rows if is_rowless(row)),
        isolated=tuple(row for row in rows if row.pk not in touched),
        unsaid=tuple(each for each in found if not each.by_rule and not each.what),
    )


def is_rowless(process: Process) -> bool:
    """A process of the tables of 6.2 and 6.3 of which nothing is said but its name.

    The row brings its activities and outputs prefetched, or annotated as `has_content`.
    """
    if process.category == Category.MANAGEMENT or process.goal:
        return False
    known: bool | None = getattr(process, "has_content", None)
    if known is not None:
        return not known
    return not process.activities.all() and not process.outputs.all()
