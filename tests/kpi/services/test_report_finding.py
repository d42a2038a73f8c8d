"""SLA and service reports: no abnormal figure leaves the house without cause and proposal (R39, R40; domain §5.1)."""

import pytest

from governance.lib.periods import Month
from governance.lib.workflow import NotAllowed, WrongState
from governance.services.person import grant_role
from governance.states import Role
from kpi.models import Indicator, ReportSection
from kpi.selectors.report import steps_for
from kpi.selectors.report_reading import content_now
from kpi.services.report import (
    CannotIssueReport,
    CannotWriteSection,
    compile_report,
    draft_report,
    issue_report,
    return_report,
    submit_report,
    write_finding,
    write_section,
)
from kpi.states import ReportKind, ReportState, SectionKind
from tests.kpi.reporting import APRIL_8, issued, make_months
from tests.people import LONG_AGO, SETUP

JANUARY, MARCH = Month(2026, 1), Month(2026, 3)
TEXTS = {"cause": "人手不足", "proposal": "补充人员并复训"}


@pytest.fixture
def missed(specialist, operations, officer):
    """A service report whose one share misses its standard in a month without a monitoring report."""
    make_months(specialist, operations, MARCH)
    return draft_report(ReportKind.SERVICE, MARCH, by=officer, at=APRIL_8)


@pytest.fixture
def share(missed):
    return Indicator.objects.get(code="INC-02")


def test_submit_with_an_unexplained_abnormal_figure_is_refused(missed, share, officer):
    write_finding(missed, share, texts={"cause": "人手不足"}, by=officer, at=APRIL_8)

    with pytest.raises(CannotIssueReport, match="INC-02"):
        submit_report(missed, by=officer, at=APRIL_8)


def test_submit_with_cause_and_proposal_is_open_for_issue(missed, share, officer, manager):
    write_finding(missed, share, texts=TEXTS, by=officer, at=APRIL_8)
    submit_report(missed, by=officer, at=APRIL_8)

    assert issue_report(missed, by=manager, at=APRIL_8).state == ReportState.ISSUED
    assert missed.number == "YNTD-ITSS-0600-SR-2026-03"


def test_abnormal_figure_decided_on_in_its_month_needs_no_second_text(missed, officer, manager):
    issued(MARCH, officer, manager, at=APRIL_8)

    assert submit_report(missed, by=officer, at=APRIL_8).state == ReportState.SUBMITTED


def test_author_of_a_finding_cannot_issue(missed, share, officer):
    write_finding(missed, share, texts=TEXTS, by=officer, at=APRIL_8)
    submit_report(missed, by=officer, at=APRIL_8)
    grant_role(officer, Role.PROCESS_MANAGER, valid_from=JANUARY.start, by=SETUP, at=LONG_AGO)

    assert "issue" not in {step.name for step in steps_for(missed, officer)}
    with pytest.raises(CannotIssueReport):
        issue_report(missed, by=officer, at=APRIL_8)


def test_write_finding_by_a_specialist_is_refused(missed, share, specialist):
    with pytest.raises(NotAllowed):
        write_finding(missed, share, texts=TEXTS, by=specialist, at=APRIL_8)


def test_write_finding_of_a_normal_figure_is_refused(missed, officer):
    count = Indicator.objects.get(code="INC-05")

    with pytest.raises(CannotWriteSection):
        write_finding(missed, count, texts=TEXTS, by=officer, at=APRIL_8)
    assert not ReportSection.objects.exists()


def test_write_finding_once_submitted_is_refused(missed, share, officer):
    write_finding(missed, share, texts=TEXTS, by=officer, at=APRIL_8)
    submit_report(missed, by=officer, at=APRIL_8)

    with pytest.raises(WrongState):
        write_finding(missed, share, texts=TEXTS, by=officer, at=APRIL_8)


def test_write_section_the_kind_does_not_have_is_refused(missed, officer):
    report = compile_report(MARCH, by=officer, at=APRIL_8)

    with pytest.raises(CannotWriteSection):
        write_section(report, SectionKind.PURPOSE, "x", by=officer, at=APRIL_8)


def test_returned_service_report_can_be_written_again(missed, share, officer, manager):
    write_finding(missed, share, texts=TEXTS, by=officer, at=APRIL_8)
    submit_report(missed, by=officer, at=APRIL_8)
    return_report(missed, by=manager, at=APRIL_8, note="补充客户影响")

    write_finding(missed, share, texts={**TEXTS, "cause": "两人离岗"}, by=officer, at=APRIL_8)
    assert content_now(missed, at=APRIL_8)["findings"][0]["cause"] == "两人离岗"


@pytest.mark.parametrize("number", ["{company}-SR-{nothing}", "{"])
def test_unreadable_number_pattern_stops_the_issue(number, missed, share, officer, manager, decide):
    decide("report_number_pattern_service", number)
    write_finding(missed, share, texts=TEXTS, by=officer, at=APRIL_8)
    submit_report(missed, by=officer, at=APRIL_8)

    with pytest.raises(CannotIssueReport):
        issue_report(missed, by=manager, at=APRIL_8)
