"""Pulling figures by REST, side by side with the database writing the same rows by itself (quality P3).

python -m benchmarks.pull [rows]   needs PostgreSQL's programs on this machine; 100,000 rows without it
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks.measure import Figure, tell

ROOT = Path(__file__).resolve().parent.parent
ROWS, RUNS, PAGE = 100_000, 5, 200
VALUES = "/api/v1/kpi/values/"
SLOW = "DRF serializers against our JSON"
AT_LEAST = {SLOW}
GOALS = {
    "postgresql": {"json": 1.3, "csv": 1.2, SLOW: 10.0, "first byte": 50.0, "memory": 20.0},
    "sqlite": {"json": 2.0, SLOW: 10.0, "first byte": 50.0, "memory": 20.0},
}
# The same rows, columns, rights, filter and order, told by the database alone.
PLAIN = """SELECT i.code AS indicator, v.period, v.start AS period_start, v."end" AS period_end, v.scope,
  v.dimension, v.dimension_value, v.numerator, v.denominator, v.value, i.unit, t.operator, t.value AS target,
  t.upper, v.verdict, v.status, v.covered, v.expected, d.number AS definition_version
FROM kpi_indicatorvalue v JOIN kpi_indicator i ON i.id = v.indicator_id
  JOIN kpi_indicatorversion d ON d.id = v.definition_id LEFT JOIN kpi_target t ON t.id = v.target_id
WHERE v.grain = 'week' AND v.dimension = '' AND (v.department_id IS NULL OR v.department_id = {department})
ORDER BY v.start, v.indicator_id, v.id"""
NAMES = [
    "indicator",
    "period",
    "period_start",
    "period_end",
    "scope",
    "dimension",
    "dimension_value",
    "numerator",
    "denominator",
    "value",
    "unit",
    "operator",
    "target",
    "upper",
    "verdict",
    "status",
    "covered",
    "expected",
    "definition_version",
]


def main() -> None:
    """Measures on both databases, each in a process of its own, and prints the ratios."""
    if "--on" in sys.argv:
        print(json.dumps(measured(int(sys.argv[1]))))
        return
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    from tests.services import Postgres

    server = Postgres()
    found: list[Figure] = []
    try:
        with tempfile.TemporaryDirectory() as folder:
            for url in (server.url, f"sqlite://{folder}/pull.sqlite3"):
                found += figures_of(rows, apart(rows, url))
    finally:
        server.stop()
    tell(found)


def apart(rows: int, url: str) -> dict[str, Any]:
    """What one database does, measured in a fresh process."""
    world = {
        **os.environ,
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "API_REQUESTS_PER_MINUTE": "1000000",
        "PYTHONPATH": str(ROOT),
    }
    run = subprocess.run(
        [sys.executable, "-m", "benchmarks.pull", str(rows), "--on"],
        env=world,
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    found: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return found


def figures_of(rows: int, found: dict[str, Any]) -> Iterable[Figure]:
    """What one database took, each beside what the database alone takes in the same run."""
    vendor = found["vendor"]
    goals = GOALS[vendor]
    for name, (ours, base, ratio) in found["ratios"].items():
        note = f"{ours * 1000:.0f} ms against {base * 1000:.0f} ms"
        what = f"{vendor}, {rows:,} figures: {name}"
        yield Figure("P3", what, ratio, "×", goals.get(name), note, at_least=name in AT_LEAST)
    for name, unit in (("first byte", "ms"), ("memory", "MB")):
        yield Figure("P3", f"{vendor}, {rows:,} figures: {name}", found[name], unit, goals[name])


def measured(rows: int) -> dict[str, Any]:
    """The doors through the whole of Django, and the bare statements beside them, in turns."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    text, department = company(rows)
    ask = asker(text)
    sql = PLAIN.format(department=department)
    pairs: dict[str, tuple[Callable[[], int], Callable[[], int]]] = {
        "json": (lambda: eaten(ask(paging="none")), lambda: eaten(bare_json(sql))),
        "csv": (lambda: eaten(ask(format="csv")), lambda: eaten(bare_csv(sql))),
    }
    best: dict[str, list[float]] = {name: [9e9, 9e9] for name in pairs}
    for _run in range(RUNS):
        for name, sides in pairs.items():
            for place, side in enumerate(sides):
                best[name][place] = min(best[name][place], timed(side))
    ratios = {name: (ours, base, ours / base) for name, (ours, base) in best.items()}
    serializers = timed(lambda: eaten(by_serializers()))
    ratios[SLOW] = (serializers, best["json"][0], serializers / best["json"][0])
    return {
        "vendor": connection.vendor,
        "ratios": ratios,
        "first byte": min(first_byte(ask) for _run in range(RUNS)) * 1000,
        "memory": memory_of(lambda: eaten(ask(paging="none"))),
    }


