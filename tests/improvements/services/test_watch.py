"""The look again: once, from the 90th day on, by the PMO, and with what came back said aloud (6.4.4④, G34)."""

from datetime import date, timedelta

import pytest

from governance.lib.workflow import NotAllowed, NoteMissing, WrongState
from improvements.models import Verification
from improvements.services.solidification import close_improvement, declare_no_norm
from improvements.services.verification import verify_improvement, watch_improvement
from improvements.states import Effect, Stage
from tests.improvements.services.test_verification import OCTOBER, finished
from tests.improvements.world import put_weeks

DAY_90 = OCTOBER + timedelta(days=90)


@pytest.fixture
def closed(world):
    """Effective in the summer; from October on as bad as before."""
    row = finished(world)
    verify_improvement(row, Effect.EFFECTIVE, by=world.officer, at=OCTOBER)
    declare_no_norm(row, reason="现行规范已写明，只是没有执行", by=world.manager, at=OCTOBER)
    row = close_improvement(row, by=world.manager, at=OCTOBER)
    put_weeks(world.indicator, date(2026, 10, 19), [(80, 100)] * 12)
    return row


def look(world, row, effect=Effect.NOT_EFFECTIVE, *, who="officer", at=DAY_90, reason=""):
    return watch_improvement(row, effect=effect, reason=reason, by=getattr(world, who), at=at)


def test_watch_improvement_before_its_day_is_refused(world, closed):
    with pytest.raises(WrongState, match="90th day"):
        look(world, closed, at=DAY_90 - timedelta(days=1))

    assert look(world, closed).is_watch


def test_watch_improvement_twice_is_refused(world, closed):
    look(world, closed)
    with pytest.raises(WrongState, match="once"):
        look(world, closed, at=DAY_90 + timedelta(days=1))

    assert Verification.objects.filter(is_watch=True).count() == 1


@pytest.mark.parametrize("who", ["owner", "doer", "stranger", "member"])
def test_watch_improvement_by_who_did_it_or_may_not_is_refused(world, closed, who):
    with pytest.raises(NotAllowed):
        look(world, closed, who=who)


def test_watch_improvement_that_is_not_closed_is_refused(world):
    row = finished(world)
    verify_improvement(row, Effect.EFFECTIVE, by=world.officer, at=OCTOBER)
    with pytest.raises(WrongState, match="closed"):
        look(world, row)


def test_watch_improvement_against_the_figures_needs_a_reason_and_moves_nothing(world, closed):
    with pytest.raises(NoteMissing):
        look(world, closed, Effect.EFFECTIVE)

    found = look(world, closed, Effect.EFFECTIVE, reason="十月的口径不同")
    assert (found.proposed, found.effect) == (Effect.NOT_EFFECTIVE, Effect.EFFECTIVE)
    closed.refresh_from_db()
    assert closed.state == Stage.CLOSED
