"""What the clock asks of improvements: their own counts (6.4.4, IMP-01…06)."""

from datetime import datetime

from improvements.services.count import count_improvements


def count_own_improvements(now: datetime) -> None:
    """Punctuality, effect and what came back are counted."""
    count_improvements(at=now)
