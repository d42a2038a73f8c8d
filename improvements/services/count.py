"""The counts of improvements are handed down to measuring (IMP-01…06)."""

from datetime import datetime

from improvements.selectors.count import CODES, improvement_counts
from kpi.services.rollup import Refreshed
from kpi.services.system_count import keep_counts


def count_improvements(*, at: datetime) -> Refreshed:
    """What improvements count of themselves stands as cells nobody types; counted twice, the second writes nothing."""
    return keep_counts(CODES, improvement_counts(at), at=at)
