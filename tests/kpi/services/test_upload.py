"""Files with weeks' data end to end in the service: what is staged, shown, stored, refused (reliability §4.4 X)."""

from datetime import timedelta

import pytest

from governance.lib.periods import Week
from governance.lib.workbook import FileRefused
from governance.lib.workflow import Conflict, NotAllowed, WrongState
from governance.models import AuditEntry
from governance.services.job import run_due_jobs
from kpi.models import MeasureValue, Submission, WeekUpload
from kpi.services.entry import WeekEntry
from kpi.services.submission import accept_submission, open_week, return_submission, save_draft
from kpi.services.upload import (
    CannotStage,
    confirm_upload,
    drop_expired_uploads,
    drop_upload,
    marked_file,
)
from kpi.states import UploadState
from tests.kpi.collecting import make_indicator, make_measure
from tests.kpi.filing import (
    filled,
    list_csv,
    list_xlsx,
    opened,
    rows_of,
    stage,
    template_of,
)
from tests.kpi.services.test_submission import AFTER, numbers

pytestmark = pytest.mark.usefixtures("english")
W07, W09 = Week.parse("2026-W07"), Week.parse("2026-W09")
NOW = AFTER
GOOD = {"E6": 4, "E7": 5}


def nothing_stored():
    return not Submission.objects.exists() and not MeasureValue.objects.exists()


def test_round_trip_stores_what_was_shown(place, specialist, template):
    row = stage(filled(template, GOOD | {"E9": "from the sheet"}), specialist, NOW)
    assert (row.state, nothing_stored()) == (UploadState.READY, True)

    row = confirm_upload(row, by=specialist, at=NOW)

    kept = Submission.objects.get()
    values = dict(MeasureValue.objects.values_list("measure__code", "value"))
    assert row.state == UploadState.STORED
    assert (kept.state, kept.entered_via, kept.note) == ("submitted", "sheet", "from the sheet")
    assert values == {"s_met": 4, "s_due": 5}
    assert AuditEntry.objects.filter(action="kpi.hand_in_values").count() == 1


def test_preview_is_the_uploaders_alone(place, specialist, colleague, officer, template):
    row = stage(filled(template, GOOD), specialist, NOW)

    seen = [
        WeekUpload.objects.visible_to(each).count() for each in (specialist, colleague, officer)
    ]
    assert seen == [1, 0, 0]
    with pytest.raises(NotAllowed):
        confirm_upload(row, by=colleague, at=NOW)
    with pytest.raises(NotAllowed):
        drop_upload(row, by=officer, at=NOW)


def test_split_week_has_a_row_for_each_part(place, specialist):
    content = template_of([(place, W09)], NOW)
    page = opened(content).worksheets[0]

    assert [page.cell(row, 10).value for row in range(6, 10)] == [
        "2026-02-23",
        "2026-03-01",
        "2026-02-23",
        "2026-03-01",
    ]
    row = stage(
        filled(content, {f"E{n}": 3 for n in range(6, 10)}), specialist, NOW + timedelta(14)
    )
    assert row.state == UploadState.READY


def test_template_opens_only_what_is_to_be_filled_in(template):
    book = opened(template)
    page = book.worksheets[0]
    free = {cell.coordinate for line in page for cell in line if not cell.protection.locked}

    assert free == {"E6", "F6", "G6", "E7", "F7", "G7", "E9"}
    assert page.protection.sheet
    assert book.security.lockStructure
    assert book.worksheets[-1].sheet_state == "veryHidden"
    assert page["A6"].comment.text == "Cases in time"
    assert page["A6"].value.endswith("*")
    kinds = sorted(rule.type for rule in page.data_validations.dataValidation)
    assert kinds == ["list", "textLength", "whole"]


def test_marked_file_is_the_same_workbook_with_the_places_filled(place, specialist, template):
    row = stage(filled(template, {"E6": "三十", "E7": 5}), specialist, NOW)
    page = opened(marked_file(row).content).worksheets[0]

    assert page["E6"].fill.fgColor.rgb == "FFF4C7C3"
    assert "not a number" in page["E6"].comment.text
    assert page["E7"].comment is None
    assert page["E6"].value == "三十"
    again = stage(filled(marked_file(row).content, {"E6": 3}), specialist, NOW)
    assert again.state == UploadState.READY


