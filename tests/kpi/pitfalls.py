"""A week from the specialist's hand to the figure, the page and the REST answer: what the pitfalls are told with."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.test import Client

from governance.lib.periods import Week, parse_period
from governance.selectors.calendar import local_zone
from kpi.formulas.entry import Typed
from kpi.models import Indicator, IndicatorValue
from kpi.services.entry import WeekEntry
from kpi.services.indicator import TargetTerms, set_target
from kpi.services.submission import accept_submission, open_week, submit_week
from tests.kpi.collecting import make_indicator, make_measure
from tests.people import SETUP
from tests.rest import machine, make_token


def moment(day, clock=time(10)):
    return datetime.combine(day, clock, tzinfo=local_zone())


def measures(company, *codes, **extra):
    for code in codes:
        make_measure(code, company.process, **extra)


def indicator(company, code, formula, **extra):
    return make_indicator(code, company.process, formula, adopted_on=date(2025, 12, 1), **extra)


def hand_in(company, place, label, **numbers):
    """A week is entered by its specialist and accepted by the PMO on the Monday after.

    A number, text for “no data, because”, a pair (number, reason), or a list with one per slice.
    """
    week = Week.parse(label)
    at = moment(week.end + timedelta(days=1))
    cells = {}
    for code, told in numbers.items():
        parts = week.slices()
        for part, value in zip(parts, told if isinstance(told, list) else [told], strict=False):
            cells[code, part] = typed(value)
    row = open_week(place, week, by=place.person, at=at)
    row = submit_week(row, WeekEntry(cells), by=place.person, at=at)
    return accept_submission(row, by=company.officer, at=at + timedelta(hours=1))


def typed(value):
    if isinstance(value, str):
        return Typed("", no_data_reason=value)
    if isinstance(value, tuple):
        return Typed(str(value[0]), reason=value[1])
    return Typed(str(value))


def figure(code, label, scope="company"):
    return IndicatorValue.objects.get(indicator__code=code, period=label, scope=scope, dimension="")


def aim(code, operator, value, start="2025-01-01"):
    return set_target(
        Indicator.objects.get(code=code),
        TargetTerms(operator, Decimal(value), date.fromisoformat(start), basis="test"),
        by=SETUP,
        at=moment(date(2026, 1, 5)),
    )


def page(company, code, time_machine, path="", **query):
    """The indicator's page as the PMO reads it, in English."""
    time_machine.move_to(moment(date(2026, 6, 1)), tick=False)
    client = Client(headers={"accept-language": "en"})
    client.cookies["django_language"] = "en"
    client.force_login(company.officer)
    answer = client.get(f"/indicators/{code}/{path}", query)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def rest(company, code, label, **query):
    """The same figure as a program pulls it."""
    period = parse_period(label)
    client = machine(make_token(company.officer)[1])
    asked = {"indicator": code, "grain": period.grain, "from": label, "to": label} | query
    answer = client.get("/api/v1/kpi/values/", asked)
    assert answer.status_code == 200, answer.content
    (item,) = answer.json()["items"]
    return item
