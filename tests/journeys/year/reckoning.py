"""The last chapter: reports, REST and database say what was typed; nothing owed is forgotten; the trail holds."""

from collections import Counter
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.core.management import call_command

from governance.models import Obligation
from governance.selectors.calendar import local_day
from governance.services.audit import verify_chain
from governance.states import ObligationKind
from kpi.models import Deviation, IndicatorValue
from kpi.services.rollup import check_rollups
from tests.journeys.year.reports import LATE_MONTH, report_of
from tests.journeys.year.truth import (
    CORRECTED,
    DAY,
    GOALS,
    HABITS,
    LATE,
    LOST,
    REPORT_DUE,
    WEEKS,
    due_day,
    label,
    monday,
    month_bounds,
    share,
    truth_of,
    verdict,
)
from tests.rest import machine

QUARTERS = {
    quarter: (month_bounds(3 * quarter - 2)[0], month_bounds(3 * quarter)[1])
    for quarter in (1, 2, 3, 4)
}
YEAR = (date(2026, 1, 1), date(2026, 12, 31))
# The policy asked for both before the first week was collected; nothing can make them good.
MISSING = {("self_assessment", "2025"), ("quarterly_review", "2025-Q4")}
# What the next year owes already: its plan's training and milestone, an item, its own assessment.
STILL_TO_COME = {
    ("training", "2027-03-18"),
    ("review_item", "2027-03-31"),
    ("milestone", "2027-06-30"),
    ("self_assessment", "2027-12-31"),
}
DONE = {
    "annual_plan": 2,
    "plan_section": 12,
    "approval": 14,
    "monthly_report": 12,
    "quarterly_review": 4,
    "trigger": 1,
    "review_item": 4,
    "improvement": 15,
    "measure": 4,
    "verification": 4,
    "recurrence": 3,
    "document_reading": 10,
    "training": 1,
    "training_confirmation": 1,
    "milestone": 1,
    "self_assessment": 1,
}
STORED = 10  # decimals of a kept value
CORRECTED_MONTH = 3


def reckon(year):
    check_reports(year)
    check_restatement(year)
    check_pulled(year)
    assert check_rollups() == []
    check_weekly_duties(year)
    check_other_duties()
    assert not Deviation.objects.filter(state__in=["open", "analysed"]).exists()
    assert verify_chain() is None
    call_command("verify_audit")


def agrees(found, top, bottom, where):
    """A figure as it is told, in text or decimals, is the figure of the truth."""
    assert Decimal(found["numerator"]) == top, where
    assert Decimal(found["denominator"]) == bottom, where
    value = share(top, bottom)
    if value is None:
        assert found["value"] is None, where
    else:
        error = abs(Fraction(Decimal(found["value"])) - value)
        assert error <= Fraction(1, 2 * 10**STORED), where


def pull(year, path, **question):
    """Every page of an answer, as a machine reads it."""
    client, items, address = machine(year.tokens["gu"]), [], f"/api/v1/kpi/{path}"
    while address:
        answer = client.get(address, question)
        assert answer.status_code == 200, answer.content
        body = answer.json()
        items += body["items"]
        address, question = body.get("next"), {}
    return items


def check_reports(year):
    """Twelve reports: frozen as they were issued, on the page to two places, by REST to the last digit."""
    for month in range(1, 13):
        report = report_of(month)
        assert report.state == "issued"
        as_issued = {CORRECTED[1]} if month == CORRECTED_MONTH else set()
        answer = machine(year.tokens["gu"]).get(f"/api/v1/kpi/reports/{report.pk}/").json()
        told = {each["indicator"]: each for each in answer["figures"]}
        page = year.visit("gu").go(f"/reports/{report.pk}/")
        for code in GOALS:
            bounds, where = month_bounds(month), (month, code)
            top, bottom = truth_of(code, *bounds, as_issued=as_issued)
            agrees(told[code], top, bottom, where)
            assert told[code]["verdict"] == verdict(code, *bounds, as_issued=as_issued), where
            page.said(f"{code} ", f"{float(share(top, bottom)):.2f}%")


