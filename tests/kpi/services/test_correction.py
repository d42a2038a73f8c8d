import hashlib
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from governance.lib.periods import Week
from governance.lib.workflow import NotAllowed, NoteMissing, WrongState
from governance.models import AuditEntry, Obligation
from governance.services.job import run_due_jobs
from governance.states import ObligationState
from kpi.formulas.entry import Typed
from kpi.models import IndicatorValue, MeasureValue, ReportFile, ReportIssue, Submission
from kpi.selectors.correction import issues_speaking_of, revisions_of
from kpi.selectors.report_content import content_of, read_month
from kpi.selectors.report_lapses import restated
from kpi.selectors.rule import collection_rules
from kpi.selectors.submission import submission_of, submissions_of, week_sheet
from kpi.services.correction import (
    CannotCorrect,
    CorrectionUnderWay,
    discard_correction,
    open_correction,
)
from kpi.services.entry import WeekEntry
from kpi.services.report import compile_report
from kpi.services.rollup import check_rollups, refresh_rollups
from kpi.services.submission import (
    CannotAccept,
    CannotSubmit,
    accept_submission,
    return_submission,
    submit_week,
    withdraw_submission,
)
from kpi.states import FigureStatus, SubmissionState
from tests.kpi.collecting import make_cell, make_indicator, make_measure
from tests.kpi.reporting import APRIL_8, FEBRUARY, MARCH_6, issued, make_months
from tests.kpi.services.test_submission import MONDAY, W07, numbers, place, submitted  # noqa: F401 -- fixture
from tests.people import SETUP

pytestmark = pytest.mark.usefixtures("english")
LATER = MONDAY + timedelta(hours=3)
WHY = "The tool counted two tickets twice"


@pytest.fixture
def accepted(place, specialist, officer):  # noqa: F811 -- the fixture above
    return accept_submission(submitted(place, specialist), by=officer, at=MONDAY)


def corrected(row, by, met="5", *, at=LATER, reason=WHY):
    fresh = open_correction(row, reason=reason, by=by, at=at)
    return submit_week(fresh, numbers(met), by=by, at=at)


def week_value():
    return IndicatorValue.objects.get(grain="week", scope="company").numerator


def test_a_correction_starts_from_the_accepted_values_and_counts_only_when_accepted(
    accepted, specialist, officer, manager
):
    kept = MeasureValue.objects.filter(submission=accepted).order_by("measure", "start")
    before = list(kept.values_list("value", flat=True))
    row = open_correction(accepted, reason=WHY, by=specialist, at=LATER)

    copied = row.values.order_by("measure", "start")
    assert list(copied.values_list("value", flat=True)) == before
    assert (row.revision, row.state, row.entered_by) == (2, SubmissionState.DRAFT, [specialist.pk])
    row = submit_week(row, numbers("5"), by=specialist, at=LATER)
    assert week_value() == 4
    assert submission_of(row.assignment, W07) == accepted

    accept_submission(row, by=manager, at=LATER)

    assert week_value() == 5
    accepted.refresh_from_db()
    assert accepted.state == SubmissionState.SUPERSEDED
    assert list(accepted.values.values_list("value", flat=True)) == before
    assert submission_of(row.assignment, W07) == row
    assert check_rollups() == []


def test_a_correction_leaves_duty_and_punctuality_alone(accepted, specialist, officer):
    duty = Obligation.objects.get(kind="weekly_data")
    row = corrected(accepted, specialist, at=LATER + timedelta(days=30))

    assert (row.is_late, row.received_at, row.due_at) == (False, MONDAY, accepted.due_at)
    row = withdraw_submission(row, by=specialist, at=LATER)
    assert row.received_at == MONDAY
    row = submit_week(row, numbers("5"), by=specialist, at=LATER)
    return_submission(row, by=officer, at=LATER, note="please explain")

    duty.refresh_from_db()
    assert (duty.state, week_value()) == (ObligationState.DONE, 4)


def test_the_pmo_corrects_with_a_reason_and_somebody_else_decides(
    accepted, officer, manager, stranger, employee
):
    for person in (stranger, employee):
        with pytest.raises(NotAllowed):
            open_correction(accepted, reason=WHY, by=person, at=LATER)
    with pytest.raises(NoteMissing):
        open_correction(accepted, reason=" 。", by=officer, at=LATER)
    row = corrected(accepted, officer)
    with pytest.raises(CannotAccept, match="G16"):
        accept_submission(row, by=officer, at=LATER)

    assert accept_submission(row, by=manager, at=LATER).accepted_by == manager


def test_who_opened_it_does_not_decide_even_if_others_handed_it_in(
    accepted, specialist, officer, manager
):
    row = open_correction(accepted, reason=WHY, by=officer, at=LATER)
    row = submit_week(row, numbers("5"), by=specialist, at=LATER)

    with pytest.raises(CannotAccept):
        accept_submission(row, by=officer, at=LATER)
    accept_submission(row, by=manager, at=LATER)


