"""What a goal demands is said in the reader's language (R50)."""

from decimal import Decimal

import pytest

from planning.models import PlanGoal
from planning.selectors.line_text import rule_in_words


@pytest.mark.parametrize(
    ("unit", "words"), [("percent", "降低 1.5%"), ("points", "降低 1.5 百分点")]
)
def test_rule_of_a_relative_goal_is_said_in_chinese(unit, words):
    goal = PlanGoal(
        kind="relative",
        direction="reduce",
        change=Decimal("1.50"),
        change_unit=unit,
        baseline_period="2026",
    )

    assert words in rule_in_words(goal)