def check_restatement(year):
    """The report after the correction lists what it moved, before and after."""
    before = share(*truth_of("INC-02", *month_bounds(CORRECTED_MONTH), as_issued={CORRECTED[1]}))
    after = share(*truth_of("INC-02", *month_bounds(CORRECTED_MONTH)))
    page = year.visit("gu").go(f"/reports/{report_of(CORRECTED_MONTH + 1).pk}/")
    page.said(f"{float(before):.2f}%", f"{float(after):.2f}%", "更正")


def check_pulled(year):
    """Weeks, months, quarters and the year, by REST and in the database, after every correction."""
    spans = {
        "week": {
            label(number): (monday(number), monday(number) + 6 * DAY)
            for number in range(1, WEEKS + 1)
        },
        "month": {f"2026-{month:02}": month_bounds(month) for month in range(1, 13)},
        "quarter": {f"2026-Q{quarter}": bounds for quarter, bounds in QUARTERS.items()},
        "year": {"2026": YEAR},
    }
    for grain, periods in spans.items():
        told = pulled_by_period(year, grain)
        for code in GOALS:
            for period, bounds in periods.items():
                check_figure(told.get((code, period)), code, period, bounds)


def pulled_by_period(year, grain):
    question = {"indicator": list(GOALS), "grain": grain, "scope": "company"}
    items = pull(year, "values/", **question, **{"from": label(1) if grain == "week" else "2026"})
    return {(item["indicator"], item["period"]): item for item in items}


def check_figure(told, code, period, bounds):
    where, (top, bottom) = (code, period), truth_of(code, *bounds)
    rows = IndicatorValue.objects.filter(indicator__code=code, period=period)
    kept = rows.filter(scope="company", dimension="").first()
    if (GOALS[code][0], period) == (LOST[0], label(LOST[1])):
        assert (told, kept) == (None, None), where
        return
    agrees(told, top, bottom, where)
    agrees(vars(kept), top, bottom, where)
    expected = verdict(code, *bounds)
    # The first week ends in the year, so the target of the year judges it too.
    assert (told["verdict"], kept.verdict) == (expected, expected), where


def check_weekly_duties(year):
    """53 weeks of four places: done on time but for what was late, and the one that was lost."""
    kind = ObligationKind.WEEKLY_DATA
    rows = {(year.process_of(row), row.period): row for row in Obligation.objects.filter(kind=kind)}
    wanted = {
        (process, label(number)): number for process in HABITS for number in range(1, WEEKS + 1)
    }
    assert {key: rows[key].state for key in rows if key in wanted} == {
        (process, week): "late_done"
        if (process, number) in LATE
        else "waived"
        if (process, number) == LOST
        else "done"
        for (process, week), number in wanted.items()
    }
    for (process, week), number in wanted.items():
        assert local_day(rows[process, week].due_at) == due_day(number), (process, week)
    after = {key for key in rows if key not in wanted}
    assert after <= {(process, f"2027-W0{number}") for process in HABITS for number in (1, 2, 3)}


def check_other_duties():
    """Everything else that was owed, by kind and how it ended; exactly what was expected is missing."""
    rows = Obligation.objects.exclude(kind=ObligationKind.WEEKLY_DATA)
    for row in rows.filter(kind=ObligationKind.MONTHLY_REPORT, period__startswith="2026"):
        assert local_day(row.due_at) == date.fromisoformat(REPORT_DUE[int(row.period[-2:])]), row
    missing = {(row.kind, row.period) for row in rows.filter(state="missing")}
    assert missing == MISSING
    late = {(row.kind, row.period) for row in rows.filter(state="late_done")}
    assert late == {("monthly_report", f"2026-{LATE_MONTH:02}")}
    opened = {(row.kind, str(local_day(row.due_at))) for row in rows.filter(state="open")}
    assert opened == STILL_TO_COME
    assert Counter(rows.filter(state="done").values_list("kind", flat=True)) == DONE
