import pytest

from governance.lib.periods import Month, Quarter
from kpi.models import ReportIssue
from kpi.selectors.report_compare import (
    GONE,
    KEPT,
    NEW,
    comparable,
    compare_issues,
    issues_to_compare,
    label_of,
    sentences,
)
from kpi.services.report import draft_report, issue_report, submit_report, void_report
from tests.kpi.reporting import (
    APRIL_8,
    FEBRUARY,
    MARCH_6,
    analysed,
    change_late,
    issued,
    make_months,
)

JANUARY = Month(2026, 1)


@pytest.fixture
def two_versions(specialist, operations, officer, manager):
    """February as issued first, and again after ten late ones became five."""
    world = make_months(specialist, operations, FEBRUARY)
    report = issued(FEBRUARY, officer, manager)
    change_late(world, FEBRUARY.start, 5, at=MARCH_6)
    void_report(report, by=manager, at=APRIL_8, note="数据更正")
    report.refresh_from_db()
    analysed(report, officer, at=APRIL_8)
    issued(FEBRUARY, officer, manager, at=APRIL_8)
    return list(ReportIssue.objects.order_by("ordinal"))


def test_a_corrected_figure_stands_beside_what_it_was(two_versions):
    found = compare_issues(*two_versions)
    rows = {row.code: row for row in found.figures}

    # Five slices of 100: 50 late of 500, then 45.
    assert (rows["INC-02"].before.actual, rows["INC-02"].after.actual) == ("90.00%", "91.00%")
    assert rows["INC-02"].difference.startswith("+1.00")
    assert (rows["INC-02"].is_changed, rows["INC-05"].is_changed) == (True, False)
    assert rows["INC-05"].difference.startswith("0")
    assert found.changed == 1


def test_a_text_shows_what_is_gone_and_what_is_new(two_versions):
    summary = compare_issues(*two_versions).texts[0]

    assert {kind for kind, _text in summary.sentences} == {KEPT, GONE, NEW}


def test_the_same_issue_differs_in_nothing(two_versions):
    found = compare_issues(two_versions[0], two_versions[0])

    assert (found.changed, found.texts) == (0, ())


def test_an_indicator_of_one_side_only_leaves_the_other_empty(two_versions):
    first, second = two_versions
    second.content["processes"][0]["figures"] = second.content["processes"][0]["figures"][:1]
    gone = compare_issues(first, second).figures[-1]

    assert (gone.code, gone.after.actual, gone.difference, gone.is_changed) == (
        "INC-05",
        "—",
        "—",
        True,
    )


def test_figures_of_another_definition_are_not_subtracted(two_versions):
    first, second = two_versions
    second.content["processes"][0]["figures"][0]["definition"]["formula"] = "late / closed"
    row = compare_issues(first, second).figures[0]

    assert not any(letter.isdigit() for letter in row.difference)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("甲。乙。", "甲。丙。", ((KEPT, "甲。"), (GONE, "乙。"), (NEW, "丙。"))),
        ("", "甲。", ((NEW, "甲。"),)),
        ("甲。", "", ((GONE, "甲。"),)),
        ("达成率 83.33%。", "达成率 83.33%。", ((KEPT, "达成率 83.33%。"),)),
        (
            "It was 1.5. Fine.",
            "It was 1.5. Bad.",
            ((KEPT, "It was 1.5."), (GONE, "Fine."), (NEW, "Bad.")),
        ),
        ("", "", ()),
    ],
)
def test_sentences_are_held_against_each_other(before, after, expected):
    assert sentences(before, after) == expected


def test_a_voided_issue_is_for_those_who_see_drafts(two_versions, officer, specialist):
    assert len(issues_to_compare(officer)) == 2
    assert [issue.ordinal for issue in issues_to_compare(specialist)] == [2]


def test_an_issue_is_held_against_its_version_before_and_the_month_before(
    specialist, operations, officer, manager
):
    make_months(specialist, operations, JANUARY, FEBRUARY)
    issued(JANUARY, officer, manager)
    february = issued(FEBRUARY, officer, manager).issues.get()

    assert [issue.report.period for issue in comparable(february, officer)] == ["2026-01"]


def test_a_compilation_is_held_against_its_own_kind_only(specialist, operations, officer, manager):
    make_months(specialist, operations, FEBRUARY)
    issued(FEBRUARY, officer, manager)
    report = draft_report("quarterly", Quarter(2026, 1), by=officer, at=APRIL_8)
    submit_report(report, by=officer, at=APRIL_8)
    quarter = issue_report(report, by=manager, at=APRIL_8).issues.get()

    assert comparable(quarter, officer) == []
    assert [each.report.kind for each in issues_to_compare(officer)] == ["monthly", "quarterly"]
    assert compare_issues(quarter, quarter).changed == 0
    assert label_of(quarter).endswith("V1.0")
    assert label_of(quarter) != label_of(issues_to_compare(officer)[0])
