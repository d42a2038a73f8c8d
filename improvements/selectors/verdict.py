"""The verdicts on an improvement, each with the figures as they were frozen with it (6.4.4④, R64, G34)."""

from dataclasses import dataclass
from datetime import date

from improvements.models import Improvement, Verification, VerificationPlan
from improvements.selectors.finding_text import FindingText, finding_text
from improvements.selectors.sample import kept_finding
from improvements.selectors.watch import watch_window


@dataclass(frozen=True)
class Verdict:
    """What somebody decided, the figures it was decided on, and the window after that they come from."""

    row: Verification
    text: FindingText
    after: tuple[date, date]


def plans_of(improvement: Improvement) -> dict[int, VerificationPlan]:
    """How the effect was to be compared, by round. One question."""
    rows = VerificationPlan.objects.filter(improvement=improvement)
    return {row.round: row for row in rows.select_related("indicator", "written_by")}


def verdicts_of(
    improvement: Improvement, plans: dict[int, VerificationPlan]
) -> tuple[Verdict, ...]:
    """Every verdict, the latest first; figures corrected since do not change what was decided on. One question."""
    rows = Verification.objects.filter(improvement=improvement).select_related("verified_by")
    return tuple(_verdict(improvement, row, plans[row.round]) for row in rows.order_by("-pk"))


def _verdict(improvement: Improvement, row: Verification, plan: VerificationPlan) -> Verdict:
    after = (
        watch_window(improvement, row.verified_at)
        if row.is_watch
        else (plan.after_start, plan.after_end)
    )
    return Verdict(row, finding_text(kept_finding(row, plan.indicator), plan), after)
