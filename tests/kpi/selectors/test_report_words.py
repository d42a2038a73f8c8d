"""Compilations and service reports in words, and the workload counted from tickets (domain §5.1)."""

from datetime import UTC, datetime

import pytest
from django.utils import translation

from governance.lib.periods import Month, Quarter, Year
from kpi.models import Ticket
from kpi.selectors.report_reading import content_now
from kpi.selectors.report_service import workload
from kpi.selectors.report_words import words_of
from kpi.services.report import draft_report, write_section
from kpi.states import ReportKind, SectionKind
from tests.kpi.collecting import make_indicator, make_measure, make_target
from tests.kpi.reporting import APRIL_8, issued, make_months
from tests.kpi.ticketing import make_source

JANUARY, FEBRUARY, MARCH = Month(2026, 1), Month(2026, 2), Month(2026, 3)


@pytest.fixture
def world(specialist, operations, officer, manager):
    world = make_months(specialist, operations, JANUARY, FEBRUARY, MARCH)
    issued(JANUARY, officer, manager)
    return world


def said(kind, period, officer, language="en"):
    content = content_now(draft_report(kind, period, by=officer, at=APRIL_8), at=APRIL_8)
    with translation.override(language):
        return words_of(content)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_compilation_says_the_same_in_both_languages(language, world, officer):
    words = said(ReportKind.QUARTERLY, Quarter(2026, 1), officer, language)

    assert words.rows[0].actual == "90.00%"
    assert [cell.value for cell in words.spans[0].rows[0].cells] == ["90.00%"] * 3
    assert [cell.mark for cell in words.spans[0].rows[0].cells] == ["■"] * 3
    assert len(words.months_missing) == 2
    assert "90.00%" in words.summary
    assert not words.has_plain_trends


def test_count_tells_in_how_many_months_it_was_met(world, officer):
    words = said(ReportKind.QUARTERLY, Quarter(2026, 1), officer)

    count = next(row for row in words.rows if row.code == "INC-05")
    assert count.note == "judged by the month: met in 3 of 3"


def test_year_stands_in_two_tables_of_six_months(world, officer):
    at = datetime(2027, 1, 8, tzinfo=UTC)
    report = draft_report(ReportKind.YEARLY, Year(2026), by=officer, at=at)
    words = words_of(content_now(report, at=at))

    assert [len(span.months) for span in words.spans] == [6, 6]
    assert all(len(row.cells) == 6 for span in words.spans for row in span.rows)


def test_service_report_says_normal_and_abnormal(world, officer):
    words = said(ReportKind.SERVICE, MARCH, officer)

    assert [item.status for item in words.standards] == ["abnormal", "normal"]
    assert [row.code for row in words.findings] == ["INC-02"]
    assert "1 abnormal" in words.summary
    assert words.has_plain_trends


def test_finding_of_a_decided_month_carries_what_was_decided(world, officer):
    words = said(ReportKind.SERVICE, JANUARY, officer)

    decided = words.findings[0].decided[0]
    assert decided.facts["cause"] == "值守人员不足，转派耗时"
    assert "YNTD-ITSS-0600-MR-2026-01" in decided.description


def test_satisfaction_stands_in_a_table_of_its_own(world, officer):
    make_measure("happy", world.process)
    make_target(make_indicator("INC-08", world.process, "happy / closed", dimension="S"))
    words = said(ReportKind.SERVICE, MARCH, officer)

    assert [item.row.code for item in words.satisfaction] == ["INC-08"]
    assert "INC-08" not in {item.row.code for item in words.standards}


def test_what_the_pmo_wrote_stands_before_what_ships(world, officer):
    report = draft_report(ReportKind.SLA, MARCH, by=officer, at=APRIL_8)
    write_section(report, SectionKind.AUDIENCE, "客户甲", by=officer, at=APRIL_8)
    words = words_of(content_now(report, at=APRIL_8))

    assert words.audience == "客户甲"
    assert words.purpose


# --- workload ---------------------------------------------------------------------------------------


@pytest.fixture
def source(db):
    return make_source()


def ticket(source, key, priority, **times):
    moments = {name: datetime.fromisoformat(f"{day}T12:00:00+00:00") for name, day in times.items()}
    return Ticket.objects.create(source=source, key=key, priority=priority, **moments)


def test_workload_counts_each_time_in_its_own_period(source):
    ticket(source, "1", "P1", opened="2026-03-02", resolved="2026-03-03", closed="2026-04-01")
    ticket(source, "2", "P1", opened="2026-02-27", resolved="2026-03-01")
    ticket(source, "3", "P2", opened="2026-03-31")
    ticket(source, "4", "P2", opened="2026-04-01")

    lines = workload(MARCH)[0]["lines"]
    assert [
        (each["priority"], each["opened"], each["resolved"], each["closed"]) for each in lines
    ] == [
        ("P1", 1, 2, 0),
        ("P2", 1, 0, 0),
    ]


def test_workload_of_a_time_the_source_does_not_know_is_not_zero(source):
    ticket(source, "1", "P1", opened="2026-03-02")

    assert workload(MARCH)[0]["total"]["implemented"] is None


def test_workload_costs_one_question_for_the_tickets(source, django_assert_num_queries):
    ticket(source, "1", "P1", opened="2026-03-02")
    with django_assert_num_queries(2):
        workload(MARCH)


def test_source_whose_mapping_no_longer_reads_is_named(source):
    source.mapping_text = "= nothing"
    source.save()

    assert workload(MARCH) == [
        {
            "code": source.code,
            "name": source.name,
            "name_en": source.name_en,
            "process": source.process.code,
            "lines": [],
            "total": None,
        }
    ]


def test_workload_without_sources_is_empty(db):
    assert workload(MARCH) == []
