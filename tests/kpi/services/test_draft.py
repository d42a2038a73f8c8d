"""The draft a page keeps by itself beside the hand-in of the same person (6.4.2②)."""

import pytest

from governance.lib.workflow import WrongState
from kpi.models import MeasureValue, Submission
from kpi.services.submission import open_week, save_draft, submit_week
from tests.kpi.services.test_submission import MONDAY, W07, numbers, place  # noqa: F401 -- a fixture

pytestmark = pytest.mark.django_db


def test_the_own_draft_kept_meanwhile_does_not_stop_the_hand_in(place, specialist):  # noqa: F811 -- the fixture
    row = open_week(place, W07, by=specialist, at=MONDAY)
    twin = Submission.objects.get()
    save_draft(row, numbers("1", "2"), by=specialist, at=MONDAY)

    handed_in = submit_week(twin, numbers(), by=specialist, at=MONDAY)

    assert handed_in.state == "submitted"
    assert MeasureValue.objects.get(measure__code="s_met").value == 4


def test_a_draft_that_comes_after_the_own_hand_in_changes_nothing(place, specialist):  # noqa: F811 -- the fixture
    row = open_week(place, W07, by=specialist, at=MONDAY)
    twin = Submission.objects.get()
    submit_week(row, numbers(), by=specialist, at=MONDAY)

    with pytest.raises(WrongState):
        save_draft(twin, numbers("1", "2"), by=specialist, at=MONDAY)
    assert MeasureValue.objects.get(measure__code="s_met").value == 4
