"""Tables and blocks of the printed record: measures, notes, the decision, the verification, the trail (6.4.4)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils.translation import gettext as _

from governance.lib.chart import Chart
from governance.models import AuditEntry, Resolution
from governance.selectors.approval import case_of
from governance.selectors.calendar import local_day, local_zone
from governance.selectors.resolution_shown import resolution_shown
from improvements.models import (
    ActionMeasure,
    Improvement,
    ProgressNote,
    Verification,
)
from improvements.selectors.finding_text import FindingText, expected_text, finding_text
from improvements.selectors.sample import finding_of
from improvements.selectors.split import split_chart
from improvements.selectors.verdict import Verdict, plans_of, verdicts_of
from improvements.states import Stage

NOTHING = "–"


@dataclass(frozen=True)
class Table:
    """A table of text with its caption and the classes of its columns; without rows it is not printed."""

    caption: str
    head: tuple[str, ...]
    widths: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Decided:
    """How it was let go: by a process manager, or by the committee with its resolution."""

    is_major: bool
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Figured:
    """The figures of one comparison, under the caption that says which."""

    caption: str
    found: FindingText


@dataclass(frozen=True)
class Verified:
    """What is compared, the figures of every verdict as they were frozen, and the verdicts."""

    plan: tuple[tuple[str, str], ...]
    figures: tuple[Figured, ...]
    verdicts: Table


def day_text(day: date | None) -> str:
    """A day as it is printed everywhere."""
    return f"{day:%Y-%m-%d}" if day else NOTHING


def moment_text(at: datetime) -> str:
    """A moment by the wall clock of the company."""
    return f"{at.astimezone(local_zone()):%Y-%m-%d %H:%M}"


def measure_table(rows: Sequence[ActionMeasure], caption: str) -> Table:
    """Measures with the cause they address, who carries them out until when, and how they ended."""
    return Table(
        caption,
        (
            _("Measure"),
            _("Kind"),
            _("Confirmed cause"),
            _("Responsible"),
            _("Until"),
            _("State"),
        ),
        ("", "w20", "w38", "w26", "w22", "w20"),
        tuple(
            (
                "\n".join(part for part in (row.text, row.end_note) if part),
                row.get_kind_display(),
                row.cause.text if row.cause else NOTHING,
                row.responsible.name,
                day_text(row.due_on),
                row.get_state_display(),
            )
            for row in rows
        ),
    )


def note_table(rows: Sequence[ProgressNote]) -> Table:
    """What happened on the way, in its order."""
    return Table(
        _("Progress"),
        (_("When"), _("Who"), _("What has happened"), "%"),
        ("w34", "w24", "", "w14"),
        tuple(
            (
                moment_text(row.written_at),
                row.written_by.name,
                row.text,
                NOTHING if row.percent is None else str(row.percent),
            )
            for row in rows
        ),
    )


def trail_table(entries: Sequence[AuditEntry], named: Callable[[AuditEntry], str]) -> Table:
    """Every act on the improvement, the earliest first."""
    return Table(
        _("Trail"),
        (_("When"), _("Who"), _("Act"), _("Note")),
        ("w34", "w30", "w44", ""),
        tuple(
            (
                moment_text(entry.at),
                _("the system") if entry.actor_kind == "system" else entry.actor_label,
                named(entry),
                entry.note,
            )
            for entry in reversed(entries)
        ),
    )


def decided_in(row: Improvement) -> Decided:
    """The gate before it started (R26, G33): the resolution of the committee for a major one."""
    case = case_of(row) if row.is_major else None
    shown = resolution_shown(case) if case else None
    if not row.is_major or case is None:
        return Decided(bool(row.is_major), ())
    facts = [(_("State of the case"), case.get_state_display())]
    if shown:
        facts += _resolved(shown.row)
        facts += [
            (
                _("Condition"),
                f"{each.text} · {each.responsible.name} · {day_text(each.due_on)} · {each.get_state_display()}",
            )
            for each in shown.conditions
        ]
    facts.append((_("SHA-256 of the decided plan"), case.content_sha256))
    return Decided(True, tuple(facts))


def verified_in(row: Improvement, at: datetime) -> tuple[Verified, Chart | None]:
    """The figures of every verdict as they were frozen, before the first as they stand; and the chart with its split."""
    plans = plans_of(row)
    plan = plans.get(row.round)
    given = verdicts_of(row, plans)[::-1]
    verdicts = _verdicts([each.row for each in given])
    figures = tuple(Figured(_caption(each), each.text) for each in given)
    if plan is None:
        return Verified((), figures, verdicts), None
    if row.state == Stage.VERIFY:
        figures += (Figured(_("Figures as they stand"), finding_text(finding_of(plan), plan)),)
    facts = (
        (_("Indicator"), str(plan.indicator)),
        (_("Before"), f"{day_text(plan.before_start)} – {day_text(plan.before_end)}"),
        (_("After"), f"{day_text(plan.after_start)} – {day_text(plan.after_end)}"),
        (_("Expected change"), expected_text(plan)),
        (_("Why these windows"), plan.reason or NOTHING),
    )
    # As far as the latest look again reaches, so that the paper does not change from week to week.
    until = max((each.after[1] for each in given if each.row.is_watch), default=None)
    chart = split_chart(plan, local_day(at), until=until)
    if chart is None:
        return Verified(facts, figures, verdicts), None
    # Year and week at every point are too wide for paper; the windows above name the year.
    short = replace(
        chart,
        labels=tuple(label[5:] for label in chart.labels),
        marks=tuple(replace(each, at=each.at[5:]) for each in chart.marks),
    )
    return Verified(facts, figures, verdicts), short


def _caption(verdict: Verdict) -> str:
    start, end = (day_text(day) for day in verdict.after)
    if verdict.row.is_watch:
        return _("Figures of the look again, %(start)s – %(end)s") % {"start": start, "end": end}
    return _("Figures of round %(round)s, frozen with the verdict of %(moment)s") % {
        "round": verdict.row.round,
        "moment": moment_text(verdict.row.verified_at),
    }


def _resolved(row: Resolution) -> list[tuple[str, str]]:
    tally = row.tally
    count = _(
        "%(yes)s for, %(no)s against, %(abstained)s abstained, %(recused)s recused, of %(members)s members"
    ) % {name: tally.get(name, 0) for name in ("yes", "no", "abstained", "recused", "members")}
    facts = [
        (_("Resolution"), f"{row.number} · {row.get_outcome_display()}"),
        (_("Count"), count),
        (_("Opinion"), row.text or NOTHING),
    ]
    facts += [
        (_("Dissent"), f"{each['name']}: {each.get('reason') or NOTHING}") for each in row.dissent
    ]
    facts.append((_("Closed on"), moment_text(row.closed_at)))
    return facts


def _verdicts(rows: Sequence[Verification]) -> Table:
    return Table(
        _("Verdicts"),
        (_("When"), _("Who"), _("Round"), _("The figures say"), _("Verdict"), _("Reason")),
        ("w34", "w22", "w14", "w26", "w26", ""),
        tuple(
            (
                moment_text(row.verified_at),
                row.verified_by.name,
                str(row.round) + (" · " + _("looked at again") if row.is_watch else ""),
                row.get_proposed_display(),
                row.get_effect_display(),
                row.reason or NOTHING,
            )
            for row in rows
        ),
    )
