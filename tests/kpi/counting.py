"""Measures the system counts itself, and how the tests read what was counted."""

from kpi.models import MeasureValue
from kpi.selectors.system_count import IMPROVEMENTS, PLANNING, REVIEWS
from tests.kpi.collecting import make_indicator, make_measure, make_process

SNAPSHOTS = ("imp_overdue", "pln_needs", "pln_goals", "pln_processes")
PROCESSES = {
    "imp": ("improvement", "IMP", IMPROVEMENTS),
    "rev": ("review", "REV", REVIEWS),
    "pln": ("planning", "PLN", PLANNING),
}


def make_counted(prefix, formulas):
    """The measures of a process the system counts, and indicators over them: {"IMP-01": "imp_on_time / imp_due"}."""
    code, letters, measures = PROCESSES[prefix]
    process = make_process(code, letters, letters, letters, position=15)
    for name in measures:
        way = "LAST" if name.startswith(SNAPSHOTS) else "SUM"
        make_measure(name, process, entry="system", aggregation=way)
    return {name: make_indicator(name, process, text) for name, text in formulas.items()}


def counted(code):
    """Every cell of a measure: the day its slice ends, the department's code or nothing, the number."""
    rows = MeasureValue.objects.filter(measure__code=code).order_by("start", "department")
    return [
        (f"{row.end:%Y-%m-%d}", row.department.code if row.department else "", row.value)
        for row in rows.select_related("department")
    ]
