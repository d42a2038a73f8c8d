"""The past as a list: checked, accepted by a second person, stored at once (6.4.2②, G16; quality P7)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine

from governance.lib.periods import Week
from governance.lib.workbook import FileRefused
from governance.lib.workflow import NotAllowed, NoteMissing, WrongState
from governance.models import AuditEntry, Obligation
from governance.services.audit import verify_chain
from governance.services.job import run_due_jobs
from governance.states import ObligationState, Role
from kpi.models import IndicatorValue, MeasureValue, Report, Submission, WeekUpload
from kpi.services.duty import ensure_obligations
from kpi.services.history import (
    decline_history,
    endorse_history,
    propose_history,
    stage_history,
)
from kpi.services.rollup import check_rollups
from kpi.services.submission import open_week
from kpi.states import UploadState
from tests.kpi.collecting import make_assignment, make_indicator, make_measure, make_process
from tests.kpi.filing import HEAD, handed_in, list_csv, list_xlsx, rows_of
from tests.kpi.services.test_submission import AFTER
from tests.people import make_person

pytestmark = pytest.mark.usefixtures("english")
NOW = AFTER
WEEKS = [f"2025-W{number:02}" for number in range(30, 34)]


@pytest.fixture
def second(operations):
    return make_person("fang", "方既白", operations, Role.PMO)


@pytest.fixture
def place(specialist, officer, second, manager, operations):
    process = make_process()
    make_measure("s_met", process)
    make_measure("s_due", process)
    make_indicator("S-01", process, "s_met / s_due")
    return make_assignment(specialist, process, operations, valid_from=date(2025, 6, 30))


def rows_of_all(weeks=WEEKS, **more):
    return [row for week in weeks for row in rows_of(week, **more)]


def checked(content, by, name="past.xlsx", at=NOW):
    row = stage_history(handed_in(content, name), by=by, at=at)
    work(at)
    row.refresh_from_db()
    return row


def work(at):
    """A worker does what is due; it asks the clock itself."""
    with time_machine.travel(at, tick=False):
        run_due_jobs(clock=lambda: at)


def stored(content, importer, acceptor, name="past.xlsx"):
    row = propose_history(checked(content, importer, name), by=importer, at=NOW)
    endorse_history(row, by=acceptor, at=NOW + timedelta(hours=1))
    work(NOW + timedelta(hours=1))
    row.refresh_from_db()
    return row


def test_nothing_counts_before_a_second_person_has_accepted(place, officer, second):
    row = checked(list_xlsx(rows_of_all()), officer)
    assert (row.state, row.content["facts"]["weeks"]) == (UploadState.READY, 4)
    assert row.content["facts"]["values"] == len(rows_of_all())
    row = propose_history(row, by=officer, at=NOW)
    assert (row.state, Submission.objects.count()) == (UploadState.PROPOSED, 0)

    with pytest.raises(NotAllowed):
        endorse_history(row, by=officer, at=NOW)
    endorse_history(row, by=second, at=NOW)
    work(NOW)

    records = list(Submission.objects.order_by("iso_week"))
    assert [each.label for each in records] == WEEKS
    assert {(each.state, each.submitted_by, each.accepted_by) for each in records} == {
        ("accepted", officer, second)
    }


def test_figures_follow_once_and_are_right(place, officer, second):
    stored(list_xlsx(rows_of_all()), officer, second)

    figure = IndicatorValue.objects.get(grain="month", period="2025-08", scope="company")
    assert figure.value == Decimal(80)
    assert check_rollups() == []


def test_trail_names_both_and_holds(place, officer, second):
    row = stored(list_xlsx(rows_of_all()), officer, second)

    entries = AuditEntry.objects.filter(action="kpi.store_history")
    assert entries.count() == 4
    assert {entry.actor_key for entry in entries} == {second.actor_key}
    assert set(entries[0].after) == {"state", "numbers", "sha256"}
    about = AuditEntry.objects.filter(object_type="kpi.weekupload", object_key=str(row.pk))
    assert [each.action.partition(".")[2] for each in about.order_by("sequence")] == [
        "stage_weeks",
        "read_weekupload",
        "propose_weekupload",
        "endorse_weekupload",
        "store_weekupload",
    ]
    assert verify_chain() is None
    assert Submission.history.count() == 4


def test_duties_of_the_past_are_fulfilled_late_and_not_asked_for_again(place, officer, second):
    ensure_obligations(at=NOW)
    stored(list_xlsx(rows_of_all()), officer, second)
    ensure_obligations(at=NOW + timedelta(hours=2))

    duties = Obligation.objects.filter(kind="weekly_data", period__in=WEEKS)
    assert {duty.state for duty in duties} == {ObligationState.LATE_DONE}
    assert duties.count() == 4
    assert Submission.objects.filter(is_late=True).count() == 4


def test_week_may_be_named_by_any_day_in_it(place, officer):
    head = ("process", "department", "slice_start", "measure", "value")
    rows = [
        ["incident", "operations", day, code, 5]
        for day in (date(2025, 7, 21), date(2025, 8, 4))
        for code in ("s_met", "s_due")
    ]
    row = checked(list_xlsx(rows, head), officer)

    assert row.state == UploadState.READY
    assert row.content["facts"]["first"] == "2025-W30"


def test_csv_says_the_same(place, officer, second):
    row = stored(list_csv(rows_of_all(), encoding="gb18030"), officer, second, "past.csv")

    assert row.state == UploadState.STORED
    assert MeasureValue.objects.count() == len(rows_of_all())


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({5: "4.5"}, "whole number"),
        ({5: "x"}, "not a number"),
        ({5: 99}, "is more than"),
        ({5: ""}, "Please enter a number"),
        ({5: "", 6: "。"}, "in words"),
        ({4: "s_other"}, "not asked for"),
        ({0: "change"}, "not yours"),
        ({1: "development"}, "not yours"),
        ({2: "2025-W54"}, "weeks are 1 to 52"),
        ({2: "2024-W30"}, "not yours"),
        ({3: "2025-07-22"}, "parts that begin on: 2025-07-21"),
        ({3: "2025-02-30"}, "does not exist"),
    ],
)
def test_one_bad_row_stores_nothing_and_is_named(place, officer, change, word):
    rows = rows_of_all()
    rows[0] = [change.get(at, cell) for at, cell in enumerate(rows[0])]
    row = checked(list_xlsx(rows), officer)

    assert row.state == UploadState.REJECTED
    assert any(bad["row"] == 2 and word in bad["reason"] for bad in row.bad_cells)
    with pytest.raises(WrongState):
        propose_history(row, by=officer, at=NOW)


def test_missing_number_of_a_week_is_named(place, officer):
    row = checked(list_xlsx(rows_of_all()[1:]), officer)

    assert "s_met 2025-07-21" in row.bad_cells[0]["reason"]


def test_week_with_a_record_or_of_an_issued_month_is_refused(place, officer, specialist):
    open_week(place, Week.parse("2025-W30"), by=specialist, at=NOW)
    Report.objects.create(
        period="2025-08",
        start=date(2025, 8, 1),
        end=date(2025, 8, 31),
        state="issued",
        drafted_at=NOW,
    )
    row = checked(list_xlsx(rows_of_all()), officer)

    reasons = " ".join(bad["reason"] for bad in row.bad_cells)
    assert "handed in already" in reasons
    assert "2025-08 has been issued" in reasons


def test_week_that_is_not_over_is_refused(place, officer):
    row = checked(list_xlsx(rows_of_all(["2026-W09"])), officer)

    assert "not over yet" in row.bad_cells[0]["reason"]


def test_the_same_number_twice_names_both_rows(place, officer):
    rows = rows_of_all()
    row = checked(list_xlsx([*rows, rows[0]]), officer)

    assert row.bad_cells[0]["row"] == len(rows) + 2
    assert "stands in row 2" in row.bad_cells[0]["reason"]


def test_same_file_again_changes_nothing(place, officer, second):
    content = list_xlsx(rows_of_all())
    stored(content, officer, second)

    again = checked(content, second)

    assert again.state == UploadState.UNCHANGED
    assert Submission.objects.count() == 4


def test_cell_shown_as_a_percentage_is_refused_not_taken_for_a_hundredth(place, officer):
    def percent(book, page):
        page["F3"] = 0.5
        page["F3"].number_format = "0.00%"

    row = checked(list_xlsx(rows_of_all(), change=percent), officer)

    assert "F3" in row.sentence


def test_world_that_moved_between_check_and_acceptance_stores_nothing(
    place, officer, second, specialist
):
    row = propose_history(checked(list_xlsx(rows_of_all()), officer), by=officer, at=NOW)
    open_week(place, Week.parse("2025-W31"), by=specialist, at=NOW)
    endorse_history(row, by=second, at=NOW)

    work(NOW)

    row.refresh_from_db()
    assert row.state == UploadState.REJECTED
    assert not MeasureValue.objects.exists()


def test_declining_needs_a_reason_and_another_person(place, officer, second):
    row = propose_history(checked(list_xlsx(rows_of_all()), officer), by=officer, at=NOW)

    with pytest.raises(NotAllowed):
        decline_history(row, by=officer, at=NOW, note="I changed my mind")
    with pytest.raises(NoteMissing):
        decline_history(row, by=second, at=NOW, note="。")
    row = decline_history(row, by=second, at=NOW, note="August is from another system")
    assert (row.state, row.decided_by) == (UploadState.REJECTED, second)


def test_only_the_pmo_brings_the_past_along(place, specialist, head, officer):
    content = list_xlsx(rows_of_all())
    for person in (specialist, head):
        with pytest.raises(NotAllowed):
            stage_history(handed_in(content), by=person, at=NOW)
    row = checked(content, officer)

    assert not WeekUpload.objects.visible_to(specialist).exists()
    assert WeekUpload.objects.visible_to(officer).get() == row


def test_too_many_rows_and_too_many_bytes_are_refused(place, officer, monkeypatch):
    monkeypatch.setattr("kpi.services.history_check.MOST_ROWS", 5)
    row = checked(list_csv(rows_of_all()), officer, "past.csv")
    assert "at most 5" in row.sentence

    monkeypatch.setattr("kpi.services.history.MOST_BYTES", 10)
    with pytest.raises(FileRefused):
        stage_history(handed_in(list_csv(rows_of_all())), by=officer, at=NOW)


def test_five_thousand_rows_are_stored_whole(place, officer, second, operations):
    """2 measures × 13 weeks × 200 places would be a company; one place with many measures costs the same."""
    process = place.process
    for number in range(96):
        make_measure(f"m{number}", process, position=200 + number)
        make_indicator(f"M-{number}", process, f"m{number}", unit="件")
    codes = [f"m{number}" for number in range(96)]
    rows = []
    for week in [Week.parse(f"2025-W{number}") for number in range(30, 52)]:
        rows += rows_of(week.label)
        rows += [
            ["incident", "operations", week.label, part.start.isoformat(), code, 7, "", ""]
            for part in week.slices()
            for code in codes
        ]
    rows = rows[:5000] if len(rows) > 5000 else rows
    row = stored(list_xlsx(rows, HEAD), officer, second)

    assert row.state == UploadState.STORED, row.bad_cells[:3]
    assert MeasureValue.objects.count() == len(rows)
    assert check_rollups() == []
