"""The quarterly and the yearly compilation as plain data: the months side by side under the period's own figures.

The policy asks for neither; they are drafted by hand unless the PMO lets the clock do it (R56, G26, G57).
"""

from datetime import datetime
from typing import Any

from governance.states import ObligationState
from kpi.models import Report
from kpi.selectors import report_quality as quality_of
from kpi.selectors.report_parts import common_parts, decided_in_months, ground_of, quality_parts
from kpi.selectors.report_period import PeriodRows, period_facts


def compiled_content(report: Report, rows: PeriodRows, *, at: datetime) -> dict[str, Any]:
    """Everything a compilation says, in one structure that page, PDF and snapshot share."""
    facts, ground = period_facts(rows), ground_of(report, rows)
    duties = quality_of.weekly_duties(rows.period)
    returned, _noted = quality_of.returned_and_noted(rows.period)
    return {
        **common_parts(report, rows, facts, ground, at=at),
        "deviations": decided_in_months(ground.months),
        "follow_up": [],
        "quality": {
            "punctuality": quality_of.punctuality(duties),
            "missing": quality_of.duty_facts(duties, ObligationState.MISSING, ObligationState.OPEN),
            "late": quality_of.duty_facts(duties, ObligationState.LATE_DONE),
            "waived": quality_of.duty_facts(duties, ObligationState.WAIVED),
            "returned": returned,
            **quality_parts(rows, facts),
        },
        "gaps": ["G23", "G26", "G57"],
    }
