"""One validator behind three doors: form, sheet and REST give one verdict on one text, and store one value (F5–F13, R9, X10)."""

import json
import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.test import Client

from governance.lib.fields import DayField
from governance.models import Project
from governance.services.job import run_due_jobs
from kpi.models import MeasureValue
from kpi.services.upload import confirm_upload
from kpi.states import UploadState
from tests.kpi.collecting import make_assignment, make_indicator, make_measure, make_process
from tests.kpi.filing import list_xlsx, stage
from tests.kpi.services.test_submission import moment
from tests.rest import WRITE, machine, make_token

pytestmark = pytest.mark.usefixtures("english")
NOW = moment("2026-06-01")
# How each measure counts: whole cases, hours with decimals, a percentage, a balance below zero.
MEASURES = {
    "cases": {"unit": "件"},
    "hours": {"unit": "h", "decimals": 2},
    "share": {"unit": "%", "decimals": 1},
    "balance": {"unit": "件", "may_be_negative": True},
}
DOORS = {"form": "p-form", "sheet": "p-sheet", "rest": "p-rest"}

# measure, what is typed, what is stored (None = refused at every door).
NUMBERS = [
    ("cases", "98", "98"),
    ("cases", "９８", "98"),
    ("cases", " 98 ", "98"),
    ("cases", "+98", "98"),
    ("cases", "0", "0"),
    ("cases", "-0", "0"),
    ("cases", "００７", "7"),
    ("cases", "98.0", "98"),
    ("cases", "98.", "98"),
    ("cases", "1,000", "1000"),
    ("cases", "１，０００", "1000"),
    ("cases", "1,234,567", "1234567"),
    ("cases", "\u00a05\u3000", "5"),
    ("cases", "\u200b5\ufeff", "5"),
    ("cases", "99999999999999", "99999999999999"),
    ("cases", "999999999999999", None),
    ("cases", "1" * 65, None),
    ("cases", "98.5", None),
    ("cases", "98%", None),
    ("cases", "1,00", None),
    ("cases", "1.000,5", None),
    ("cases", "1,0000", None),
    ("cases", "1_000", None),
    ("cases", "1 000", None),
    ("cases", "٣", None),
    ("cases", "三", None),
    ("cases", "0x10", None),
    ("cases", "1e5", None),
    ("cases", "1E5", None),
    ("cases", "1/3", None),
    ("cases", "≥1", None),
    ("cases", "--", None),
    ("cases", "—", None),
    ("cases", "N/A", None),
    ("cases", "NaN", None),
    ("cases", "Infinity", None),
    ("cases", "-inf", None),
    ("cases", "-1", None),
    ("cases", "−1", None),
    ("cases", "1 件", None),
    ("cases", "2 小时", None),
    ("cases", "<b>1</b>", None),
    ("cases", "{{7*7}}", None),
    ("cases", "=1+1x", None),
    ("cases", "¥5", None),
    ("hours", "98.5", "98.5"),
    ("hours", "98.50", "98.5"),
    ("hours", "９８．５", "98.5"),
    ("hours", ".5", "0.5"),
    ("hours", "0.25", "0.25"),
    ("hours", "0.255", None),
    ("hours", "1,000.25", "1000.25"),
    ("hours", "98.5%", None),
    ("hours", "1.2.3", None),
    ("hours", "98,5", None),
    ("hours", "999999999999.99", "999999999999.99"),
    ("hours", "9999999999999.99", None),
    ("share", "98.5%", "98.5"),
    ("share", "98.5 %", "98.5"),
    ("share", "９８．５％", "98.5"),
    ("share", "98.5", "98.5"),
    ("share", "120%", "120"),
    ("share", "98.55%", None),
    ("share", "98.5‰", None),
    ("share", "%", None),
    ("balance", "-5", "-5"),
    ("balance", "−5", "-5"),
    ("balance", "－５", "-5"),
    ("balance", "-1,000", "-1000"),
    ("balance", "- 5", None),
    ("balance", "5-", None),
]

# What is typed for the first day of a week, and the day it means (None = refused at every door).
DATES = [
    ("2026-02-09", "2026-02-09"),
    ("2026-2-9", "2026-02-09"),
    ("2026/02/09", "2026-02-09"),
    ("2026.2.9", "2026-02-09"),
    ("2026年2月9日", "2026-02-09"),
    ("２０２６－０２－０９", "2026-02-09"),
    (" 2026-02-09 ", "2026-02-09"),
    ("2026-02-29", None),
    ("2026-13-01", None),
    ("26-2-9", None),
    ("0001-01-01", None),
    ("9999-12-31", None),
    ("1949-12-31", None),
    ("09.02.2026", None),
    ("2026-02", None),
    ("20260209", None),
    ("2026-W07-1", None),
    ("2026-02/09", None),
    ("2026-02-09T00:00", None),
    ("today", None),
    ("二〇二六年二月九日", None),
]


@pytest.fixture
def places(specialist, operations):
    """The same questions asked at three places, one for each door."""
    process = make_process()
    for code, extra in MEASURES.items():
        make_measure(code, process, **extra)
        make_indicator(f"T-{code}", process, code, unit=extra["unit"])
    return {
        door: make_assignment(
            specialist, process, operations, project=Project.objects.create(code=code, name=code)
        )
        for door, code in DOORS.items()
    }


