"""One year of the policy, 2026 with its 53rd week, through pages and REST with a travelling clock (design §2).

The plan is made in Q4 2025; four places report for 53 weeks; months are reported, quarters reviewed,
three improvements run their course; the next plan is in force when the last review is signed. At the
end everything is reckoned anew from the numbers that were typed (`year/truth.py`).
"""

from itertools import chain

import pytest

from tests.journeys.year import (
    assessment,
    improvements,
    norm,
    plan,
    reckoning,
    reports,
    reviews,
    training,
    weeks,
)
from tests.journeys.year.world import Year, found_company, moment


def agenda():
    """The diary: who does what when, in the order of time."""
    chapters = (
        plan.plans(),
        weeks.weeks(),
        weeks.late_weeks(),
        weeks.besides(),
        reports.months(),
        reviews.reviews(),
        improvements.improvements(),
        norm.norm(),
        training.promises(),
        assessment.assessments(),
    )
    return sorted(chain(*chapters), key=lambda entry: entry[0])


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_one_year(time_machine):
    found_company()
    year = Year(time_machine)
    for at, act, about in agenda():
        year.travel(moment(at))
        act(year) if about is None else act(year, about)
    reckoning.reckon(year)
