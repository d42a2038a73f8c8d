"""Chapter 3, each month: the draft of the clock, every red analysed and decided, issued on its day (6.4.2③)."""

from datetime import date, timedelta

from governance.models import Obligation
from governance.states import ObligationKind
from kpi.models import Deviation, Report
from portal.tasks import run_jobs
from tests.journeys.year.browser import done, refused
from tests.journeys.year.truth import GOALS, REPORT_DUE, month_bounds, verdict
from tests.journeys.year.world import PLACES

WEEK = timedelta(weeks=1)
# August is issued one workday late.
LATE_MONTH, LATE_BY = 8, timedelta(days=1)
# What is more than watched: the month, the indicator, and what follows from its red.
DECISIONS = {(1, "DSK-05"): "improvement", (5, "CHG-01"): "adhoc_review"}


def months():
    for month, due in enumerate(REPORT_DUE):
        day = date.fromisoformat(due) + (LATE_BY if month == LATE_MONTH else timedelta())
        yield f"{day} 14:30", write_report, month
        yield f"{day} 15:05", issue_report, month


def month_label(month):
    return f"2026-{month:02}" if month else "2025-12"


def report_of(month):
    return Report.objects.get(kind="monthly", period=month_label(month))


def write_report(year, month):
    """The clock has drafted it; nothing is submitted while a red waits for its analysis."""
    report = report_of(month)
    assert (report.state, report.drafted_by) == ("draft", "system:tick")
    browser = year.visit("shen")
    page = browser.go(f"/reports/?year={report.start.year}").follow(f"/reports/{report.pk}/")
    reds = reds_of(month)
    if reds:
        refused(page.form("/steps/submit/").send())
    for code in reds:
        analyse(year, page, month, code)
    settle_signals(year)
    done(browser.go(page.address).form("/steps/submit/").send())


def reds_of(month):
    """The reds are those of the truth, no more and no fewer."""
    expected = (
        [code for code in GOALS if verdict(code, *month_bounds(month)) == "missed"] if month else []
    )
    expected += [] if assessed(month) else ["REV-02"]
    end = report_of(month).end
    found = Deviation.objects.filter(rule="target_missed", period_end=end, report=report_of(month))
    assert sorted(row.indicator.code for row in found) == sorted(expected), month
    return expected


def assessed(month):
    """The policy's own indicator is judged with the year's last month: one self-assessment a year (clause 7)."""
    year = 2025 if month == 0 else 2026
    duty = Obligation.objects.get(kind=ObligationKind.SELF_ASSESSMENT, period=str(year))
    return month not in {0, 12} or duty.state == "done"


def analyse(year, page, month, code):
    who = year.person(PLACES[GOALS[code][0]][0] if code in GOALS else "gu")
    decision = DECISIONS.get((month, code), "watch" if code in GOALS else "accept")
    form = page.visitor.go(page.address).form(f"/deviations/{code}/", having=["cause"])
    answers = {"cause": f"{month}月原因：人手与工具不足", "impact": "客户等待变长"}
    more = {
        "measure": "加强复核",
        "responsible": who.pk,
        "due_on": date.fromisoformat(REPORT_DUE[month]) + 4 * WEEK,
    }
    done(form.send(answers | more, decision=decision, decision_reason="按月跟踪"))


def settle_signals(year):
    """What the control chart says besides, and what comes back after its watch, is decided in the register."""
    waiting = Deviation.objects.filter(state__in=["open", "analysed"])
    for row in waiting.exclude(report__isnull=True):
        page = year.visit("shen").go(f"/deviations/{row.pk}/")
        answers = {"cause": "过程水平与以前不同", "impact": "控制限需要重新确定"}
        done(page.form("/settle/").send(answers, decision="accept", decision_reason="改进已在进行"))


def issue_report(year, month):
    """Who wrote it does not issue it; the process manager does, the paper is printed, the duty is done."""
    report = report_of(month)
    address = f"/reports/{report.pk}/"
    assert not year.visit("shen").go(address).has_form("/steps/issue/")
    done(year.visit("gu").go(address).form("/steps/issue/").send())
    report.refresh_from_db()
    assert (report.state, report.number) == ("issued", f"BH-ITSS-0600-MR-{report.period}")
    duty = Obligation.objects.get(kind=ObligationKind.MONTHLY_REPORT, period=report.period)
    assert duty.state == ("late_done" if month == LATE_MONTH else "done")
    run_jobs()
    assert paper_of(year.visit("gu"), f"{address}pdf/").startswith(b"%PDF")


def paper_of(browser, address):
    answer = browser.client.get(address)
    assert answer.status_code == 200, address
    return b"".join(answer.streaming_content) if answer.streaming else answer.content