def test_only_accepted_data_is_corrected_and_once_at_a_time(place, specialist, officer):  # noqa: F811 -- fixture
    row = submitted(place, specialist)
    with pytest.raises(CannotCorrect, match="submitted"):
        open_correction(row, reason=WHY, by=specialist, at=LATER)
    row = accept_submission(row, by=officer, at=MONDAY)
    first = open_correction(row, reason=WHY, by=specialist, at=LATER)

    with pytest.raises(CorrectionUnderWay, match=specialist.name):
        open_correction(row, reason=WHY, by=officer, at=LATER)

    discard_correction(first, by=specialist, at=LATER)
    assert open_correction(row, reason=WHY, by=officer, at=LATER).revision == 3


def test_the_database_refuses_two_open_and_two_counting_revisions(accepted, specialist):
    row = open_correction(accepted, reason=WHY, by=specialist, at=LATER)
    for state, reason in (("draft", "x"), ("accepted", "x"), ("discarded", "")):
        twin = Submission.objects.get(pk=row.pk)
        twin.pk, twin.revision, twin.state, twin.correction_reason = None, 9, state, reason
        twin._state.adding = True
        with pytest.raises(IntegrityError), transaction.atomic():
            twin.save()


def test_a_correction_that_says_nothing_new_is_not_handed_in(accepted, specialist):
    row = open_correction(accepted, reason=WHY, by=specialist, at=LATER)

    with pytest.raises(CannotSubmit, match="Nothing differs"):
        submit_week(row, numbers("4"), by=specialist, at=LATER)


def test_discard_counts_nothing_and_is_for_corrections_only(accepted, specialist, officer, manager):
    row = open_correction(accepted, reason=WHY, by=specialist, at=LATER)
    with pytest.raises(CannotCorrect):
        discard_correction(accepted, by=specialist, at=LATER)
    row = discard_correction(row, by=specialist, at=LATER)

    assert (row.state, week_value()) == (SubmissionState.DISCARDED, 4)
    with pytest.raises(WrongState):
        submit_week(row, numbers("5"), by=specialist, at=LATER)


def test_a_second_acceptance_of_a_correction_says_what_it_is_now(
    accepted, specialist, officer, manager
):
    row = corrected(accepted, specialist)
    stale = Submission.objects.get(pk=row.pk)
    accept_submission(row, by=officer, at=LATER)

    with pytest.raises(WrongState, match=r"“accepted”"):
        accept_submission(Submission.objects.get(pk=row.pk), by=manager, at=LATER)
    assert stale.state == SubmissionState.SUBMITTED


def test_last_week_beside_is_what_counts_not_the_sum_of_revisions(
    accepted, specialist, officer, manager
):
    accept_submission(corrected(accepted, specialist), by=manager, at=LATER)
    open_correction(submission_of(accepted.assignment, W07), reason=WHY, by=specialist, at=LATER)

    sheet = week_sheet(accepted.assignment, W07.next(), None, collection_rules())

    assert sheet.before["s_met"].value == 5


def test_the_records_of_a_week_are_read_with_their_names_in_one_question(
    accepted, specialist, manager, django_assert_num_queries
):
    row = accept_submission(corrected(accepted, specialist), by=manager, at=LATER)
    own = accepted.assignment

    with django_assert_num_queries(1):
        found = submissions_of([own], W07)
        told = str(found[own.pk])

    assert (found, told) == ({own.pk: row}, str(row))
    assert found[own.pk] == submission_of(own, W07)
    assert submissions_of([own], W07.next()) == {}


def test_revisions_stand_side_by_side_with_what_changed(accepted, specialist, manager):
    accept_submission(corrected(accepted, specialist), by=manager, at=LATER)

    found = revisions_of(accepted.assignment, W07)

    assert [row.revision for row in found.rows] == [1, 2]
    changed = {line.measure.code: line.is_changed for line in found.lines}
    assert changed == {"s_met": True, "s_due": False}
    assert [cell.value.value for cell in found.lines[0].cells] in ([4, 5], [5, 5])


def test_the_trail_tells_opening_superseding_and_accepting(accepted, specialist, manager):
    row = accept_submission(corrected(accepted, specialist), by=manager, at=LATER)

    told = {
        entry.action: entry.note
        for entry in AuditEntry.objects.filter(object_key__in=[str(row.pk), str(accepted.pk)])
    }
    assert told["kpi.open_correction"] == WHY
    assert told["kpi.supersede_submission"] == WHY
    assert "kpi.accept_submission" in told


# --- after the month was issued: a restatement --------------------------------------------------

W08 = Week(2026, 8)
AFTER_ISSUE = MARCH_6 + timedelta(days=3)


def late_numbers(world, late):
    return WeekEntry(
        {
            (code, part): Typed(value, reason="counted again" if code == "late" else "")
            for part in W08.slices()
            for code, value in (("closed", "100"), ("late", late), ("major", "0"))
        }
    )


@pytest.fixture
def world(specialist, operations, officer, manager):
    return make_months(specialist, operations, FEBRUARY, FEBRUARY.next())


