"""The year wheel tells done from late, missing, waived and to come."""

from datetime import UTC, date, datetime

import pytest

from governance.models import Obligation
from governance.states import ObligationState, Role
from portal.selectors.wheel import year_wheel

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
AT = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


def owe(kind, period, state, subject="company"):
    Obligation.objects.create(
        kind=kind,
        clause="6.4",
        subject=subject,
        period=period,
        title="…",
        title_en="…",
        responsible_role=Role.PMO,
        opened_at=AT,
        due_at=AT,
        state=state,
    )


def tones(ring):
    return [piece.tone for piece in year_wheel(2026, TODAY).rings[ring][1]]


def test_wheel_of_2026_has_its_week_53():
    assert len(tones(0)) == 53


@pytest.mark.parametrize(
    ("state", "tone"),
    [
        (ObligationState.DONE, "done"),
        (ObligationState.LATE_DONE, "late"),
        (ObligationState.MISSING, "missing"),
        (ObligationState.OPEN, "open"),
        (ObligationState.WAIVED, "waived"),
    ],
)
def test_piece_takes_the_tone_of_its_duty(state, tone):
    owe("monthly_report", "2026-03", state)

    assert tones(1)[2] == tone


def test_piece_with_one_missing_among_many_is_missing():
    owe("weekly_data", "2026-W10", ObligationState.DONE, "assignment:1")
    owe("weekly_data", "2026-W10", ObligationState.MISSING, "assignment:2")

    assert tones(0)[9] == "missing"


def test_future_is_to_come_and_the_unowed_past_is_empty():
    assert tones(1)[11] == "future"
    assert tones(1)[0] == "none"


def test_piece_says_in_words_how_its_period_stands():
    owe("monthly_report", "2026-02", ObligationState.WAIVED)
    owe("monthly_report", "2026-03", ObligationState.DONE)

    told = [piece.title for piece in year_wheel(2026, TODAY).rings[1][1]]

    assert [each.split(" · ")[1] for each in told[:3]] == ["无应办事项", "已豁免", "1/1"]


def test_summary_counts_what_was_owed_and_leaves_the_waived_out():
    owe("monthly_report", "2026-03", ObligationState.DONE)
    owe("quarterly_review", "2026-Q1", ObligationState.WAIVED)

    assert "1" in year_wheel(2026, TODAY).summary
    assert "2" not in year_wheel(2026, TODAY).summary


def test_wheel_costs_one_statement(django_assert_num_queries):
    with django_assert_num_queries(1):
        year_wheel(2026, TODAY)
