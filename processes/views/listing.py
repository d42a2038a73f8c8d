"""The lists of the framework as files: assignments, interfaces (X23)."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from governance.lib.bilingual import said
from governance.lib.listing import DAY, NUMBER, Column, Listing
from processes.selectors.process import MatrixRow

ASSIGNMENTS = Listing(
    "assignments",
    _("Assignments"),
    (
        Column(_("process"), lambda row: said(row.process)),
        Column(_("department"), lambda row: said(row.department)),
        Column(_("project"), lambda row: row.project.name if row.project else ""),
        Column(_("specialist"), lambda row: row.person.name),
        Column(_("deputy"), lambda row: row.deputy.name if row.deputy else ""),
        Column(_("from"), lambda row: row.valid_from, DAY),
        Column(_("last day"), lambda row: row.valid_to, DAY),
    ),
)
PROJECTS = Listing(
    "projects",
    _("Projects"),
    (
        Column(_("Code"), lambda row: row.code),
        Column(_("Project name"), lambda row: row.name),
        Column(_("English name"), lambda row: row.name_en),
        Column(_("Reported by"), lambda row: row.reporters, NUMBER),
        Column(_("Ended on"), lambda row: row.retired_on, DAY),
    ),
)


def linkage_listing(rows: Sequence[MatrixRow]) -> Listing:
    """Who names whom: a column for every process, as on the page (G10)."""
    words = {"stated": _t("stated"), "rule": _t("by rule"), "self": "–"}

    def towards(place: int) -> Column:
        def kind(row: Any) -> str:
            return words.get(row.cells[place].kind, "")

        return Column(said(rows[place].process), kind)

    return Listing(
        "interfaces",
        _("Interfaces"),
        (
            Column(_("process"), lambda row: said(row.process)),
            *(towards(place) for place in range(len(rows))),
            Column(_("named"), lambda row: row.count, NUMBER),
        ),
    )
