"""Small ticket exports made by hand, so that ticket sources are tested without anybody's data."""

import csv
import io

MAPPING = """
name = "台账"
name_en = "Desk log"
process = "incident"

[file]
shape = "event-log"
null = "?"
dates = "%d/%m/%Y %H:%M"

[columns]
id = "number"
opened = "opened_at"
resolved = "resolved_at"
closed = "closed_at"
priority = "priority"
group = { column = "group", keep = "last known" }
sla = { column = "made_sla", yes = "true", no = "false" }
reopens = { column = "reopens", keep = "max" }
details = ["state"]

[business_hours]
days = ["Mon", "Tue", "Wed", "Thu", "Fri"]
from = "09:00"
to = "18:00"

[dimensions]
priority = "priority"

[measures]
inc_opened = { count = "opened" }
inc_resolved = { count = "resolved" }
inc_closed = { count = "closed" }
sla_applicable = { count = "closed", where = "sla is known" }
sla_met = { count = "closed", where = "sla is yes" }
inc_resolve_hours = { hours = "opened to resolved" }
inc_backlog = { open = "opened until resolved or closed" }

[figures]
reopened = { count = "resolved", where = "reopens > 0" }
business = { business_hours = "opened to resolved" }
old = { open = "opened until resolved or closed", older_than_days = 30 }

[table]
label = ["dimension", "value"]

[table.columns]
opened = "inc_opened"
resolved = "inc_resolved"
sla_pct = "percent sla_met of sla_applicable"
reopened = "count reopened of inc_resolved"
mttr = "mean inc_resolve_hours"
median = "median inc_resolve_hours"
p90 = "p90 linear inc_resolve_hours"
business = "mean business"
backlog = "inc_backlog"
"""
HEADER = [
    "number",
    "state",
    "opened_at",
    "resolved_at",
    "closed_at",
    "priority",
    "group",
    "made_sla",
    "reopens",
]

# Three tickets over the turn of February to March 2016, which lies inside week 9.
ROWS = [
    [
        "A1",
        "New",
        "29/2/2016 09:00",
        "1/3/2016 09:00",
        "7/3/2016 00:00",
        "3 - Moderate",
        "Desk",
        "true",
        "0",
    ],
    [
        "A1",
        "-100",
        "29/2/2016 09:00",
        "1/3/2016 09:00",
        "7/3/2016 00:00",
        "2 - High",
        "?",
        "true",
        "2",
    ],
    [
        "A1",
        "Closed",
        "29/2/2016 09:00",
        "1/3/2016 09:00",
        "7/3/2016 00:00",
        "1 - Critical",
        "?",
        "false",
        "1",
    ],
    [
        "B2",
        "Closed",
        "4/3/2016 17:00",
        "7/3/2016 10:00",
        "9/3/2016 12:00",
        "3 - Moderate",
        "Net",
        "true",
        "0",
    ],
    ["C3", "Closed", "2/3/2016 08:00", "?", "8/3/2016 08:00", "3 - Moderate", "Desk", "true", "0"],
]


def text_of(rows=None, header=None, delimiter=","):
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(
        [header or HEADER, *(ROWS if rows is None else rows)]
    )
    return out.getvalue()


def write_csv(path, rows=None, header=None, *, encoding="utf-8", delimiter=","):
    path.write_text(text_of(rows, header, delimiter), encoding=encoding, newline="")
    return path


def write_xlsx(path, rows=None, header=None):
    from openpyxl import Workbook

    book = Workbook()
    for row in [header or HEADER, *(ROWS if rows is None else rows)]:
        book.active.append(row)
    book.save(path)
    return path