def test_marked_list_has_a_column_more_and_is_read_again(place, specialist):
    rows = rows_of("2026-W07", met="=1+1")
    row = stage(list_csv(rows), specialist, NOW, "weeks.csv")
    paper = marked_file(row)

    text = paper.content.decode("utf-8-sig")
    assert paper.name == "weeks-marked.csv"
    assert "'=1+1" in text
    assert "What is wrong" in text
    fixed = paper.content.replace(b"'=1+1", b"4")
    assert stage(fixed, specialist, NOW, "weeks.csv").state == UploadState.READY


def test_same_file_again_changes_nothing(place, specialist, officer, template):
    content = filled(template, GOOD)
    confirm_upload(stage(content, specialist, NOW), by=specialist, at=NOW)
    entries, versions = AuditEntry.objects.count(), Submission.history.count()

    again = stage(content, specialist, NOW)

    assert again.state == UploadState.UNCHANGED
    assert "Already imported" in again.sentence
    assert Submission.history.count() == versions
    assert AuditEntry.objects.filter(object_type="kpi.submission").count() <= entries
    accept_submission(Submission.objects.get(), by=officer, at=NOW)
    assert stage(content, specialist, NOW).state == UploadState.UNCHANGED


def test_returned_week_comes_again_by_file(place, specialist, officer, template):
    confirm_upload(stage(filled(template, GOOD), specialist, NOW), by=specialist, at=NOW)
    return_submission(Submission.objects.get(), by=officer, at=NOW, note="please check")

    row = stage(filled(template, {"E6": 3, "E7": 5}), specialist, NOW)
    confirm_upload(row, by=specialist, at=NOW)

    assert Submission.objects.get().state == "submitted"
    assert MeasureValue.objects.get(measure__code="s_met").value == 3


def test_change_between_preview_and_confirmation_stores_nothing(
    place, specialist, colleague, template
):
    row = stage(filled(template, GOOD), specialist, NOW)
    save_draft(open_week(place, W07, by=colleague, at=NOW), numbers("1"), by=colleague, at=NOW)

    with pytest.raises(Conflict):
        confirm_upload(row, by=specialist, at=NOW)
    row.refresh_from_db()
    assert row.state == UploadState.READY
    assert Submission.objects.get().state == "draft"
    assert MeasureValue.objects.get(measure__code="s_met").value == 1


def test_confirming_twice_hands_in_once(place, specialist, template):
    row = stage(filled(template, GOOD), specialist, NOW)
    stale = WeekUpload.objects.get(pk=row.pk)
    confirm_upload(row, by=specialist, at=NOW)

    with pytest.raises((WrongState, Conflict)):
        confirm_upload(stale, by=specialist, at=NOW)
    assert AuditEntry.objects.filter(action="kpi.submit_submission").count() == 1


def test_employee_hands_in_nothing(employee, template):
    with pytest.raises(NotAllowed):
        stage(template, employee, NOW)


def test_ten_files_may_wait_and_no_more(place, specialist, template):
    content = filled(template, GOOD)
    for _number in range(10):
        row = stage(content, specialist, NOW)
    with pytest.raises(CannotStage):
        stage(content, specialist, NOW)

    drop_upload(row, by=specialist, at=NOW)
    assert stage(content, specialist, NOW).state == UploadState.READY


def test_old_files_go_with_their_bytes(place, specialist, template, settings):
    from django.core.files.storage import default_storage

    row = stage(filled(template, GOOD), specialist, NOW)
    assert drop_expired_uploads(at=NOW + timedelta(days=1)) == 0

    later = NOW + timedelta(days=2, seconds=1)
    assert [drop_expired_uploads(at=later) for _turn in range(2)] == [1, 0]
    key = row.stored_as
    row.refresh_from_db()
    assert (row.state, row.stored_as) == (UploadState.DROPPED, "")
    assert not default_storage.exists(key)


