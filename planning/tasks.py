"""What the clock asks of the annual plan (6.4.1)."""

from datetime import datetime

from planning.services.plan_duty import settle_plan_duties


def settle_plans(now: datetime) -> None:
    """A plan published before its duty came into being has fulfilled it."""
    settle_plan_duties(at=now)
