"""The policy issue register: what is open, and what touches a record (G1–G58)."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import CharField, F, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat

from governance.lib.aggregate import Joined
from governance.lib.bilingual import sorted_gaps
from governance.lib.context import current_context
from governance.models import PolicyIssue
from governance.models.person import Person
from governance.states import IssueState


@dataclass(frozen=True)
class IssueFilter:
    """What the reader of the register has chosen; empty means all."""

    state: str = ""
    weight: str = ""
    kind: str = ""
    clause: str = ""
    text: str = ""


def policy_issues(person: Person, chosen: IssueFilter) -> QuerySet[PolicyIssue]:
    """The register in its numbering, narrowed by what was chosen."""
    rows = PolicyIssue.objects.visible_to(person).order_by("number")
    for field in ("state", "weight", "kind", "clause"):
        value = getattr(chosen, field)
        if value:
            rows = rows.filter(**{field: value})
    if chosen.text:
        rows = rows.filter(pk__in=[row.pk for row in rows if _mentions(row, chosen.text)])
    return rows


def policy_issues_about(person: Person, *subjects: str) -> list[PolicyIssue]:
    """The issues that name one of the subjects (`process:slm`, `clause:6.2`) as affected.

    The register has some sixty rows, so they are compared here: no JSON lookups that the two
    databases spell differently.
    """
    wanted = set(subjects)
    rows = PolicyIssue.objects.visible_to(person).order_by("number")
    return [row for row in rows if wanted & set(row.affects)]


def settled_gaps() -> frozenset[str]:
    """The numbers that have been ruled on or dismissed; their badge is no longer shown."""
    rows = PolicyIssue.objects.exclude(state=IssueState.OPEN).values_list("number", flat=True)
    return frozenset(f"G{number}" for number in rows)


def gaps_decided() -> Subquery:
    """The issues that are no longer open as one column, `25:ruled 31:dismissed`, of a question that is asked anyway."""
    said = Concat(Cast("number", CharField()), Value(":"), F("state"), output_field=CharField())
    rows: Any = PolicyIssue.objects.exclude(state=IssueState.OPEN).order_by()
    # Grouped by nothing that differs: one row for all of them.
    rows = rows.annotate(all=Value(1)).values("all").annotate(said=Joined(said))
    return Subquery(rows.values("said"), output_field=CharField())


def standing_of_gap(code: str) -> str:
    """Whether an issue is open, ruled or dismissed, as it came with the reader of a page; elsewhere it counts as open."""
    return read_gaps(current_context().gaps or "").get(code, IssueState.OPEN)


@lru_cache(maxsize=8)
def read_gaps(text: str) -> dict[str, str]:
    """What `gaps_decided` says, by the code of the issue.

    >>> read_gaps("25:ruled 31:dismissed")
    {'G25': 'ruled', 'G31': 'dismissed'}
    """
    pairs = (each.split(":") for each in text.split())
    return {f"G{number}": state for number, state in pairs}


def open_gaps(codes: Iterable[str], settled: frozenset[str]) -> list[str]:
    """A badge stands only while its policy issue is open."""
    return sorted_gaps(code for code in codes if code not in settled)


def _mentions(row: PolicyIssue, text: str) -> bool:
    words = text.casefold()
    fields = (row.code, row.title, row.title_en, row.description, row.description_en, row.clause)
    return any(words in field.casefold() for field in fields)
