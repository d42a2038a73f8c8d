"""A company on its first day: catalogue loaded, one process adopted with its target, somebody to report it."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client

from governance.models import Department, Person
from governance.selectors.calendar import local_zone
from governance.services.calendar import seed_calendar
from governance.services.setting import decide_setting
from kpi.models import Indicator
from kpi.services.indicator import TargetTerms, adopt_indicator
from kpi.services.proposal import approve_proposal, propose_target
from processes.models import Assignment, Process
from processes.services.assignment import NewAssignment, assign_process
from tests.people import LONG_AGO, SETUP

FIRST_DAY = date(2026, 6, 1)


def shanghai(text):
    """A moment as the wall clock of the company shows it: `06-08 09:00` of 2026."""
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=local_zone())


@dataclass(frozen=True)
class Company:
    """Who is there, and what they measure."""

    specialist: Person
    officer: Person
    manager: Person
    assignment: Assignment
    indicator: Indicator


@pytest.fixture
def company(specialist, officer, manager, employee):
    call_command("load_catalogue", stdout=StringIO())
    seed_calendar([2026], by=SETUP, at=LONG_AGO)
    for key, value in (
        ("company_name", "白桦数字科技有限公司"),
        ("company_code", "BH"),
        ("collect_from", FIRST_DAY.isoformat()),
    ):
        decide_setting(key, value, by=manager, at=LONG_AGO, reason="首日设定")
    indicator = Indicator.objects.get(code="DSK-05")
    indicator = adopt_indicator(indicator, by=officer, at=LONG_AGO, valid_from=FIRST_DAY)
    terms = TargetTerms(">=", Decimal(65), FIRST_DAY, basis="年度目标")
    proposal = propose_target(indicator, terms, by=officer, at=LONG_AGO)
    approve_proposal(proposal, by=manager, at=LONG_AGO)
    assignment = assign_process(
        NewAssignment(
            person=specialist,
            process=Process.objects.get(code="service_desk"),
            department=Department.objects.get(code="operations"),
            valid_from=FIRST_DAY,
        ),
        by=officer,
        at=LONG_AGO,
    )
    return Company(specialist, officer, manager, assignment, indicator)


def browser_of(person):
    """A new sign-in, as on every morning."""
    client = Client()
    client.force_login(person)
    return client
