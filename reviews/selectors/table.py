"""What lies on the table, in the reader's language: one kind of table for page, PDF and Word (domain §5.1)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from governance.lib.numbers import format_number
from governance.models import PolicyIssue
from governance.states import Attendance
from kpi.formulas import target_text
from kpi.selectors.deviation import rule_name
from kpi.selectors.report_phrases import period_text, spoken, target_of, value_text
from kpi.states import DeviationDecision
from planning.states import ResourceKind
from reviews.selectors.cell import Cell, Table
from reviews.selectors.inputs import attainment
from reviews.states import FeedbackKind, FeedbackState, InputKind, ItemState

NOTHING = "–"
SMALL_N = 10
# Of a longer list the page and the document show so many and say how many there are.
MOST_ROWS, FEW_ROWS = 60, 20


@dataclass(frozen=True)
class InputText:
    """One input: its name, the sentence that sums it up, its tables, and the notes of its discussion."""

    kind: str
    label: str
    sentence: str
    tables: tuple[Table, ...]
    discussion: str = ""


def input_text(kind: str, content: dict[str, Any], discussion: str = "") -> InputText:
    """An input in words and tables, from its content alone."""
    sentence, tables = _TOLD[InputKind(kind)](content)
    shown = tuple(table for table in tables if table.rows)
    return InputText(kind, str(InputKind(kind).label), sentence, shown, discussion)


def items_table(rows: Sequence[dict[str, Any]], *, with_state: bool = False) -> Table:
    """Items as the report lists them: what, by whom, until when, and how it is verified (R59)."""
    head = [
        _("No."),
        _("Item of improvement"),
        _("Responsible department"),
        _("Responsible"),
        _("Due date"),
        _("How it is verified"),
    ]
    widths = [12, 0, 26, 24, 22, 38]
    if with_state:
        head[0], widths[0] = _("Review"), 30
        head[-1], widths[-1] = _("How it stands"), 26
    lines = tuple(
        (
            Cell(row["review"] if with_state else str(row["position"])),
            Cell(row["text"], spoken(row, "process"), reverse("reviews:item", args=[row["item"]])),
            Cell(spoken(row, "department") or NOTHING),
            Cell(row["responsible"] or NOTHING),
            Cell(row["due_on"] or NOTHING, _("overdue") if row["is_late"] else ""),
            Cell(_label(ItemState, row["state"]), row["end_note"])
            if with_state
            else Cell(row["verification"] or NOTHING),
        )
        for row in rows
    )
    return Table(tuple(head), lines, tuple(widths))


def attendance_table(rows: Sequence[dict[str, Any]]) -> Table:
    """Who was invited for which department, and how they came."""
    head = (_("Department"), _("Name"), _("Attendance"), _("Reason"))
    lines = tuple(
        (
            Cell(spoken(row, "department") or NOTHING),
            Cell(row["name"]),
            Cell(_label(Attendance, row["attendance"])),
            Cell(row["reason"] or NOTHING),
        )
        for row in rows
    )
    return Table(head, lines, (44, 30, 38, 0))


def rate_text(part: int, whole: int) -> str:
    """A rate with its two numbers: 95.0 % (38/40); nothing is said of none."""
    if not whole:
        return NOTHING
    share = format_number(Fraction(100 * part, whole), decimals=1, unit="%")
    return f"{share} ({part}/{whole})"


def _goals(content: dict[str, Any]) -> tuple[str, list[Table]]:
    met, judged = attainment(content)
    sentence = (
        _("%(met)s of %(judged)s goals that could be judged were met.")
        % {"met": met, "judged": judged}
        if judged
        else _("No figure of the period can be judged yet.")
    )
    periods = [*content["months"], *([content["quarter"]] if content["quarter"] else [])]
    head = (_("Process"), _("Indicator"), _("Target"), *(period_text(each) for each in periods))
    lines = tuple(
        (
            Cell(spoken(row, "process")),
            Cell(
                f"{row['code']} {spoken(row)}",
                url=reverse("kpi:indicator-detail", args=[row["code"]]),
            ),
            Cell(_target(row)),
            *(_figure(row, period) for period in periods),
        )
        for row in content["rows"]
    )
    return sentence, [Table(head, lines, (24, 0, 20, *(24 for _each in periods)))]


def _target(row: dict[str, Any]) -> str:
    line = target_of(row)
    return target_text(line, spoken(row, "unit")) if line else NOTHING


def _figure(row: dict[str, Any], period: str) -> Cell:
    found = row["values"].get(period)
    if found is None:
        return Cell(NOTHING, is_number=True)
    text = value_text(found["value"], spoken(row, "unit"), target=target_of(row))
    few = found["denominator"]
    small = ""
    if few is not None and Decimal(few) < SMALL_N and found["numerator"] is not None:
        small = f"{found['numerator']}/{few}"
    return Cell(text, small, light=found["verdict"], is_number=True)


def _reports(content: dict[str, Any]) -> tuple[str, list[Table]]:
    rows = content["rows"]
    sentence = _("Monthly monitoring reports of the period that are issued: %(count)s.") % {
        "count": len(rows)
    }
    head = (_("Period"), _("Number"), _("Version"), _("Issued"))
    lines = tuple(
        (
            Cell(period_text(row["period"])),
            Cell(row["number"], url=reverse("kpi:report", args=[row["report"]])),
            Cell(row["version"]),
            Cell(_day(row["issued_at"])),
        )
        for row in rows
    )
    return sentence, [Table(head, lines, (38, 0, 24, 34))]


def _deviations(content: dict[str, Any]) -> tuple[str, list[Table]]:
    rows = content["rows"]
    adhoc = sum(row["decision"] == DeviationDecision.ADHOC_REVIEW for row in rows)
    undecided = sum(not row["decision"] for row in rows)
    sentence = _(
        "Deviations: %(count)s; decided for an ad-hoc review: %(adhoc)s; not decided yet: %(undecided)s."
    ) % {"count": len(rows), "adhoc": adhoc, "undecided": undecided}
    head = (_("Indicator"), _("Period"), _("Cause and measure"), _("Decision"), _("Responsible"))
    lines = tuple(
        (
            Cell(
                f"{row['code']} {spoken(row)}",
                rule_name(row["rule"]),
                reverse("kpi:deviation", args=[row["deviation"]]),
            ),
            Cell(row["period"]),
            Cell(row["cause"] or NOTHING, row["measure"]),
            Cell(_label(DeviationDecision, row["decision"]) or _("not decided")),
            Cell(row["responsible"] or NOTHING, row["due_on"]),
        )
        for row in rows
    )
    return _more(sentence, lines), [Table(head, lines[:MOST_ROWS], (38, 20, 0, 26, 26))]


def _items(content: dict[str, Any]) -> tuple[str, list[Table]]:
    rows = content["rows"]
    still = [row for row in rows if row["state"] in {ItemState.OPEN, ItemState.TAKEN_UP}]
    sentence = _(
        "Items of earlier reviews not finished: %(open)s, of them overdue: %(late)s; ended since: %(done)s."
    ) % {
        "open": len(still),
        "late": sum(row["is_late"] for row in still),
        "done": len(rows) - len(still),
    }
    return sentence, [items_table(rows, with_state=True)]


def _improvements(content: dict[str, Any]) -> tuple[str, list[Table]]:
    rows = content["rows"]
    running = [row for row in rows if row["is_running"]]
    sentence = _(
        "Improvements running: %(running)s, of them overdue: %(late)s; closed since %(day)s: %(closed)s."
    ) % {
        "running": len(running),
        "late": sum(row["is_late"] for row in running),
        "closed": len(rows) - len(running),
        "day": content["since"],
    }
    head = (_("Improvement"), _("Process"), _("Responsible"), _("Stage"), _("Effect"))
    lines = tuple(
        (
            Cell(
                row["title"],
                row["number"] + (" · " + _("major") if row["is_major"] else ""),
                reverse("improvements:improvement", args=[row["improvement"]]),
            ),
            Cell(spoken(row, "process")),
            Cell(
                row["owner"],
                str(row["due_on"]) + (" " + _("overdue") if row["is_late"] else ""),
            ),
            Cell(spoken(row, "stage"), row["norm"]),
            Cell(spoken(row, "effect") or NOTHING),
        )
        for row in rows
    )
    return _more(sentence, lines), [Table(head, lines[:MOST_ROWS], (0, 30, 28, 30, 24))]


def _feedback(content: dict[str, Any]) -> tuple[str, list[Table]]:
    rows, surveys = content["rows"], content["surveys"]
    count = {str(kind): sum(row["kind"] == kind for row in rows) for kind in FeedbackKind.values}
    sentence = _(
        "Complaints: %(complaint)s (major: %(major)s); suggestions: %(suggestion)s; praise: %(praise)s; surveys: %(surveys)s."
    ) % {**count, "major": sum(row["is_major"] for row in rows), "surveys": len(surveys)}
    head = (_("Number"), _("Kind"), _("Received"), _("What was said"), _("Process"), _("State"))
    lines = tuple(
        (
            Cell(row["number"], url=reverse("reviews:feedback-one", args=[row["feedback"]])),
            Cell(_label(FeedbackKind, row["kind"]), _("major") if row["is_major"] else ""),
            Cell(_day(row["received_at"])),
            Cell(row["text"], row["major_reason"]),
            Cell(spoken(row, "process") or NOTHING),
            Cell(_label(FeedbackState, row["state"])),
        )
        for row in rows
    )
    return _more(sentence, lines), [
        Table(head, lines[:MOST_ROWS], (38, 20, 23, 0, 26, 20), _("Feedback of customers")),
        _surveys(surveys),
    ]


def _surveys(rows: Sequence[dict[str, Any]]) -> Table:
    head = (_("Survey"), _("Period"), _("Answered"), _("Satisfied"))
    lines = tuple(
        (
            Cell(row["title"], spoken(row, "process")),
            Cell(f"{row['start']} – {row['end']}"),
            Cell(rate_text(row["answered"], row["asked"]), _few(row["answered"])),
            Cell(rate_text(row["satisfied"], row["answered"])),
        )
        for row in rows
    )
    return Table(head, lines, (0, 44, 34, 34), _("Surveys of satisfaction"))


def _few(count: int) -> str:
    return _("few answers: n = %(count)s") % {"count": count} if count < SMALL_N else ""


def _resources(content: dict[str, Any]) -> tuple[str, list[Table]]:
    rows = content["rows"]
    sentence = _(
        "Needs of the plan %(year)s: %(lines)s; provided: %(provided)s; not provided: %(declined)s."
    ) % {
        "year": content["year"],
        **{name: sum(row[name] for row in rows) for name in ("lines", "provided", "declined")},
    }
    head = (_("Department"), _("Kind"), _("Needs"), _("Provided"), _("Not provided"))
    lines = tuple(
        (
            Cell(spoken(row, "department")),
            Cell(_label(ResourceKind, row["kind"])),
            *(Cell(str(row[name]), is_number=True) for name in ("lines", "provided", "declined")),
        )
        for row in rows
    )
    return sentence, [Table(head, lines, (0, 34, 26, 26, 26))]


def _issues(content: dict[str, Any]) -> tuple[str, list[Table]]:
    rows = content["rows"]
    sentence = _("Policy issues that wait for a ruling: %(count)s.") % {"count": len(rows)}
    head = (_("Issue"), _("Clause"), _("Title"), _("Weight"))
    lines = tuple(
        (
            Cell(row["code"], url=reverse("governance:issue-detail", args=[row["code"][1:]])),
            Cell(row["clause"] or NOTHING),
            Cell(spoken(row, "title")),
            Cell(str(PolicyIssue.Weight(row["weight"]).label)),
        )
        for row in rows
    )
    return _more(sentence, lines, FEW_ROWS), [Table(head, lines[:FEW_ROWS], (18, 30, 0, 34))]


def _changes(content: dict[str, Any]) -> tuple[str, list[Table]]:
    rows = content["rows"]
    sentence = _("Changes since %(day)s: %(count)s.") % {
        "count": len(rows),
        "day": content["since"],
    }
    words = {
        "norm": _("version in force"),
        "target": _("target"),
        "standard": _("update of a standard"),
    }
    head = (_("Kind"), _("What"), _("Now"), _("From"))
    lines = tuple(
        (
            Cell(words[row["kind"]]),
            Cell(spoken(row)),
            Cell(_target(row) if row["kind"] == "target" else row["what"]),
            Cell(row["on"]),
        )
        for row in rows
    )
    return _more(sentence, lines), [Table(head, lines[:MOST_ROWS], (38, 0, 34, 24))]


def _more(sentence: str, lines: Sequence[Any], most: int = MOST_ROWS) -> str:
    if len(lines) <= most:
        return sentence
    rest = _("The first %(count)s are listed.") % {"count": most}
    return f"{sentence} {rest}"


def _label(choices: Any, code: str) -> str:
    return str(choices(code).label) if code else ""


def _day(text: str) -> str:
    return f"{timezone.localtime(datetime.fromisoformat(text)):%Y-%m-%d}" if text else NOTHING


_TOLD: dict[InputKind, Callable[[dict[str, Any]], tuple[str, list[Table]]]] = {
    InputKind.GOALS: _goals,
    InputKind.REPORTS: _reports,
    InputKind.DEVIATIONS: _deviations,
    InputKind.ITEMS: _items,
    InputKind.IMPROVEMENTS: _improvements,
    InputKind.FEEDBACK: _feedback,
    InputKind.RESOURCES: _resources,
    InputKind.ISSUES: _issues,
    InputKind.CHANGES: _changes,
}
