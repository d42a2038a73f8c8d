"""The rules read the figures that changed, and every signal opens one deviation (6.4.2③, R19, R56)."""

import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from governance.lib.actors import SystemActor
from governance.lib.history import save_tracked
from governance.lib.numbers import plain
from governance.lib.periods import Month, parse_period
from governance.lib.workflow import find_step
from governance.selectors.calendar import local_day
from governance.selectors.setting import setting_values
from governance.services.audit import Change, hold_the_chain, record
from governance.services.transition import advance
from kpi.formulas import Finding, SignalRules, findings_in, is_same_run
from kpi.formulas.series import TARGET_MISSED
from kpi.models import Deviation, Indicator, IndicatorValue, Report, SignalWatch
from kpi.selectors.report_figures import MonthFigure, target_facts, text_of
from kpi.selectors.signal import (
    COMPANY,
    Course,
    course_of_figures,
    evidence_of,
    figures_to_read,
    fingerprint_of,
    first_judged,
    indicators_unread,
    signal_rules,
    watches_over,
)
from kpi.services.signal_news import tell_signals
from kpi.states import DEVIATION_STEPS, DeviationState, ReportKind, ReportState

CLOCK = SystemActor("signals")
OPEN_REPORT = (ReportState.DRAFT, ReportState.RETURNED)
UNDECIDED = (DeviationState.OPEN, DeviationState.ANALYSED)
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Watched:
    """What one round of reading gave: the deviations that came into being, and the indicators that failed."""

    opened: tuple[Deviation, ...] = ()
    failed: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Round:
    rules: SignalRules
    first: date | None
    at: datetime
    # What somebody must decide on now: opened, recurred, or back from a watch.
    news: list[Deviation] = field(default_factory=list)


def watch_signals(*, at: datetime) -> Watched:
    """Each signal in figures that are not issued yet, or restated since, opens one deviation, once.

    Only series whose figures or rules changed, or for which a period ended, are read, so a minute in
    which nothing happened costs three questions. Run twice, or five times at once, it changes nothing
    more. What vanished lapses; what was to be watched until a day that is over comes back where the
    signal is still there. A series that cannot be read stops none of the others and is read again.
    """
    settings, today = setting_values(), local_day(at)
    unread, over = indicators_unread(settings, today), watches_over(today)
    if not unread.exists() and not over.exists() and not _loose().exists():
        return Watched()
    with transaction.atomic():
        hold_the_chain()
        # Asked again under the lock: whoever was here before has left nothing to do.
        reading, watched = list(unread), list(over.select_related("indicator", "report"))
        turn = _Round(signal_rules(settings), first_judged(), at)
        indicators = {row.pk: row for row in [*reading, *(each.indicator for each in watched)]}
        found, read = _read_all(figures_to_read(indicators.values(), today), watched, turn)
        keys = {row.pk for row in reading}
        _note_read([each for each in read if each.indicator.pk in keys], settings, today)
        attach_loose(at=at)
        tell_signals(turn.news, at=at)
    return found


def sync_deviations(report: Report, figures: list[MonthFigure], *, at: datetime) -> None:
    """Every red of a month has a row in its report, and a row whose red has gone lapses; twice is once."""
    missed = {(each.indicator.pk, each.period.label): each for each in figures if each.is_missed}
    news: list[Deviation] = []
    labels = {label for _key, label in missed}
    rows = {
        (row.indicator_id, row.period): row
        for row in Deviation.objects.filter(
            Q(report=report) | Q(period__in=labels), rule=TARGET_MISSED, scope=COMPANY
        )
    }
    for key, figure in missed.items():
        row = rows.get(key)
        if row is None:
            news.append(_open_red(report, figure, at=at))
        elif row.state == DeviationState.LAPSED:
            step = find_step(DEVIATION_STEPS, "recur")
            news.append(advance(row, step, by=CLOCK, at=at, changes={"report": report}))
        elif row.report_id is None:
            row.report = report
            save_tracked(row, by=CLOCK, at=at, reason="kpi.attach_deviation", fields=["report"])
    for key, row in rows.items():
        is_own = row.report_id == report.pk and row.period_end == report.end
        if is_own and key not in missed and row.state != DeviationState.LAPSED:
            advance(row, find_step(DEVIATION_STEPS, "lapse"), by=CLOCK, at=at)
    tell_signals(news, at=at)


