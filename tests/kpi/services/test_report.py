import threading
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction

from governance.lib.periods import Month
from governance.lib.workflow import NotAllowed, NoteMissing, WrongState
from governance.models import AuditEntry, Job, Message, Obligation
from governance.services.audit import verify_chain
from kpi.models import Deviation, IndicatorValue, Report, ReportFigure, ReportFile, ReportIssue
from kpi.selectors.report import months_to_draft
from kpi.selectors.report_content import content_hash, report_content
from kpi.selectors.report_figures import issued_figures
from kpi.services.report import (
    CannotCompileReport,
    CannotIssueReport,
    compile_report,
    issue_report,
    return_report,
    submit_report,
    void_report,
    write_section,
)
from kpi.states import FigureStatus, ReportState, SectionKind
from kpi.tasks import draft_due_reports
from tests.kpi.reporting import (
    APRIL_8,
    FEBRUARY,
    MARCH_6,
    analysed,
    change_late,
    issued,
    make_months,
)
from tests.people import SETUP

JANUARY, MARCH = Month(2026, 1), Month(2026, 3)


@pytest.fixture
def world(specialist, operations, officer, manager):
    return make_months(specialist, operations, FEBRUARY)


@pytest.fixture
def duty(db):
    return make_duty("2026-02", datetime(2026, 3, 6, 9, 0, tzinfo=UTC))


def make_duty(period, due_at, kind="monthly_report", subject="company"):
    return Obligation.objects.create(
        kind=kind,
        clause="6.4.2",
        subject=subject,
        period=period,
        title="月度监控报告",
        title_en="Monthly report",
        responsible_role="pmo",
        opened_at=due_at - timedelta(days=5),
        due_at=due_at,
    )


# --- the draft -------------------------------------------------------------------------------------


def test_compile_report_twice_gives_the_one_report(world, officer):
    first = compile_report(FEBRUARY, by=SETUP, at=MARCH_6)
    again = compile_report(FEBRUARY, by=officer, at=MARCH_6)

    assert first.pk == again.pk
    assert Report.objects.count() == 1
    assert first.state == ReportState.DRAFT


def test_compile_report_before_the_month_has_ended_is_refused(world, officer):
    with pytest.raises(CannotCompileReport):
        compile_report(FEBRUARY, by=officer, at=datetime(2026, 2, 28, 15, 59, tzinfo=UTC))


def test_compile_report_by_a_specialist_is_refused(world, specialist):
    with pytest.raises(NotAllowed):
        compile_report(FEBRUARY, by=specialist, at=MARCH_6)


def test_two_reports_of_one_month_cannot_exist(world):
    compile_report(FEBRUARY, by=SETUP, at=MARCH_6)

    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.create(
            period="2026-02",
            start=FEBRUARY.start,
            end=FEBRUARY.end,
            drafted_at=MARCH_6,
            drafted_by="x",
        )


@pytest.mark.django_db(transaction=True)
def test_clock_and_button_at_once_give_one_report(specialist, operations, officer, manager):
    make_months(specialist, operations, FEBRUARY)
    found, barrier = [], threading.Barrier(4)

    def draft(by):
        barrier.wait()
        try:
            found.append(compile_report(FEBRUARY, by=by, at=MARCH_6).pk)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=draft, args=(by,)) for by in (SETUP, officer, SETUP, officer)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 4
    assert len(set(found)) == 1
    assert Deviation.objects.count() == 1


def test_every_red_of_the_draft_has_a_deviation(world):
    report = compile_report(FEBRUARY, by=SETUP, at=MARCH_6)

    assert [row.indicator.code for row in report.deviations.all()] == ["INC-02"]


def test_months_to_draft_waits_for_the_last_week_but_not_beyond_the_due_day(db):
    make_duty("2026-02", datetime(2026, 3, 6, 9, 0, tzinfo=UTC))
    make_duty(
        "2026-W09",
        datetime(2026, 3, 2, 9, 0, tzinfo=UTC),
        kind="weekly_data",
        subject="assignment:1",
    )

    assert months_to_draft(datetime(2026, 3, 2, 8, 59, tzinfo=UTC)) == []
    assert months_to_draft(datetime(2026, 3, 2, 9, 0, tzinfo=UTC)) == [FEBRUARY]


def test_months_to_draft_on_the_due_day_does_not_wait_for_a_late_week(db):
    make_duty("2026-02", datetime(2026, 3, 6, 9, 0, tzinfo=UTC))
    make_duty(
        "2026-W09",
        datetime(2026, 3, 20, 9, 0, tzinfo=UTC),
        kind="weekly_data",
        subject="assignment:1",
    )

    assert months_to_draft(datetime(2026, 3, 5, 9, 0, tzinfo=UTC)) == []
    assert months_to_draft(datetime(2026, 3, 6, 0, 0, tzinfo=UTC)) == [FEBRUARY]


def test_draft_due_reports_twice_drafts_once(world, duty, django_assert_max_num_queries):
    draft_due_reports(MARCH_6)
    with django_assert_max_num_queries(2):
        draft_due_reports(MARCH_6)

    assert Report.objects.get().drafted_by == "system:tick"


