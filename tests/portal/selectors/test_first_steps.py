"""The first steps of a company: ticked by the records, each with a link for whoever may do it, gone when all are done."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from governance.models.person import roles_held
from governance.services.setting import decide_setting
from kpi.models import Report, Submission
from kpi.states import ReportState, SubmissionState
from portal.selectors.first_steps import first_steps_of
from tests.kpi.collecting import (
    make_assignment,
    make_indicator,
    make_measure,
    make_process,
    make_target,
)
from tests.people import LONG_AGO

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)
STEPS = 9


def ticks(person):
    return [step.is_done for step in first_steps_of(person, TODAY).steps]


def test_first_steps_of_a_new_system_begin_with_the_accounts(system_admin):
    first = first_steps_of(system_admin, TODAY)

    assert (first.done, len(first.steps)) == (0, STEPS)
    assert [step.is_next for step in first.steps].index(True) == 0
    assert first.steps[0].url == reverse("governance:person-new")
    assert not any(step.url for step in first.steps[1:])


def test_first_steps_offer_each_person_the_first_that_is_their_own(security_admin, officer):
    [granting] = [step for step in first_steps_of(security_admin, TODAY).steps if step.is_next]
    [adopting] = [step for step in first_steps_of(officer, TODAY).steps if step.is_next]

    assert granting.url == reverse("governance:people")
    assert adopting.url == reverse("kpi:indicators")


def test_first_steps_are_shown_to_nobody_who_has_none(specialist, chair, auditor, employee):
    people = (specialist, chair, auditor, employee)
    assert [first_steps_of(person, TODAY) for person in people] == [None] * 4


def test_roles_are_granted_once_all_three_are_held(officer, manager):
    assert ticks(officer)[:2] == [True, False]


def test_first_steps_tick_one_by_one_and_go_with_the_first_issued_report(
    officer, manager, specialist, operations, django_assert_num_queries
):
    assert ticks(officer) == [True, True] + [False] * 7
    for key, value in (("company_name", "新远"), ("collect_from", "2026-01-05")):
        decide_setting(key, value, by=manager, at=LONG_AGO, reason="begin")
    assert ticks(officer) == [True] * 4 + [False] * 5
    process = make_process()
    make_measure("n", process)
    indicator = make_indicator("INC-01", process, "n")
    place = make_assignment(specialist, process, operations)
    assert ticks(officer) == [True] * 6 + [False] * 3
    make_target(indicator)
    Submission.objects.create(
        assignment=place,
        iso_year=2026,
        iso_week=8,
        start=date(2026, 2, 16),
        end=date(2026, 2, 22),
        state=SubmissionState.ACCEPTED,
    )
    officer.roles_of_request = roles_held(officer)
    with django_assert_num_queries(2):
        assert ticks(officer) == [True] * 8 + [False]

    Report.objects.create(
        period="2026-02",
        start=date(2026, 2, 1),
        end=date(2026, 2, 28),
        state=ReportState.ISSUED,
        drafted_at=timezone.now(),
        drafted_by="tests",
    )
    assert first_steps_of(officer, TODAY) is None


def test_home_shows_the_list_with_one_primary_button(client, officer):
    client.force_login(officer)
    page = client.get(reverse("portal:home")).content.decode()

    assert 'id="first-steps"' in page
    assert page.count("btn btn-sm btn-primary") == 1


def test_what_the_catalogue_brings_ticks_nothing(catalogue, system_admin):
    assert first_steps_of(system_admin, TODAY).done == 0