def attach_loose(*, at: datetime) -> None:
    """A deviation is settled in the report of its own month, or in the next draft where that one is closed."""
    loose = list(_loose())
    if not loose:
        return
    earliest = min(Month.of(row.period_end).start for row in loose)
    monthly = Report.objects.filter(kind=ReportKind.MONTHLY, start__gte=earliest)
    reports = list(monthly.order_by("start"))
    for row in loose:
        report = _report_for(row, reports)
        if report is not None:
            row.report = report
            save_tracked(row, by=CLOCK, at=at, reason="kpi.attach_deviation", fields=["report"])


def _loose() -> Any:
    return Deviation.objects.filter(report=None).exclude(state=DeviationState.LAPSED)


def _report_for(row: Deviation, reports: list[Report]) -> Report | None:
    month = Month.of(row.period_end)
    own = next((each for each in reports if each.period == month.label), None)
    if own is None:
        return None
    later = [own, *(each for each in reports if each.start > own.start)]
    return next((each for each in later if each.state in OPEN_REPORT), None)


def _read_all(
    series: list[tuple[Indicator, list[IndicatorValue]]], watched: list[Deviation], turn: _Round
) -> tuple[Watched, list[Course]]:
    known: dict[int, list[Deviation]] = defaultdict(list)
    rows = Deviation.objects.filter(
        indicator__in=[indicator.pk for indicator, _figures in series], scope=COMPANY
    )
    for row in rows.select_related("indicator", "report", "decided_by").order_by("pk"):
        known[row.indicator_id].append(row)
    over = {row.pk for row in watched}
    opened: list[Deviation] = []
    failed: list[str] = []
    read: list[Course] = []
    for indicator, figures in series:
        own, told = known[indicator.pk], len(turn.news)
        try:
            with transaction.atomic():
                course = course_of_figures(indicator, figures)
                findings = _findings(course, turn.rules)
                new = _open_all(course, findings, own, turn)
                _lapse_all(course, findings, [*own, *new], turn)
                _end_watches(course, findings, [row for row in own if row.pk in over], turn)
        except Exception:
            log.exception("the series of %s could not be read", indicator.code)
            failed.append(indicator.code)
            del turn.news[told:]
        else:
            opened += new
            read.append(course)
    return Watched(tuple(opened), tuple(failed)), read


def _findings(course: Course, rules: SignalRules) -> list[Finding]:
    indicator = course.indicator
    return findings_in(course.points, rules, unit=indicator.unit, grain=indicator.assessment_grain)


def _open_all(
    course: Course, findings: list[Finding], known: list[Deviation], turn: _Round
) -> list[Deviation]:
    opened = []
    for finding in findings:
        row = next((each for each in known if _is_of(course, finding, each)), None)
        if row is not None and row.state in UNDECIDED:
            _refresh_evidence(row, evidence_of(course, finding), turn)
        if not _is_due(course, finding, turn):
            continue
        if row is None:
            opened.append(_open(course, finding, turn))
        elif row.state == DeviationState.LAPSED:
            changes = {"evidence": evidence_of(course, finding), "report": _kept(row)}
            step = find_step(DEVIATION_STEPS, "recur")
            turn.news.append(advance(row, step, by=CLOCK, at=turn.at, changes=changes))
    turn.news.extend(opened)
    return opened


def _is_due(course: Course, finding: Finding, turn: _Round) -> bool:
    """What was issued has been judged, and what nobody owed is not judged at all."""
    end = parse_period(course.points[finding.index].period).end
    is_owed = turn.first is not None and end >= turn.first
    return is_owed and finding.is_open and turn.rules.speaks(finding.rule)


def _is_of(course: Course, finding: Finding, row: Deviation) -> bool:
    span = (course.points[finding.start].period, course.points[finding.last].period)
    return (
        row.rule == finding.rule
        and row.side == finding.side
        and is_same_run(finding.rule, (row.start_period, row.period), span)
    )


def _open(course: Course, finding: Finding, turn: _Round) -> Deviation:
    last = course.points[finding.index].period
    row = Deviation(
        indicator=course.indicator,
        scope=COMPANY,
        rule=finding.rule,
        side=finding.side,
        start_period=course.points[finding.start].period,
        period=last,
        period_end=parse_period(last).end,
        evidence=evidence_of(course, finding),
        opened_at=turn.at,
    )
    return _opened(row, at=turn.at)


def _open_red(report: Report, figure: MonthFigure, *, at: datetime) -> Deviation:
    value, indicator = figure.value, figure.indicator
    number = value.value if value is not None else None
    row = Deviation(
        report=report,
        indicator=indicator,
        scope=COMPANY,
        rule=TARGET_MISSED,
        start_period=figure.period.label,
        period=figure.period.label,
        period_end=figure.period.end,
        opened_at=at,
        evidence={
            "unit": indicator.unit,
            "unit_en": indicator.unit_en,
            "direction": indicator.direction,
            "grain": figure.period.grain,
            "points": [[figure.period.label, text_of(number)]],
            "fired": [figure.period.label],
            "limits": None,
            "target": target_facts(value.target) if value is not None else None,
        },
    )
    return _opened(row, at=at)


