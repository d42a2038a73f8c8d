"""What a file with weeks' data says, judged row by row, week by week (reliability §4.4 X15–X22)."""

import pytest

from governance.lib.periods import Week
from governance.lib.workflow import WrongState
from kpi.models import MeasureValue, Submission
from kpi.services.submission import accept_submission, open_week, save_draft
from kpi.services.upload import (
    confirm_upload,
)
from kpi.states import UploadState
from tests.kpi.collecting import make_indicator, make_measure
from tests.kpi.filing import (
    HEAD,
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


def told(row):
    return [(bad["row"], bad["column"], bad["reason"]) for bad in row.bad_cells]


def test_changed_identity_is_refused(place, specialist, template):
    def readdress(book, page):
        book["_identity"]["C2"] = "4711"

    row = stage(filled(template, GOOD, change=readdress), specialist, NOW)

    assert row.state == UploadState.REJECTED
    assert "hidden sheet" in row.sentence


def test_foreign_place_is_refused_without_its_name(place, specialist, stranger, template):
    row = stage(filled(template, GOOD), stranger, NOW)
    listed = stage(list_xlsx(rows_of("2026-W07")), stranger, NOW)
    unknown = stage(list_xlsx(rows_of("2026-W07", department="nowhere")), stranger, NOW)

    assert nothing_stored()
    assert {each.state for each in (row, listed, unknown)} == {UploadState.REJECTED}
    reasons = {bad["reason"] for each in (row, listed, unknown) for bad in each.bad_cells}
    assert reasons == {"This is not yours to hand in, or nobody reports it in this week."}


def test_one_bad_row_stores_nothing_and_lists_every_place(place, specialist):
    rows = [*rows_of("2026-W05"), *rows_of("2026-W06", met="x", due="-1"), *rows_of("2026-W07")]
    row = stage(list_xlsx(rows), specialist, NOW)

    assert (row.state, row.bad_count) == (UploadState.REJECTED, 2)
    assert [(each["row"], each["value"]) for each in row.bad_cells] == [(6, "x"), (7, "-1")]
    assert nothing_stored()
    with pytest.raises(WrongState):
        confirm_upload(row, by=specialist, at=NOW)


def test_no_more_than_200_places_are_listed_but_all_are_counted(place, specialist):
    rows = [
        ["incident", "operations", "2026-W07", "", f"m{number}", "1", "", ""]
        for number in range(250)
    ]
    row = stage(list_xlsx(rows), specialist, NOW)

    assert (row.bad_count, len(row.bad_cells)) == (252, 200)


def test_other_numbers_for_a_week_that_was_handed_in_are_refused(place, specialist, template):
    confirm_upload(stage(filled(template, GOOD), specialist, NOW), by=specialist, at=NOW)
    row = stage(filled(template, {"E6": 3, "E7": 5}), specialist, NOW)

    assert row.state == UploadState.REJECTED
    assert "handed in already" in row.bad_cells[0]["reason"]


def test_what_somebody_else_changed_in_between_is_a_conflict(
    place, specialist, colleague, template
):
    draft = open_week(place, W07, by=colleague, at=NOW)
    save_draft(draft, numbers(met="2"), by=colleague, at=NOW)

    row = stage(filled(template, GOOD), specialist, NOW)

    assert "何青禾 has just changed" in row.bad_cells[0]["reason"]


def test_unusual_number_asks_for_its_reason_in_the_file_too(place, specialist, officer):
    for week in ("2026-W04", "2026-W05", "2026-W06"):
        row = stage(list_xlsx(rows_of(week)), specialist, NOW)
        confirm_upload(row, by=specialist, at=NOW)
    for submission in Submission.objects.all():
        accept_submission(submission, by=officer, at=NOW)
    rows = rows_of("2026-W07", met="4000", due="5000")

    refused = stage(list_xlsx(rows), specialist, NOW)
    explained = stage(list_xlsx([[*row[:7], "migration"] for row in rows]), specialist, NOW)

    assert {bad["column"] for bad in refused.bad_cells} == {"Why it is unusual"}
    assert explained.state == UploadState.READY


def test_reason_for_no_data_is_an_answer(place, specialist, template):
    row = stage(filled(template, {"F6": "The tool was not available", "E7": 5}), specialist, NOW)
    confirm_upload(row, by=specialist, at=NOW)

    cell = MeasureValue.objects.get(measure__code="s_met")
    assert (cell.value, cell.no_data_reason) == (None, "The tool was not available")


def test_part_above_the_whole_asks_for_its_reason(place, specialist, template):
    row = stage(filled(template, {"E6": 6, "E7": 5}), specialist, NOW)

    assert "is more than" in row.bad_cells[0]["reason"]


def test_empty_sheets_of_a_large_template_are_skipped(place, specialist):
    content = template_of([(place, Week.parse("2026-W06")), (place, W07)], NOW)
    titles = [each.title for each in opened(content) if each.title.startswith("W")]
    row = stage(filled(content, GOOD, sheet=titles[1]), specialist, NOW)

    assert (row.state, row.content["skipped"]) == (UploadState.READY, 1)
    assert [week["week"] for week in row.content["weeks"]] == ["2026-W07"]
    assert row.content["notes"] == []


def test_file_with_nothing_in_it_is_refused(place, specialist, template):
    assert "Nothing is filled in" in stage(template, specialist, NOW).sentence


def test_week_that_is_not_over_waits(place, specialist):
    running = template_of([(place, Week.parse("2026-W09"))], NOW)
    row = stage(filled(running, {f"E{n}": 3 for n in range(6, 10)}), specialist, NOW)

    assert "not over yet" in row.bad_cells[0]["reason"]


def test_entry_on_behalf_needs_its_reason(place, officer, specialist, template):
    row = stage(filled(template, GOOD), officer, NOW)
    assert "on behalf" in row.bad_cells[0]["reason"]

    # Whatever else is wrong, all of it is named at once.
    row = stage(filled(template, GOOD | {"E6": "x"}), officer, NOW)
    assert [bad["column"] for bad in row.bad_cells] == ["", "Reported number"]
    assert "on behalf" in row.bad_cells[0]["reason"]

    row = stage(filled(template, GOOD | {"E9": "she is ill"}), officer, NOW)
    confirm_upload(row, by=officer, at=NOW)
    assert Submission.objects.get().submitted_by == officer


def test_the_same_number_twice_names_both_rows(place, specialist):
    rows = rows_of("2026-W07")
    row = stage(list_xlsx([*rows, rows[0]]), specialist, NOW)

    assert told(row) == [(4, "Measure code", "the same number already stands in row 2")]


def test_second_head_row_is_refused_like_any_row_that_names_no_place(place, specialist):
    row = stage(list_xlsx([HEAD, *rows_of("2026-W07")]), specialist, NOW)

    assert row.state == UploadState.REJECTED
    assert {bad["row"] for bad in row.bad_cells} == {2}
    assert nothing_stored()


def test_closed_week_among_open_ones_stores_nothing(place, specialist, officer):
    confirm_upload(stage(list_xlsx(rows_of("2026-W06")), specialist, NOW), by=specialist, at=NOW)
    accept_submission(Submission.objects.get(), by=officer, at=NOW)
    rows = [*rows_of("2026-W07"), *rows_of("2026-W06", met="1")]

    row = stage(list_xlsx(rows), specialist, NOW)

    assert (row.state, row.bad_cells[0]["row"]) == (UploadState.REJECTED, 4)
    assert Submission.objects.count() == 1


def test_text_that_looks_like_a_formula_stays_a_text(place, specialist):
    rows = [
        [*row[:7], text]
        for row, text in zip(rows_of("2026-W07"), ("=1+1", "@SUM(A1)"), strict=True)
    ]

    def as_text(book, page):
        for row in (2, 3):
            page.cell(row, 8).data_type = "s"

    row = stage(list_xlsx(rows, change=as_text), specialist, NOW)
    confirm_upload(row, by=specialist, at=NOW)

    assert set(MeasureValue.objects.values_list("reason", flat=True)) == {"=1+1", "@SUM(A1)"}


def test_minus_five_is_a_number_where_it_may_be_one(place, specialist):
    measure = make_measure("s_balance", place.process, may_be_negative=True)
    make_indicator("S-02", place.process, "s_balance", unit="件")
    balance = ["incident", "operations", "2026-W07", "", measure.code, -5, "", ""]
    row = stage(list_xlsx([*rows_of("2026-W07"), balance]), specialist, NOW)
    confirm_upload(row, by=specialist, at=NOW)

    assert MeasureValue.objects.get(measure=measure).value == -5


def test_head_of_the_list_is_known_in_both_languages(place, specialist):
    chinese = (
        "过程代码",
        "部门代码",
        "周",
        "起始日",
        "原始量代码",
        "填报数值",
        "无数据的原因",
        "异常说明",
    )
    english = (
        "Process code",
        "Department code",
        "Week",
        "First day",
        "Measure code",
        "Reported number",
        "No data, because",
        "Why it is unusual",
    )
    for head in (chinese, english, HEAD):
        assert stage(list_csv(rows_of("2026-W07"), head), specialist, NOW, "a.csv").state == "ready"