def test_large_file_is_read_and_stored_by_a_worker(place, specialist, monkeypatch):
    weeks = [Week.parse(f"2025-W{number:02}") for number in range(30, 42)]
    rows = [row for week in weeks for row in rows_of(week.label)]
    monkeypatch.setattr("kpi.services.upload.SMALL_BYTES", 0)

    row = stage(list_xlsx(rows), specialist, NOW)
    assert row.state == UploadState.WAITING
    run_due_jobs(clock=lambda: NOW)
    row.refresh_from_db()
    assert (row.state, len(row.content["weeks"])) == (UploadState.READY, 12)
    row = confirm_upload(row, by=specialist, at=NOW)
    assert (row.state, Submission.objects.count()) == (UploadState.CONFIRMED, 0)
    run_due_jobs(clock=lambda: NOW)
    row.refresh_from_db()
    assert (row.state, Submission.objects.count()) == (UploadState.STORED, 12)


def test_worker_stores_nothing_when_the_world_has_moved(place, specialist, colleague):
    weeks = [Week.parse(f"2025-W{number:02}") for number in range(30, 42)]
    rows = [row for week in weeks for row in rows_of(week.label)]
    row = confirm_upload(stage(list_xlsx(rows), specialist, NOW), by=specialist, at=NOW)
    save_draft(
        open_week(place, weeks[-1], by=colleague, at=NOW), WeekEntry({}), by=colleague, at=NOW
    )

    run_due_jobs(clock=lambda: NOW)

    row.refresh_from_db()
    assert row.state == UploadState.REJECTED
    assert "何青禾" in row.sentence
    assert not Submission.objects.filter(state="submitted").exists()


def test_interrupted_worker_leaves_nothing_and_the_job_is_done_again(
    place, specialist, monkeypatch
):
    weeks = [Week.parse(f"2025-W{number:02}") for number in range(30, 42)]
    rows = [row for week in weeks for row in rows_of(week.label)]
    row = confirm_upload(stage(list_xlsx(rows), specialist, NOW), by=specialist, at=NOW)

    def killed(*args, **kwargs):
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr("kpi.services.upload.places_staged", killed)
        run_due_jobs(clock=lambda: NOW)
    assert nothing_stored()
    run_due_jobs(clock=lambda: NOW + timedelta(minutes=2))
    assert Submission.objects.count() == 12
    row.refresh_from_db()
    assert row.state == UploadState.STORED


@pytest.mark.parametrize("name", ["a.xls", "a.xlsb", "a.xlsm", "a.ods", "a.pdf", "a", "a.xlsx.exe"])
def test_other_kinds_of_file_are_refused_with_the_accepted_ones(place, specialist, template, name):
    with pytest.raises(FileRefused) as caught:
        stage(template, specialist, NOW, name)
    assert ".xlsx, .csv" in str(caught.value)


SCALE = [
    {"code": "poor", "name": "差", "name_en": "poor", "meets": False},
    {"code": "good", "name": "好", "name_en": "good", "meets": True},
]


def test_grade_is_chosen_from_a_list_and_stored_with_its_words(place, specialist):
    process = place.process
    make_measure("s_climate", process, aggregation="GRADE", scale=SCALE, position=900)
    make_indicator("S-09", process, "s_climate", unit="", kind="qualitative")
    content = template_of([(place, W07)], NOW)
    page = opened(content).worksheets[0]
    assert page["I8"].value == "s_climate"
    lists = {rule.formula1 for rule in page.data_validations.dataValidation if "E8" in rule.sqref}
    assert lists == {'"poor,good"'}

    bad = stage(filled(content, GOOD | {"E8": "great"}), specialist, NOW)
    assert [each["row"] for each in bad.bad_cells] == [8]
    row = stage(filled(content, GOOD | {"E8": "good", "G8": "nobody left"}), specialist, NOW)
    confirm_upload(row, by=specialist, at=NOW)

    cell = MeasureValue.objects.get(measure__code="s_climate")
    assert (cell.value, cell.grade, cell.narrative, cell.reason) == (
        None,
        "good",
        "nobody left",
        "",
    )