def restate(world, specialist, officer, *, late="1", at=AFTER_ISSUE):
    base = submission_of(world.assignment, W08)
    row = open_correction(base, reason=WHY, by=specialist, at=at)
    row = submit_week(row, late_numbers(world, late), by=specialist, at=at)
    return accept_submission(row, by=officer, at=at)


def test_a_correction_before_the_issue_is_no_restatement(world, specialist, officer):
    restate(world, specialist, officer)

    assert not IndicatorValue.objects.filter(status=FigureStatus.RESTATED).exists()
    assert not AuditEntry.objects.filter(action="kpi.restate_figures").exists()
    assert issues_speaking_of(W08) == []


def test_a_correction_after_the_issue_restates_and_the_next_report_lists_it(
    world, specialist, officer, manager
):
    issued(FEBRUARY, officer, manager)
    run_due_jobs(clock=lambda: MARCH_6)
    first = ReportIssue.objects.get()
    file = ReportFile.objects.get(issue=first, format="pdf")
    kept = (first.sha256, first.content, bytes(file.content), file.sha256)
    was = IndicatorValue.objects.get(
        indicator=world.share, grain="month", period="2026-02", scope="company"
    ).value

    row = restate(world, specialist, officer)

    figure = IndicatorValue.objects.get(
        indicator=world.share, grain="month", period="2026-02", scope="company"
    )
    assert figure.status == FigureStatus.RESTATED
    first.refresh_from_db()
    file.refresh_from_db()
    assert (first.sha256, first.content, bytes(file.content), file.sha256) == kept
    assert hashlib.sha256(kept[2]).hexdigest() == kept[3]
    entry = AuditEntry.objects.get(action="kpi.restate_figures")
    assert (entry.object_key, entry.note) == (str(row.pk), WHY)
    moved = {(each["indicator"], each["period"]): each for each in entry.after["figures"]}
    assert moved["INC-02", "2026-02"]["was"] == f"{was:f}"
    assert [issue.pk for issue in issues_speaking_of(W08)] == [first.pk]

    march = issued(FEBRUARY.next(), officer, manager, at=APRIL_8)
    content = march.issues.get().content
    listed = content["quality"]["restatements"]
    month = next(each for each in listed if each["period"] == "2026-02")
    assert (month["code"], month["before"] != month["after"]) == ("INC-02", True)
    assert month["causes"] == [
        {
            "kind": "correction",
            "what": "2026-W08",
            "place": "运维部",
            "place_en": "O&M Dept.",
            "reason": WHY,
            "by": specialist.name,
            "accepted_by": officer.name,
            "on": "2026-03-09",
        }
    ]
    assert check_rollups() == []


def test_a_restatement_that_was_listed_is_not_listed_again(world, specialist, officer, manager):
    issued(FEBRUARY, officer, manager)
    restate(world, specialist, officer)
    march = issued(FEBRUARY.next(), officer, manager, at=APRIL_8)
    assert march.issues.get().restatements

    april = FEBRUARY.next().next()
    may = APRIL_8 + timedelta(days=30)
    content = content_of(
        compile_report(april, by=SETUP, at=may), read_month(april), at=may, detail=True
    )
    assert content["quality"]["restatements"] == []


def test_corrected_twice_the_report_names_both_and_the_value_at_the_end(
    world, specialist, officer, manager
):
    issued(FEBRUARY, officer, manager)
    restate(world, specialist, officer, late="1")
    restate(world, specialist, manager, late="2", at=AFTER_ISSUE + timedelta(days=1))

    march = issued(FEBRUARY.next(), officer, manager, at=APRIL_8)

    [line] = [
        each
        for each in march.issues.get().content["quality"]["restatements"]
        if each["period"] == "2026-02"
    ]
    assert [cause["accepted_by"] for cause in line["causes"]] == [officer.name, manager.name]
    assert date.fromisoformat(line["causes"][0]["on"]) < date.fromisoformat(line["causes"][1]["on"])


def test_what_the_system_counted_anew_says_so_in_the_next_report(world, officer, manager):
    measure = make_measure("mon_seen", world.share.process, entry="system")
    counted = make_indicator("MON-09", world.share.process, "mon_seen", unit="件")
    count_by_system(measure, 6)
    issued(FEBRUARY, officer, manager)
    count_by_system(measure, 7)

    march = issued(FEBRUARY.next(), officer, manager, at=APRIL_8)

    content = march.issues.get().content
    lines = content["quality"]["restatements"]
    [line] = [each for each in lines if each["code"] == counted.code]
    assert [cause["kind"] for cause in line["causes"]] == ["recount"]
    assert restated(content)[0].causes[0].startswith("counted anew by the system")


def count_by_system(measure, value):
    (part,) = W08.slices()
    MeasureValue.objects.filter(measure=measure).delete()
    make_cell(measure, part, value)
    refresh_rollups([measure], first=part.start, last=part.end, at=MARCH_6)