def company(rows: int) -> tuple[str, int]:
    """A department head's token, and that many weekly figures of 80 indicators in 16 processes."""
    from decimal import Decimal

    from governance.lib.periods import Week
    from governance.models import Department
    from governance.states import Role
    from kpi.models import IndicatorValue
    from tests.kpi.collecting import make_indicator, make_measure, make_process, make_target
    from tests.people import make_person
    from tests.rest import make_token

    department = Department.objects.create(code="ops", name="运维部", name_en="O&M")
    other = Department.objects.create(code="dev", name="研发部", name_en="R&D")
    indicators = []
    for place in range(16):
        process = make_process(
            f"process-{place}", f"P{place:02}", f"过程{place}", f"Process {place}"
        )
        make_measure(f"m_{place}", process)
        for number in range(5):
            row = make_indicator(f"P{place:02}-{number:02}", process, f"m_{place}")
            indicators.append((row, row.definitions.get(), make_target(row)))
    week, batch = Week(2000, 1), []
    for number in range(rows + rows // 10):
        indicator, definition, target = indicators[number % 80]
        if number and number % 80 == 0:
            week = Week.of(week.end + timedelta(days=1))
        # One in eleven belongs to another department and is not for this reader's eyes.
        owner = other if number % 11 == 10 else department if number % 2 else None
        batch.append(
            IndicatorValue(
                indicator=indicator,
                definition=definition,
                target=target,
                scope=f"department:{owner.code}" if owner else "company",
                department=owner,
                grain="week",
                period=week.label,
                start=week.start,
                end=week.end,
                numerator=Decimal(number % 997),
                denominator=Decimal(997),
                value=Decimal(100 * (number % 997)) / 997,
                covered=1,
                expected=1,
                verdict="met",
            )
        )
        if len(batch) == 5000:
            IndicatorValue.objects.bulk_create(batch)
            batch = []
    IndicatorValue.objects.bulk_create(batch)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    reader = make_person("reader", "读数", department, Role.DEPARTMENT_HEAD)
    return make_token(reader)[1], department.pk


def asker(text: str) -> Callable[..., Iterable[bytes]]:
    """A program with a token that asks the door for everything it may see."""
    from tests.rest import machine

    client = machine(text)

    def ask(**query: str) -> Iterable[bytes]:
        answer = client.get(VALUES, {"grain": "week", "scope": "all", **query})
        if answer.status_code != 200 or not answer.streaming:
            raise SystemExit(f"{answer.status_code}: {answer.content!r}")
        return answer.streaming_content

    return ask


def bare_json(sql: str) -> Iterable[Any]:
    """The database's own JSON: COPY of row_to_json on PostgreSQL, json_object on SQLite."""
    from django.db import connection

    if connection.vendor == "postgresql":
        yield from copied(f"COPY (SELECT row_to_json(r) FROM ({sql}) r) TO STDOUT")
        return
    cells = ", ".join(f"'{name}', {name}" for name in NAMES)
    with connection.cursor() as cursor:
        for (line,) in cursor.cursor.execute(f"SELECT json_object({cells}) FROM ({sql})"):
            yield line


def bare_csv(sql: str) -> Iterable[Any]:
    """COPY CSV on PostgreSQL; SQLite has none, so its cells as they come."""
    from django.db import connection

    if connection.vendor == "postgresql":
        yield from copied(f"COPY ({sql}) TO STDOUT (FORMAT csv)")
        return
    with connection.cursor() as cursor:
        yield from cursor.cursor.execute(sql)


def copied(statement: str) -> Iterable[Any]:
    """What PostgreSQL sends, piece by piece."""
    from django.db import connection

    with connection.cursor() as cursor, cursor.cursor.copy(statement) as copy:
        yield from copy


def by_serializers() -> Iterable[bytes]:
    """The same rows through objects and the framework's serializers, as it is usually done."""
    from rest_framework.renderers import JSONRenderer
    from rest_framework.serializers import CharField, DateField, ModelSerializer

    from governance.models import Person
    from kpi.models import IndicatorValue, Target

    class TargetOfValue(ModelSerializer[Target]):
        class Meta:
            model = Target
            fields = ("operator", "value", "upper")

    class OneValue(ModelSerializer[IndicatorValue]):
        indicator = CharField(source="indicator.code")
        unit = CharField(source="indicator.unit")
        period_start = DateField(source="start")
        period_end = DateField(source="end")
        definition_version = CharField(source="definition.number")
        target = TargetOfValue()

        class Meta:
            model = IndicatorValue
            fields = (
                *("indicator", "period", "period_start", "period_end", "scope", "dimension"),
                *("dimension_value", "numerator", "denominator", "value", "unit", "target"),
                *("verdict", "status", "covered", "expected", "definition_version"),
            )

    reader = Person.objects.get(username="reader")
    rows = IndicatorValue.objects.visible_to(reader).filter(grain="week", dimension="")
    rows = rows.select_related("indicator", "definition", "target")
    yield JSONRenderer().render(OneValue(rows.order_by("start"), many=True).data)


def eaten(parts: Iterable[Any]) -> int:
    """Everything is taken and nothing kept."""
    return sum(len(part) for part in parts)


def timed(act: Callable[[], object]) -> float:
    """Seconds of one run."""
    begin = time.perf_counter()
    act()
    return time.perf_counter() - begin


def first_byte(ask: Callable[..., Iterable[bytes]]) -> float:
    """Until the first rows are there, behind the head that needs no database."""
    begin = time.perf_counter()
    stream = iter(ask(paging="none"))
    next(stream)
    next(stream)
    taken = time.perf_counter() - begin
    for _part in stream:
        pass
    return taken


def memory_of(act: Callable[[], object]) -> float:
    """By how many MB the peak of this process grows over where it stands (Linux)."""
    act()
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    before = kilobytes("VmRSS")
    act()
    return (kilobytes("VmHWM") - before) / 1024


def kilobytes(name: str) -> int:
    """One line of what the kernel says of this process."""
    status = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in status if line.startswith(f"{name}:"))


if __name__ == "__main__":
    main()
