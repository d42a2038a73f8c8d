"""Weeks that the demo's people hand in as a file: staged, seen, confirmed, as from the page."""

import io
from collections.abc import Mapping
from datetime import datetime

from governance.lib.periods import Week
from governance.lib.sheets import table_csv
from governance.models import Person
from kpi.formulas.entry import Key, Typed
from kpi.services.upload import HandedIn, confirm_upload, stage_weeks
from kpi.states import UploadState
from portal.services.demo.words import UNUSUAL_REASON
from processes.models import Assignment

HEAD = (
    "process",
    "department",
    "week",
    "slice_start",
    "measure",
    "value",
    "no_data_reason",
    "reason",
    "note",
)


def hand_in_by_file(
    assignment: Assignment, week: Week, cells: Mapping[Key, Typed], *, by: Person, at: datetime
) -> None:
    """A week's cells as a list; what looks unusual is explained in the second file."""
    name = f"{assignment.process.name}_{week.label}.csv"
    for reason in ("", UNUSUAL_REASON):
        rows = [
            [
                assignment.process.code,
                assignment.department.code,
                week.label,
                part.start.isoformat(),
                code,
                str(cell.value),
                cell.no_data_reason,
                reason,
                "按清单导入",
            ]
            for (code, part), cell in cells.items()
        ]
        content = table_csv(HEAD, rows)
        row = stage_weeks(HandedIn(name, len(content), io.BytesIO(content)), by=by, at=at)
        if row.state == UploadState.READY:
            confirm_upload(row, by=by, at=at)
            return
    raise RuntimeError(f"{name}: {row.bad_cells}")
