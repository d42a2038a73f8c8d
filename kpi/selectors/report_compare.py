"""Two issues side by side: what each figure was and is, and which sentences changed (domain §5.1)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from governance.lib.numbers import EMPTY_MARK
from governance.lib.periods import parse_period
from governance.models import Person
from governance.permissions import Permission, has_permission
from kpi.models import ReportIssue
from kpi.selectors.deviation_text import DeviationRow
from kpi.selectors.report_name import name_of
from kpi.selectors.report_phrases import SHARES, signed_text, spoken
from kpi.selectors.report_text import FigureRow, Wording
from kpi.selectors.report_words import words_of
from kpi.states import ReportKind, SectionKind

# A dot ends a sentence only before a blank: 83.33 is one number.
_SENTENCE = re.compile(r"(?<=[。！？；])|\n|(?<=[.!?;])\s+")
KEPT, GONE, NEW = "kept", "gone", "new"


@dataclass(frozen=True)
class Side:
    """One figure in one of the issues, ready to be printed."""

    target: str = EMPTY_MARK
    actual: str = EMPTY_MARK
    verdict: str = ""
    light: str = ""


@dataclass(frozen=True)
class ComparedFigure:
    """An indicator in both issues; where one of them did not have it, its side is empty."""

    code: str
    name: str
    process: str
    before: Side
    after: Side
    difference: str
    is_changed: bool


@dataclass(frozen=True)
class ComparedText:
    """A text in both issues as sentences that were kept, are gone or are new."""

    title: str
    sentences: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Comparison:
    """Two issues with everything in which they differ."""

    before: ReportIssue
    after: ReportIssue
    figures: tuple[ComparedFigure, ...]
    texts: tuple[ComparedText, ...]
    changed: int


def issues_to_compare(person: Person) -> list[ReportIssue]:
    """The issues a person may read, monthly ones first, the latest on top; voided ones for those who see drafts."""
    found = _readable(person).order_by("-report__start", "-ordinal")
    return sorted(found, key=lambda issue: issue.report.kind != ReportKind.MONTHLY)


def comparable(issue: ReportIssue, person: Person) -> list[ReportIssue]:
    """What an issue is usually held against: the version before it and the period before it, of its own kind."""
    before = parse_period(issue.report.period).previous().label
    version = Q(report=issue.report_id, ordinal=issue.ordinal - 1)
    period = Q(
        report__kind=issue.report.kind,
        report__project=issue.report.project_id,
        report__period=before,
        voided_at=None,
    )
    return list(_readable(person).filter(version | period).order_by("-report__start", "-ordinal"))


def label_of(issue: ReportIssue) -> str:
    """An issue as people name it: what it is, of when, in which version; the usual kind goes without saying."""
    report = issue.report
    if report.kind == ReportKind.MONTHLY:
        return f"{parse_period(report.period).display()} · {issue.label}"
    return f"{name_of(report)} · {issue.label}"


def _readable(person: Person) -> QuerySet[ReportIssue]:
    rows = ReportIssue.objects.visible_to(person)
    rows = rows.select_related("report__project").defer("content")
    if not has_permission(person, Permission.REPORT_VIEW_DRAFT):
        rows = rows.filter(voided_at=None)
    return rows


def compare_issues(before: ReportIssue, after: ReportIssue) -> Comparison:
    """Figures of the same indicator stand in one line, in the order of the later issue; texts by sentence."""
    was, now = words_of(before.content), words_of(after.content)
    figures = tuple(_figures(before.content, after.content, was, now))
    texts = tuple(
        ComparedText(title, found)
        for title, first, second in _texts(was, now)
        if (found := sentences(first, second)) and first.strip() != second.strip()
    )
    return Comparison(before, after, figures, texts, sum(row.is_changed for row in figures))


def sentences(before: str, after: str) -> tuple[tuple[str, str], ...]:
    """What was said and what is said, sentence by sentence: kept, gone, new."""
    first, second = _split(before), _split(after)
    found: list[tuple[str, str]] = []
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    for tag, i, j, k, n in matcher.get_opcodes():
        if tag == "equal":
            found += [(KEPT, text) for text in first[i:j]]
        else:
            found += [(GONE, text) for text in first[i:j]]
            found += [(NEW, text) for text in second[k:n]]
    return tuple(found)


def _split(text: str) -> list[str]:
    return [part.strip() for part in _SENTENCE.split(text) if part.strip()]


def _figures(
    first: dict[str, Any], second: dict[str, Any], was: Wording, now: Wording
) -> Iterator[ComparedFigure]:
    old = {row.code: row for row in was.rows}
    new = {row.code: row for row in now.rows}
    facts_old, facts_new = _facts(first), _facts(second)
    for code in [*new, *(code for code in old if code not in new)]:
        row, known = new.get(code), old.get(code)
        shown = row or known
        if shown is None:
            continue
        sides = _side(known), _side(row)
        yield ComparedFigure(
            code=code,
            name=shown.name,
            process=shown.process,
            before=sides[0],
            after=sides[1],
            difference=_difference(facts_old.get(code), facts_new.get(code)),
            is_changed=sides[0] != sides[1],
        )


def _facts(content: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        facts["code"]: facts for process in content["processes"] for facts in process["figures"]
    }


def _side(row: FigureRow | None) -> Side:
    if row is None:
        return Side()
    actual = f"{row.actual} ({row.sample})" if row.sample else row.actual
    return Side(row.target, actual, row.verdict, row.light)


def _difference(before: dict[str, Any] | None, after: dict[str, Any] | None) -> str:
    # A changed unit or formula makes two figures that only share their name (domain §4.1).
    if before is None or after is None or before["value"] is None or after["value"] is None:
        return EMPTY_MARK
    if before["unit"] != after["unit"] or before["definition"] != after["definition"]:
        return _("not comparable")
    gap = Decimal(after["value"]) - Decimal(before["value"])
    if after["unit"] in SHARES:
        return _("%(points)s pp") % {"points": signed_text(str(gap))}
    decimals = 0 if gap == gap.to_integral_value() else 2
    return f"{signed_text(str(gap), decimals=decimals)} {spoken(after, 'unit')}"


def _texts(was: Wording, now: Wording) -> Iterator[tuple[str, str, str]]:
    yield _("Summary"), was.summary, now.summary
    for kind in (SectionKind.EVENTS, SectionKind.FOCUS):
        yield str(kind.label), was.sections[kind], now.sections[kind]
    old = {block.code: block for block in was.blocks}
    for block in now.blocks:
        known = old.get(block.code)
        yield block.name, known.comment if known else "", block.comment
    first = {row.code: row for row in was.deviations}
    second = {row.code: row for row in now.deviations}
    for code in dict.fromkeys([*second, *first]):
        before, after = first.get(code), second.get(code)
        name = (second.get(code) or first[code]).name
        title = _("Deviation") + _(": ") + f"{code} {name}"
        yield title, _said(before), _said(after)


def _said(row: DeviationRow | None) -> str:
    if row is None:
        return ""
    parts = [row.facts.get(part) or "" for part in ("cause", "impact", "measure")]
    if row.decision:
        parts.append(row.decision + _(": ") + row.facts["decision_reason"])
    return "\n".join(part for part in parts if part)
