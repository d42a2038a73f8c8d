"""P7: a 100,000-row XLSX of values is checked row by row, stored and rolled up; openpyxl only reads it, in the same run.

    python -m benchmarks.import_values [ROWS]

Works in a database of its own that is thrown away; prints a line per step and the ratio.
"""

import io
import os
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
PROCESSES, PROJECTS, MEASURES, FIRST = 16, 10, 10, date(2025, 6, 2)
RATIO = "100,000-row import against openpyxl reading it"
NOW = datetime(2026, 11, 2, 1, tzinfo=UTC)


def main(rows: int = 100_000) -> None:
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    import django

    django.setup()
    from django.test.utils import setup_databases, setup_test_environment, teardown_databases

    from benchmarks.measure import Figure, tell

    setup_test_environment()
    old = setup_databases(verbosity=0, interactive=False)
    try:
        with TemporaryDirectory() as folder:
            figures = run(Path(folder) / "history.xlsx", rows)
    finally:
        teardown_databases(old, verbosity=0)
    limits = {RATIO: 0.6}
    units = {"(s)": "s"}
    tell(
        Figure("P7", name, value, units.get(name[-3:], ""), limits.get(name))
        for name, value in figures.items()
    )


def run(path: Path, rows: int) -> dict[str, float]:
    from django.core.files.base import File
    from django.urls import reverse

    from kpi.models import MeasureValue, Submission
    from kpi.selectors.rule import collection_rules
    from kpi.services.history import endorse_history, propose_history, read_history, store_history
    from kpi.services.rollup import check_rollups
    from kpi.services.upload import HandedIn, register_upload
    from kpi.states import UploadKind

    importer, acceptor, places = company()
    reverse("kpi:weekly")  # a worker has loaded the addresses long ago
    write_list(path, places, rows, split=collection_rules().split)
    figures: dict[str, float] = {"rows": rows, "megabytes": path.stat().st_size / 2**20}
    rows = read_beside(path, figures)
    handed_in = HandedIn(path.name, path.stat().st_size, File(io.BytesIO(path.read_bytes())))
    row = register_upload(handed_in, UploadKind.HISTORY, ".xlsx", by=importer, at=NOW)
    with timed(figures, "first check (s)"):
        row = read_history(row, at=NOW)
    assert row.bad_count == 0, row.bad_cells[:3]
    row = endorse_history(propose_history(row, by=importer, at=NOW), by=acceptor, at=NOW)
    with timed(figures, "check, store, roll up (s)"):
        store_history(row, at=NOW)
    assert MeasureValue.objects.count() == rows
    figures["weekly records"] = Submission.objects.count()
    figures["wrong figures"] = len(check_rollups())
    return figures | {RATIO: figures["check, store, roll up (s)"] / figures["openpyxl reads (s)"]}


def read_beside(path: Path, figures: dict[str, float]) -> int:
    """What others need to read the same file, and nothing more; returns its rows."""
    import openpyxl
    import python_calamine

    with timed(figures, "openpyxl reads (s)"):
        sheet = openpyxl.load_workbook(path, read_only=True).worksheets[0]
        count = sum(1 for _row in sheet.iter_rows(values_only=True))
    figures["rows"] = count - 1
    with timed(figures, "calamine reads (s)"):
        python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    return count - 1


class timed:  # noqa: N801 -- reads like the statement it is
    def __init__(self, figures: dict[str, float], name: str) -> None:
        self.figures, self.name = figures, name

    def __enter__(self) -> None:
        self.start = time.perf_counter()

    def __exit__(self, *_told: object) -> None:
        self.figures[self.name] = time.perf_counter() - self.start


def company():
    """Sixteen processes with ten measures and five shares each, reported by one department for ten projects."""
    from governance.models import Department, Project
    from governance.states import Role
    from tests.kpi.collecting import make_assignment, make_indicator, make_measure, make_process
    from tests.people import make_person

    home = Department.objects.get_or_create(
        code="operations", defaults={"name": "运维部", "name_en": "O&M Dept."}
    )[0]
    person = make_person("reporter", "填报人", home, Role.PROCESS_SPECIALIST)
    projects = [
        Project.objects.create(code=f"p{number}", name=f"项目{number}")
        for number in range(PROJECTS)
    ]
    places = []
    for number in range(PROCESSES):
        process = make_process(
            f"process{number}",
            f"P{number:02}",
            f"过程{number}",
            f"Process {number}",
            position=number,
        )
        codes = [f"p{number}_m{each}" for each in range(MEASURES)]
        for position, code in enumerate(codes):
            make_measure(code, process, position=position)
        for each in range(0, MEASURES, 2):
            formula = f"{codes[each]} / {codes[each + 1]}"
            make_indicator(f"P{number:02}-{each:02}", process, formula, adopted_on=FIRST)
        places += [
            make_assignment(person, process, home, project=project, valid_from=FIRST)
            for project in projects
        ]
    importer = make_person("importer", "导入人", home, Role.PMO)
    acceptor = make_person("acceptor", "复核人", home, Role.PMO)
    return importer, acceptor, places


def write_list(path: Path, places, rows: int, *, split: bool) -> None:
    import openpyxl

    from kpi.lib.week_columns import column_name
    from kpi.services.history_check import READ

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("历史")
    sheet.append([column_name(code) for code in READ])
    for line in lines(places, rows, split=split):
        sheet.append(line)
    book.save(path)


def lines(places, rows: int, *, split: bool):
    """Whole weeks until the rows are used up; a week that would not fit is left out."""
    from governance.lib.periods import Week

    week, left = Week.of(FIRST), rows
    while left > 0:
        for place in places:
            prefix = f"p{place.process.position}"
            cells = [
                (part, number) for part in week.slices(split=split) for number in range(MEASURES)
            ]
            if left < len(cells):
                return
            left -= len(cells)
            for part, number in cells:
                value = 100 + (number % 2) * 50 + (week.week * 7 + number) % 40
                yield [
                    place.process.code,
                    place.department.code,
                    place.project.code,
                    week.label,
                    part.start.isoformat(),
                    f"{prefix}_m{number}",
                    value,
                    "",
                    "",
                    "",
                ]
        week = week.next()


if __name__ == "__main__":
    main(*(int(text) for text in sys.argv[1:2]))