def week_of(number):
    """A week of its own for every case, none of which crosses the end of a month."""
    from governance.lib.periods import Week

    week, found = Week.parse("2024-W02"), []
    while len(found) <= number:
        if not week.crosses_month:
            found.append(week)
        week = week.next()
    return found[number]


def kept_at(place):
    """What is stored, by week and measure."""
    rows = MeasureValue.objects.filter(assignment=place).values_list(
        "start", "measure__code", "value"
    )
    return {(start, code): value for start, code, value in rows}


def through_form(place, specialist):
    client = Client()
    client.force_login(specialist)
    refused = set()
    for number, (measure, typed, _stored) in enumerate(NUMBERS):
        week = week_of(number)
        address = f"/weekly/{place.pk}/{week.label}/"
        others = {f"v.{code}.{week.start:%Y%m%d}": "1" for code in MEASURES}
        data = others | {f"v.{measure}.{week.start:%Y%m%d}": typed, "act": "submit"}
        if client.post(address, data).status_code != 302:
            refused.add(number)
    return refused


def through_rest(place, specialist):
    client = machine(make_token(specialist, WRITE)[1])
    refused = set()
    for number, (measure, typed, _stored) in enumerate(NUMBERS):
        week = week_of(number)
        body = {
            "process": "incident",
            "department": "operations",
            "project": DOORS["rest"],
            "week": week.label,
            "submit": True,
            "values": [
                {"measure": code, "value": typed if code == measure else "1"} for code in MEASURES
            ],
        }
        answer = client.post(
            "/api/v1/kpi/submissions/", json.dumps(body), content_type="application/json"
        )
        if answer.status_code != 201:
            refused.add(number)
    return refused


def through_sheet(place, specialist):
    """One file names every bad cell; the rest, handed in by a second file, is stored."""
    head = ("process", "department", "project", "week", "measure", "value")

    def rows(numbers):
        return [
            ["incident", "operations", DOORS["sheet"], week_of(number).label, code, typed]
            for number in numbers
            for code in MEASURES
            for typed in [NUMBERS[number][1] if code == NUMBERS[number][0] else "1"]
        ]

    def as_text(book, page):
        for line in page.iter_rows(min_row=2, min_col=6, max_col=6):
            line[0].data_type = "s"

    everything = range(len(NUMBERS))
    row = stage(list_xlsx(rows(everything), head, as_text), specialist, NOW)
    refused = {(bad["row"] - 2) // len(MEASURES) for bad in row.bad_cells}
    good = [number for number in everything if number not in refused]
    row = stage(list_xlsx(rows(good), head, as_text), specialist, NOW)
    confirm_upload(row, by=specialist, at=NOW)
    run_due_jobs(clock=lambda: NOW)
    row.refresh_from_db()
    assert row.state == UploadState.STORED
    return refused


def test_a_number_has_one_verdict_and_one_value_at_three_doors(places, specialist):
    assert len(NUMBERS) + len(DATES) >= 60
    doors = {"form": through_form, "sheet": through_sheet, "rest": through_rest}
    with time_machine.travel(NOW, tick=False):
        refused = {door: act(places[door], specialist) for door, act in doors.items()}
    expected = {number for number, (_code, _typed, stored) in enumerate(NUMBERS) if stored is None}

    for door, numbers in refused.items():
        wrong = [NUMBERS[number] for number in sorted(numbers ^ expected)]
        assert wrong == [], door
    for door, place in places.items():
        kept = kept_at(place)
        for number, (measure, typed, stored) in enumerate(NUMBERS):
            if stored is not None:
                found = kept[week_of(number).start, measure]
                assert found == Decimal(stored), (door, typed, found)


def form_day(text):
    from django.core.exceptions import ValidationError

    try:
        return DayField().clean(text)
    except ValidationError:
        return None


def rest_day(client, text):
    body = {
        "process": "incident",
        "department": "operations",
        "project": DOORS["rest"],
        "week": "2026-W07",
        "values": [{"measure": "cases", "slice_start": text, "value": "7"}],
    }
    MeasureValue.objects.all().delete()
    answer = client.post(
        "/api/v1/kpi/submissions/", json.dumps(body), content_type="application/json"
    )
    cell = MeasureValue.objects.first()
    assert (cell is None) == (answer.status_code >= 400)
    return cell and cell.start


def sheet_days(specialist):
    """Each date in a row of its own; a row that is refused at its date has none."""
    head = ("process", "department", "project", "week", "slice_start", "measure", "value")
    rows = [
        ["incident", "operations", DOORS["sheet"], "2026-W07", text, f"m{number}", "7"]
        for number, (text, _day) in enumerate(DATES)
    ]
    row = stage(list_xlsx(rows, head), specialist, NOW)
    refused = {bad["row"] - 2 for bad in row.bad_cells if bad["column"] == "First day"}
    # The others got as far as their measure, which nobody asks for: their week was understood.
    known = {bad["row"] - 2 for bad in row.bad_cells if re.search("not asked for", bad["reason"])}
    assert refused | known == set(range(len(DATES)))
    assert not refused & known
    return [None if number in refused else date(2026, 2, 9) for number in range(len(DATES))]


def test_a_date_has_one_verdict_at_three_doors(places, specialist):
    client = machine(make_token(specialist, WRITE)[1])
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        sheet = sheet_days(specialist)
        found = [
            (text, form_day(text), rest_day(client, text), day)
            for (text, _day), day in zip(DATES, sheet, strict=True)
        ]

    expected = [(text, *[date.fromisoformat(day) if day else None] * 3) for text, day in DATES]
    assert found == expected