def _opened(row: Deviation, *, at: datetime) -> Deviation:
    save_tracked(row, by=CLOCK, at=at, reason="kpi.open_deviation")
    told = {"rule": row.rule, "period": row.period, "start": row.start_period}
    record("kpi.open_deviation", by=CLOCK, at=at, obj=row, change=Change(after=told))
    return row


def _refresh_evidence(row: Deviation, evidence: dict[str, Any], turn: _Round) -> None:
    """Until somebody has decided, the evidence follows a restated figure; a decision freezes it."""
    said = {key: row.evidence.get(key) for key in ("fired", "limits", "amount")}
    values = dict(row.evidence.get("points", []))
    fresh = dict(evidence["points"])
    same = all(values.get(label) == fresh.get(label) for label in evidence["fired"])
    if same and said["fired"] == evidence["fired"]:
        return
    row.evidence = evidence
    save_tracked(row, by=CLOCK, at=turn.at, reason="kpi.restate_deviation", fields=["evidence"])


def _kept(row: Deviation) -> Report | None:
    return row.report if row.report is not None and row.report.state in OPEN_REPORT else None


def _lapse_all(
    course: Course, findings: list[Finding], known: list[Deviation], turn: _Round
) -> None:
    for row in known:
        is_there = any(_is_of(course, finding, row) for finding in findings)
        if not is_there and turn.rules.is_computable(row.rule) and _may_lapse(row):
            advance(row, find_step(DEVIATION_STEPS, "lapse"), by=CLOCK, at=turn.at)


def _may_lapse(row: Deviation) -> bool:
    """What an issued report tells stays told; while a report waits for its issue nothing moves."""
    if row.state == DeviationState.LAPSED:
        return False
    if row.report is None or row.report.state in OPEN_REPORT:
        return True
    return row.report.state == ReportState.ISSUED and row.state in UNDECIDED


def _end_watches(
    course: Course, findings: list[Finding], over: list[Deviation], turn: _Round
) -> None:
    there = [index for index, point in enumerate(course.points) if point.value is not None]
    latest = there[-1] if there else -1
    for row in over:
        if row.state != DeviationState.DECIDED:
            continue
        is_known = turn.rules.is_computable(row.rule)
        speaks = any(
            each.rule == row.rule and each.side == row.side and each.last == latest
            for each in findings
        )
        if speaks or not is_known:
            _come_back(course, row, latest, turn)
        else:
            row.watched_at = turn.at
            save_tracked(row, by=CLOCK, at=turn.at, reason="kpi.end_watch", fields=["watched_at"])
            record("kpi.end_watch", by=CLOCK, at=turn.at, obj=row)


def _come_back(course: Course, row: Deviation, latest: int, turn: _Round) -> None:
    """What was watched and is still there must be decided on again; what was decided stays on record."""
    point = course.points[latest] if latest >= 0 else None
    told = {
        "until": row.due_on.isoformat() if row.due_on else None,
        "reason": row.decision_reason,
        "decided_by": row.decided_by.name if row.decided_by else "",
        "period": point.period if point else None,
        "value": plain(point.value) if point is not None and point.value is not None else None,
        "at": turn.at.isoformat(),
    }
    changes = {
        "report": _kept(row),
        "returns": [*row.returns, told],
        "decision": "",
        "decision_reason": "",
        "decided_at": None,
        "decided_by": None,
    }
    step = find_step(DEVIATION_STEPS, "resume")
    turn.news.append(advance(row, step, by=CLOCK, at=turn.at, changes=changes))


def _note_read(read: Sequence[Course], settings: dict[str, Any], today: date) -> None:
    if not read:
        return
    SignalWatch.objects.bulk_create(
        [
            SignalWatch(
                indicator=course.indicator,
                is_stale=False,
                read_on=today,
                read_by=fingerprint_of(settings),
                points=_count(course),
            )
            for course in read
        ],
        update_conflicts=True,
        unique_fields=["indicator"],
        update_fields=["is_stale", "read_on", "read_by", "points"],
    )


def _count(course: Course) -> int:
    """The complete figures of the definition in force, which is what limits are drawn from."""
    if not course.points:
        return 0
    present = course.points[-1].definition
    return sum(each.value is not None and each.definition == present for each in course.points)