# --- what stands in the way -----------------------------------------------------------------------


def test_submit_report_with_an_unanalysed_red_names_it(world, officer):
    report = compile_report(FEBRUARY, by=SETUP, at=MARCH_6)

    with pytest.raises(CannotIssueReport, match="INC-02"):
        submit_report(report, by=officer, at=MARCH_6)


def test_a_red_that_appears_after_the_draft_blocks_too(world, officer):
    change_late(world, FEBRUARY.start, 10)
    report = analysed(compile_report(FEBRUARY, by=SETUP, at=MARCH_6), officer)
    for cell in world.measures["major"].values.all():
        cell.value = 3
        cell.save()
    change_late(world, FEBRUARY.start, 10)

    with pytest.raises(CannotIssueReport, match="INC-05"):
        submit_report(report, by=officer, at=MARCH_6)


def test_a_character_without_a_font_blocks_with_its_number(world, officer):
    report = analysed(compile_report(FEBRUARY, by=SETUP, at=MARCH_6), officer)
    write_section(report, SectionKind.EVENTS, "好\U0001f44d", by=officer, at=MARCH_6)

    with pytest.raises(CannotIssueReport, match=r"U\+1F44D"):
        submit_report(report, by=officer, at=MARCH_6)


@pytest.mark.parametrize("writes", ["section", "submits"])
def test_an_author_cannot_issue(world, officer, manager, writes):
    report = analysed(compile_report(FEBRUARY, by=SETUP, at=MARCH_6), officer)
    if writes == "section":
        write_section(report, SectionKind.FOCUS, "下月重点", by=manager, at=MARCH_6)
    submit_report(report, by=manager if writes == "submits" else officer, at=MARCH_6)

    with pytest.raises(CannotIssueReport):
        issue_report(report, by=manager, at=MARCH_6)


def test_an_officer_cannot_issue(world, officer):
    report = analysed(compile_report(FEBRUARY, by=SETUP, at=MARCH_6), officer)
    submit_report(report, by=officer, at=MARCH_6)

    with pytest.raises(NotAllowed):
        issue_report(report, by=officer, at=MARCH_6)


def test_issuing_a_draft_is_refused(world, manager):
    report = compile_report(FEBRUARY, by=SETUP, at=MARCH_6)

    with pytest.raises(WrongState):
        issue_report(report, by=manager, at=MARCH_6)


def test_figures_changed_after_the_submission_send_it_back(world, officer, manager):
    report = analysed(compile_report(FEBRUARY, by=SETUP, at=MARCH_6), officer)
    submit_report(report, by=officer, at=MARCH_6)
    change_late(world, FEBRUARY.start, 11)

    with pytest.raises(CannotIssueReport):
        issue_report(report, by=manager, at=MARCH_6)
    report.refresh_from_db()
    assert report.state == ReportState.SUBMITTED


def test_texts_are_closed_after_the_submission_and_open_after_a_return(world, officer, manager):
    report = analysed(compile_report(FEBRUARY, by=SETUP, at=MARCH_6), officer)
    submit_report(report, by=officer, at=MARCH_6)
    with pytest.raises(WrongState):
        write_section(report, SectionKind.FOCUS, "x", by=officer, at=MARCH_6)
    with pytest.raises(NoteMissing):
        return_report(report, by=manager, at=MARCH_6, note="。")
    return_report(report, by=manager, at=MARCH_6, note="概述不清")

    write_section(report, SectionKind.FOCUS, "x", by=officer, at=MARCH_6)
    assert report.state == ReportState.RETURNED


# --- the issue -------------------------------------------------------------------------------------


def test_issue_report_freezes_numbers_and_does_all_that_follows(
    world, duty, officer, manager, specialist
):
    report = issued(FEBRUARY, officer, manager)
    issue = report.issues.get()
    figure = ReportFigure.objects.get(issue=issue, indicator=world.share)
    duty.refresh_from_db()

    assert (report.number, issue.label) == ("YNTD-ITSS-0600-MR-2026-02", "V1.0")
    assert (figure.numerator, figure.denominator, figure.value) == (450, 500, 90)
    assert issue.sha256 == content_hash(issue.content, whole=True)
    assert duty.state == "done"
    assert set(
        IndicatorValue.objects.filter(grain="month", period="2026-02").values_list(
            "status", flat=True
        )
    ) == {FigureStatus.FINAL}
    assert Message.objects.filter(recipient=specialist, subject__contains="2026").exists()
    assert set(ReportFile.objects.filter(issue=issue).values_list("language", "format")) == {
        ("zh-hans", "pdf"),
        ("zh-hans", "docx"),
    }
    states = Job.objects.filter(kind="render_report").values_list("state", flat=True)
    assert list(states) == ["due", "due"]
    assert verify_chain() is None


def test_the_snapshot_survives_the_database(world, officer, manager):
    issue = issued(FEBRUARY, officer, manager).issues.get()

    assert content_hash(ReportIssue.objects.get(pk=issue.pk).content, whole=True) == issue.sha256


