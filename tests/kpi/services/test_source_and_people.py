"""A source begins where people have reported: what they handed in after its last ticket stays theirs (domain §4.3)."""

import pytest

from governance.lib.periods import Week
from kpi.models import IndicatorValue, Measure, Submission
from kpi.services.entry import sheet_of
from kpi.services.rollup import check_rollups, rebuild_rollups
from kpi.states import SubmissionState
from tests.kpi.collecting import enter_week, make_assignment
from tests.kpi.ticketing import NOW, import_rows, make_source
from tests.tickets import ROWS

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def source(db):
    return make_source()


def figure(code, period):
    return IndicatorValue.objects.get(
        indicator__code=code, period=period, scope="company", dimension=""
    )


@pytest.fixture
def reported(source, specialist, operations, officer):
    """A desk has reported its weeks for years before anybody thinks of an export."""
    desk = make_assignment(specialist, source.process, operations)
    met, due = (Measure.objects.get(code=code) for code in ("sla_met", "sla_applicable"))
    enter_week(desk, "2026-W07", {met: 19, due: 20})
    rebuild_rollups(at=NOW)
    return desk


def test_an_old_export_does_not_unseat_what_people_had_handed_in(reported, source, tmp_path):
    import_rows(source, tmp_path)

    assert figure("SLM-01", "2026-W07").value == 95
    assert figure("SLM-01", "2016-W10").denominator == 3
    # From 2016 to 2026 nobody owed anything, and the years in between have no gaps.
    before = figure("SLM-01", "2026-02")
    assert (before.covered, before.expected) == (1, 5)
    assert check_rollups() == []


def test_a_week_people_had_handed_in_still_shows_their_numbers(reported, source, tmp_path):
    import_rows(source, tmp_path)

    sheet = sheet_of(reported, Week(2026, 7))
    assert {each.measure.code for each in sheet.asked.typed} >= {"sla_met", "sla_applicable"}
    # Nobody is asked for a later week: its tickets will come.
    assert sheet_of(reported, Week(2026, 8)).asked.typed == ()


def test_what_is_handed_in_as_a_draft_only_gives_way(reported, source, tmp_path):
    undecided = {"accepted_at": None, "accepted_by": None, "submitted_by": None}
    Submission.objects.update(state=SubmissionState.DRAFT, **undecided)
    import_rows(source, tmp_path)

    assert sheet_of(reported, Week(2026, 7)).asked.typed == ()


def test_an_export_of_the_same_weeks_takes_their_place(reported, source, tmp_path):
    times = ("2/2/2026 09:00", "3/2/2026 09:00", "20/2/2026 09:00")
    import_rows(source, tmp_path, [["A9", "Closed", *times, *ROWS[0][5:]]])

    assert all(each.source for each in sheet_of(reported, Week(2026, 7)).asked.questions)
    assert check_rollups() == []
