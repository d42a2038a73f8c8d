"""Surveys and complaints become numbers of indicators, by decision and never twice (R54, G24, domain §4.3m)."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.utils import translation

from governance.lib.periods import Week
from governance.lib.workflow import NotAllowed, NoteMissing
from governance.models import AuditEntry
from governance.states import Role
from kpi.models import Indicator, IndicatorValue, IndicatorVersion, Measure, MeasureValue
from kpi.selectors.asked import questionnaire
from kpi.selectors.figure_text import answers_text
from kpi.states import Origin
from processes.models import Assignment
from reviews.models import ComplaintCount
from reviews.selectors.satisfaction import complaint_doors, survey_doors
from reviews.services.satisfaction import (
    CannotCount,
    count_feedback,
    count_survey,
    end_complaint_count,
    start_complaint_count,
    uncount_survey,
)
from reviews.services.survey import NewSurvey, register_survey
from reviews.states import FeedbackKind
from tests.people import make_person
from tests.reviews.world import NOW

QUARTER, LATER = "2026-Q2", datetime.fromisoformat("2026-07-20T02:00:00+00:00")


def make_indicator(world, formula, *, code="INC-08", population=None, **changes):
    names = [*formula.replace("/", " ").replace("-", " ").split(), *filter(None, [population])]
    measures = {
        name: Measure.objects.get_or_create(
            code=name, defaults={"process": world.process, "name": name, "name_en": name}
        )[0]
        for name in names
        if not name.isdecimal()
    }
    given = {
        "process": world.process,
        "name": "满意度",
        "dimension": "S",
        "unit": "%",
        "direction": "up",
        "cadence": "quarter",
        "assessment_grain": "quarter",
        "state": "adopted",
        "adopted_on": date(2026, 1, 1),
    }
    row = Indicator.objects.create(code=code, **{**given, **changes})
    version = IndicatorVersion.objects.create(
        indicator=row,
        number=1,
        formula=formula,
        valid_from=date(2026, 1, 1),
        population=measures.get(population),
    )
    version.measures.set(measures.values())
    return row


@pytest.fixture
def csat(world):
    return make_indicator(world, "inc_satisfied / inc_rated", population="inc_surveyed")


@pytest.fixture
def complaints(world):
    changes = {"unit": "次", "cadence": "week", "direction": "down", "assessment_grain": "week"}
    return make_indicator(world, "avl_complaints", code="AVL-08", **changes)


def survey(world, **changes):
    given = {
        "title": "二季度满意度",
        "process": world.process,
        "start": date(2026, 5, 1),
        "end": date(2026, 5, 31),
        "asked": 40,
        "answered": 20,
        "satisfied": 18,
        **changes,
    }
    return register_survey(NewSurvey(**given), by=world.specialist, at=NOW)


def figure(indicator, period=QUARTER):
    return IndicatorValue.objects.filter(
        indicator=indicator, period=period, scope="company", dimension=""
    ).first()


def reporting(world):
    return Assignment.objects.create(
        person=world.specialist,
        department=world.operations,
        process=world.process,
        valid_from=date(2026, 1, 1),
    )


def asked_in(assignment, day):
    return {
        question.measure.code
        for question in questionnaire(assignment, Week.of(day), split=True).questions
    }


def test_count_survey_gives_the_figure_its_n_and_its_response_rate(world, csat):
    count_survey(survey(world), csat, by=world.officer, at=NOW)

    found = figure(csat)
    with translation.override("en"):
        words = answers_text(found.denominator, found.population)
    assert (found.value, found.numerator, found.denominator, found.population) == (90, 18, 20, 40)
    assert (found.covered, found.expected) == (1, 1)
    assert words == "n = 20 of 40, response rate 50.00%"


def test_two_surveys_of_a_quarter_are_added_and_not_averaged(world, csat):
    count_survey(survey(world), csat, by=world.officer, at=NOW)
    count_survey(
        survey(world, asked=1000, answered=980, satisfied=490), csat, by=world.officer, at=NOW
    )

    found = figure(csat)
    assert (found.numerator, found.denominator) == (508, 1000)
    assert found.value == Decimal("50.8")


def test_count_survey_by_whoever_registered_it_is_refused(world, csat):
    both = make_person("han", "韩双", world.operations, Role.PMO)
    row = register_survey(
        NewSurvey("回访", world.process, date(2026, 5, 1), date(2026, 5, 2), 9, 8, 7),
        by=both,
        at=NOW,
    )

    with pytest.raises(NotAllowed):
        count_survey(row, csat, by=both, at=NOW)
    assert count_survey(row, csat, by=world.officer, at=NOW).indicator == csat


def test_count_survey_by_a_specialist_is_refused(world, csat):
    with pytest.raises(NotAllowed):
        count_survey(survey(world), csat, by=world.stranger, at=NOW)


def test_count_survey_twice_is_refused(world, csat):
    row = count_survey(survey(world), csat, by=world.officer, at=NOW)

    with pytest.raises(CannotCount):
        count_survey(row, csat, by=world.officer, at=NOW)


def test_a_survey_counts_nowhere_by_itself(world, csat):
    survey(world)
    count_feedback(at=NOW)

    assert figure(csat) is None


@pytest.mark.parametrize(
    ("formula", "changes"),
    [
        ("inc_satisfied / inc_rated", {"dimension": "E"}),
        ("inc_satisfied / inc_rated", {"state": "suggested"}),
        ("1 - inc_satisfied / inc_rated", {}),
        ("inc_satisfied", {}),
    ],
)
def test_count_survey_into_what_takes_none_is_refused(world, formula, changes):
    indicator = make_indicator(world, formula, **changes)

    assert indicator not in survey_doors()
    with pytest.raises(CannotCount):
        count_survey(survey(world), indicator, by=world.officer, at=NOW)


def test_an_indicator_counted_per_project_takes_no_survey(world, csat):
    csat.definitions.update(needs_project=True)

    assert survey_doors() == []


def test_uncount_survey_takes_its_numbers_back_with_a_reason(world, csat):
    row = count_survey(survey(world), csat, by=world.officer, at=NOW)

    with pytest.raises(NoteMissing):
        uncount_survey(row, note=" ", by=world.officer, at=NOW)
    uncount_survey(row, note="问卷重复发放", by=world.officer, at=NOW)

    assert figure(csat) is None
    assert not MeasureValue.objects.filter(origin=Origin.SYSTEM).exists()
    with pytest.raises(CannotCount):
        uncount_survey(row, note="问卷重复发放", by=world.officer, at=NOW)


def test_what_was_counted_is_counted_again_without_a_change(world, csat):
    count_survey(survey(world), csat, by=world.officer, at=NOW)

    again = count_feedback(at=LATER)

    assert (again.written, again.removed) == (0, 0)


def test_nobody_is_asked_in_the_quarter_of_a_survey_and_everybody_in_the_next(world, csat):
    place = reporting(world)
    assert asked_in(place, date(2026, 6, 30)) == {"inc_satisfied", "inc_rated", "inc_surveyed"}

    count_survey(survey(world), csat, by=world.officer, at=NOW)

    assert asked_in(place, date(2026, 6, 30)) == set()
    assert len(asked_in(place, date(2026, 9, 30))) == 3
    assert (figure(csat).covered, figure(csat).expected) == (1, 1)


def test_typed_numbers_of_the_quarter_do_not_count_beside_the_survey(world, csat):
    place = reporting(world)
    for code, value in (("inc_satisfied", 1), ("inc_rated", 10)):
        MeasureValue.objects.create(
            measure=Measure.objects.get(code=code),
            origin=Origin.ENTRY,
            assignment=place,
            department=world.operations,
            start=date(2026, 6, 29),
            end=date(2026, 6, 30),
            iso_year=2026,
            iso_week=27,
            value=value,
        )

    count_survey(survey(world), csat, by=world.officer, at=NOW)

    assert (figure(csat).numerator, figure(csat).denominator) == (18, 20)


def test_a_figure_that_had_been_issued_is_told_as_restated(world, csat):
    count_survey(survey(world), csat, by=world.officer, at=NOW)
    IndicatorValue.objects.filter(indicator=csat).update(status="final")

    count_survey(
        survey(world, asked=20, answered=20, satisfied=0), csat, by=world.officer, at=LATER
    )

    entry = AuditEntry.objects.get(action="kpi.restate_figures")
    assert figure(csat).status == "restated"
    assert {row["indicator"] for row in entry.after["figures"]} == {"INC-08"}


def test_the_register_counts_complaints_of_its_process_and_a_week_without_one_is_zero(
    world, complaints
):
    world.feedback(received_at=datetime.fromisoformat("2026-07-07T02:00:00+00:00"))
    world.feedback(
        received_at=datetime.fromisoformat("2026-07-08T02:00:00+00:00"), kind=FeedbackKind.PRAISE
    )
    world.feedback(received_at=datetime.fromisoformat("2026-07-09T02:00:00+00:00"), process=None)

    start_complaint_count(
        complaints, valid_from=date(2026, 6, 29), note="登记册为准", by=world.manager, at=NOW
    )

    assert (figure(complaints, "2026-W27").value, figure(complaints, "2026-W28").value) == (0, 1)
    assert figure(complaints, "2026-W26") is None


def test_a_complaint_registered_later_is_counted_by_the_clock(world, complaints):
    start_complaint_count(
        complaints, valid_from=date(2026, 7, 6), note="登记册为准", by=world.manager, at=NOW
    )
    world.feedback(received_at=datetime.fromisoformat("2026-07-07T02:00:00+00:00"))

    count_feedback(at=NOW)

    assert figure(complaints, "2026-W28").value == 1


def test_after_its_last_day_the_register_counts_no_more_and_people_are_asked(world, complaints):
    place = reporting(world)
    row = start_complaint_count(
        complaints, valid_from=date(2026, 6, 29), note="登记册为准", by=world.manager, at=NOW
    )
    end_complaint_count(row, last_day=date(2026, 7, 5), note="改回填报", by=world.manager, at=NOW)

    assert figure(complaints, "2026-W28") is None
    assert asked_in(place, date(2026, 7, 1)) == set()
    assert asked_in(place, date(2026, 7, 8)) == {"avl_complaints"}


def test_start_complaint_count_twice_is_refused(world, complaints):
    given = {"valid_from": date(2026, 7, 6), "note": "登记册为准", "at": NOW}
    start_complaint_count(complaints, **given, by=world.manager)

    with pytest.raises(CannotCount):
        start_complaint_count(complaints, **given, by=world.manager)
    assert ComplaintCount.objects.count() == 1


def test_start_complaint_count_by_a_specialist_or_into_a_share_is_refused(world, complaints, csat):
    given = {"valid_from": date(2026, 7, 6), "note": "登记册为准", "at": NOW}

    with pytest.raises(NotAllowed):
        start_complaint_count(complaints, **given, by=world.specialist)
    with pytest.raises(CannotCount):
        start_complaint_count(csat, **given, by=world.manager)
    assert complaint_doors() == [complaints]