def test_two_who_issue_at_once_give_one_issue(world, officer, manager):
    report = analysed(compile_report(FEBRUARY, by=SETUP, at=MARCH_6), officer)
    submit_report(report, by=officer, at=MARCH_6)
    stale = Report.objects.get(pk=report.pk)
    issue_report(report, by=manager, at=MARCH_6)

    with pytest.raises(WrongState):
        issue_report(stale, by=manager, at=MARCH_6)
    assert ReportIssue.objects.count() == 1


def test_issuer_and_preparer_are_two_people_in_the_database_too(world, officer, manager):
    issue = issued(FEBRUARY, officer, manager).issues.get()

    with pytest.raises(IntegrityError), transaction.atomic():
        ReportIssue.objects.filter(pk=issue.pk).update(prepared_by=manager)


def test_numbers_with_a_serial_have_no_gap(specialist, operations, officer, manager, decide):
    make_months(specialist, operations, JANUARY, FEBRUARY)
    decide("report_number_pattern", "{company}-{year}-{serial:03d}")

    numbers = [issued(month, officer, manager).number for month in (FEBRUARY, JANUARY)]

    assert numbers == ["YNTD-2026-001", "YNTD-2026-002"]


@pytest.mark.parametrize("pattern", ["{company}-{nonsense}", "{0}", "{year!x}", "{"])
def test_an_unreadable_pattern_is_a_sentence(world, officer, manager, decide, pattern):
    decide("report_number_pattern", pattern)

    with pytest.raises(CannotIssueReport):
        issued(FEBRUARY, officer, manager)


def test_a_pattern_that_repeats_a_number_is_refused(
    specialist, operations, officer, manager, decide
):
    make_months(specialist, operations, JANUARY, FEBRUARY)
    decide("report_number_pattern", "MR-{year}")
    issued(JANUARY, officer, manager)

    with pytest.raises(CannotIssueReport, match="MR-2026"):
        issued(FEBRUARY, officer, manager)


# --- afterwards ------------------------------------------------------------------------------------


def test_a_later_correction_is_restated_once_and_the_issue_stays(
    specialist, operations, officer, manager
):
    world = make_months(specialist, operations, FEBRUARY, MARCH)
    february = issued(FEBRUARY, officer, manager).issues.get()
    before = february.content
    change_late(world, FEBRUARY.start, 20, at=APRIL_8)

    march = issued(MARCH, officer, manager, at=APRIL_8).issues.get()
    may = datetime(2026, 5, 8, 2, 0, tzinfo=UTC)
    april = report_content(compile_report(Month(2026, 4), by=SETUP, at=may), at=may)

    found = [row for row in march.content["quality"]["restatements"] if row["code"] == "INC-02"]
    assert [(row["period"], row["before"], row["after"]) for row in found] == [
        ("2026-02", "90", "88")
    ]
    assert ReportIssue.objects.get(pk=february.pk).content == before
    assert ReportFigure.objects.get(issue=february, indicator=world.share).value == 90
    assert april["quality"]["restatements"] == []


def test_what_was_issued_is_compared_without_reading_whole_reports(
    world, officer, manager, django_assert_num_queries
):
    issued(FEBRUARY, officer, manager)

    with django_assert_num_queries(1) as asked:
        figures = issued_figures(MARCH, 0)
        assert {(each.issue.number, each.issue.label) for each in figures} != set()

    assert '"content"' not in asked.captured_queries[0]["sql"]


def test_void_and_issue_anew_keeps_number_and_old_version(world, duty, officer, manager):
    report = issued(FEBRUARY, officer, manager)
    void_report(report, by=manager, at=APRIL_8, note="数据口径有误")
    duty.refresh_from_db()
    assert duty.state == "open"
    assert report.state == ReportState.DRAFT

    change_late(world, FEBRUARY.start, 20, at=APRIL_8)
    report = issued(FEBRUARY, officer, manager, at=APRIL_8)

    first, second = report.issues.order_by("ordinal")
    assert (first.void_reason, second.voided_at) == ("数据口径有误", None)
    assert (first.number, second.label) == (second.number, "V2.0")
    assert [row["before"] for row in second.content["quality"]["restatements"]] == ["90"]
    assert second.content["versions"][0]["label"] == "V1.0"


def test_every_act_is_in_the_trail(world, officer, manager):
    report = issued(FEBRUARY, officer, manager)
    acts = AuditEntry.objects.about("kpi.report", str(report.pk)).order_by("sequence")

    assert list(acts.values_list("action", flat=True)) == [
        "kpi.compile_report",
        "kpi.submit_report",
        "kpi.issue_report",
        "kpi.freeze_report",
    ]


@time_machine.travel(APRIL_8, tick=False)
def test_an_empty_company_has_nothing_to_issue(officer):
    report = compile_report(FEBRUARY, by=officer, at=MARCH_6)

    with pytest.raises(CannotIssueReport):
        submit_report(report, by=officer, at=MARCH_6)
