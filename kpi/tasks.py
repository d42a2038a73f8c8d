"""What the clock asks of collecting and reporting: duties, our own rhythm, drafts, and the jobs behind pages."""

from datetime import datetime

from kpi.services.duty import ensure_obligations
from kpi.services.rhythm import count_rhythm


def open_duties(now: datetime) -> None:
    """Whatever is owed by now exists."""
    ensure_obligations(at=now)


def count_own_rhythm(now: datetime) -> None:
    """Punctuality and completeness are counted."""
    count_rhythm(at=now)
