"""The policy issue register: what is open, and what touches a record (G1–G58)."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from governance.lib.bilingual import sorted_gaps
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


def open_gaps(codes: Iterable[str], settled: frozenset[str]) -> list[str]:
    """A badge stands only while its policy issue is open."""
    return sorted_gaps(code for code in codes if code not in settled)


def _mentions(row: PolicyIssue, text: str) -> bool:
    words = text.casefold()
    fields = (row.code, row.title, row.title_en, row.description, row.description_en, row.clause)
    return any(words in field.casefold() for field in fields)
