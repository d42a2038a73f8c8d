"""A large invented company as rows: processes × indicators × weeks, written by the database itself.

The rows are made by statements, not by services: only how fast they are read is measured on them.
"""

from datetime import date, timedelta

INDICATORS = 80


def adopt_many(per_process: int = INDICATORS):
    """`per_process` adopted indicators for each of the 16 processes, each a quotient of two measures."""
    from kpi.models import Indicator, IndicatorVersion, Measure
    from processes.models import Process

    processes = list(Process.objects.order_by("pk"))
    measures = Measure.objects.bulk_create(
        Measure(
            code=f"bench_{process.pk}_{number}_{side}",
            process=process,
            name=f"原始量{number}{side}",
            name_en=f"measure {number}{side}",
        )
        for process in processes
        for number in range(per_process)
        for side in "ab"
    )
    indicators = Indicator.objects.bulk_create(
        Indicator(
            code=f"B{process.pk:02d}-{number:03d}",
            process=process,
            name=f"测试指标{number}",
            name_en=f"indicator {number}",
            dimension="EQS"[number % 3],
            direction="up",
            unit="%",
            unit_en="%",
            state="adopted",
            adopted_on=date(2015, 1, 1),
        )
        for process in processes
        for number in range(per_process)
    )
    versions = IndicatorVersion.objects.bulk_create(
        IndicatorVersion(
            indicator=indicator,
            number=1,
            formula=f"{measures[2 * place].code} / {measures[2 * place + 1].code}",
        )
        for place, indicator in enumerate(indicators)
    )
    through = IndicatorVersion.measures.through
    through.objects.bulk_create(
        through(indicatorversion=version, measure=measures[2 * place + side])
        for place, version in enumerate(versions)
        for side in (0, 1)
    )
    return indicators


def write_years(first: int, last: int):
    """Base rows of every generated measure for each week of the years, and the figures rolled up from them."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE IF NOT EXISTS bench_period (grain text, label text, first date, last date, iso_year int, iso_week int)"
        )
        cursor.execute("DELETE FROM bench_period")
        cursor.executemany(
            "INSERT INTO bench_period VALUES (%s, %s, %s, %s, %s, %s)", list(_periods(first, last))
        )
        cursor.execute(_BASE)
        cursor.execute(_FIGURES)
        cursor.execute("ANALYZE")


def _periods(first, last):
    from governance.lib.periods import Month, Quarter, Week, Year, periods_between

    begin, end = date(first, 1, 5), date(last, 12, 28)
    for grain, kind in (("week", Week), ("month", Month), ("quarter", Quarter), ("year", Year)):
        for each in periods_between(kind.of(begin), kind.of(end)):
            iso = each.start.isocalendar()
            yield grain, each.label, each.start, each.end, iso.year, iso.week


_BASE = """
INSERT INTO kpi_measurevalue
    (measure_id, origin, dimension, dimension_value, start, "end", iso_year, iso_week, value, grade, narrative, no_data_reason, reason)
SELECT m.id, 'system', '', '', p.first, p.last, p.iso_year, p.iso_week,
       CASE WHEN m.code LIKE '%a' THEN 90 + (m.id + p.iso_week) % 10 ELSE 100 END, '', '', '', ''
FROM kpi_measure m CROSS JOIN bench_period p
WHERE m.code LIKE 'bench%' AND p.grain = 'week'
"""
_FIGURES = """
INSERT INTO kpi_indicatorvalue
    (indicator_id, definition_id, scope, dimension, dimension_value, grain, period, start, "end",
     numerator, denominator, value, grade, worst_grade, grades, narrative, remark, covered, expected, verdict, status)
SELECT i.id, v.id, 'company', '', '', p.grain, p.label, p.first, p.last,
       90 + (i.id + p.iso_week) % 10, 100, (90 + (i.id + p.iso_week) % 10) / 100.0, '', '', '[]', '', '', 1, 1, 'not_applicable', 'provisional'
FROM kpi_indicator i JOIN kpi_indicatorversion v ON v.indicator_id = i.id CROSS JOIN bench_period p
WHERE i.code LIKE 'B%-%' AND i.name LIKE '测试指标%'
"""


def days_back(today: date, years: int) -> date:
    """The day so many years earlier, near enough for choosing a period."""
    return today - timedelta(days=365 * years)
