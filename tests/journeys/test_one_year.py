"""One year of the policy, 2026 with its 53rd week, through pages and REST with a travelling clock (design §2)."""

from itertools import chain

from tests.journeys.year import assessment, improvements, norm, plan, reckoning, reports, reviews, training, weeks


def agenda():
    """The diary: who does what when, in the order of time."""
    chapters = (
        plan.plans(),
        weeks.weeks(),
        weeks.late_weeks(),
        reports.months(),
        weeks.besides(),
        reviews.reviews(),
        improvements.improvements(),
        norm.norm(),
        training.promises(),
        assessment.assessments(),
    )
    return sorted(chain(*chapters), key=lambda entry: entry[0])
