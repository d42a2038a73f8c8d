"""The plan's counts are handed down to measuring (PLN-01…05)."""

from datetime import datetime

from kpi.services.rollup import Refreshed
from kpi.services.system_count import keep_counts
from planning.selectors.count import CODES, planning_counts


def count_planning(*, at: datetime) -> Refreshed:
    """What the plan counts of itself stands as cells nobody types; counted twice, the second writes nothing."""
    return keep_counts(CODES, planning_counts(at), at=at)
