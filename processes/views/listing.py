"""The lists of the framework as files: assignments, interfaces, assets and who downloaded them (X23)."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from governance.lib.bilingual import said
from governance.lib.listing import DAY, MOMENT, NUMBER, Column, Listing
from governance.templatetags.lights import LIGHTS
from processes.selectors.activity_role import RaciTable
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
ASSETS = Listing(
    "assets",
    _("Process assets"),
    (
        Column(_("Number"), lambda row: row.number),
        Column(_("Kind"), lambda row: row.get_kind_display()),
        Column(_("Title"), lambda row: row.title),
        Column(_("Process"), lambda row: said(row.process) if row.process else ""),
        Column(_("Label"), lambda row: row.get_label_display()),
        Column(_("Owner"), lambda row: row.owner.name),
        Column(_("State"), lambda row: row.get_state_display()),
        Column(_("Version in the library"), lambda row: row.library_label or ""),
        Column(_("Taken in"), lambda row: row.library_at, MOMENT),
        Column(_("Produced by"), lambda row: row.source_title),
        Column(_("Entered"), lambda row: row.added_at, MOMENT),
    ),
)
DOWNLOADS = Listing(
    "asset-downloads",
    _("Downloads"),
    (
        Column(_("When"), lambda entry: entry.at, MOMENT),
        Column(_("Who"), lambda entry: entry.actor_label),
        Column(_("By which way"), lambda entry: entry.via),
        Column(_("File"), lambda entry: (entry.after or {}).get("file", "")),
        Column(_("SHA-256"), lambda entry: (entry.after or {}).get("sha256", "")),
    ),
)
OUTPUTS = Listing(
    "outputs",
    _("Outputs of the processes"),
    (
        Column(_("Process"), lambda line: said(line.row.output.process)),
        Column(_("Output"), lambda line: line.row.output.name),
        Column(_("How often"), lambda line: line.row.frequency_word),
        Column(_("Owner"), lambda line: line.row.expected.owner.name if line.row.expected else ""),
        Column(_("Period"), lambda line: line.cell.label),
        Column(
            _("State"),
            lambda line: str(LIGHTS[line.cell.word].word) if line.cell.word else "",
        ),
        Column(_("Filed"), lambda line: line.cell.count, NUMBER),
        Column(
            _("What was filed"), lambda line: " · ".join(each.title for each in line.cell.records)
        ),
    ),
)
DEPARTMENTS = Listing(
    "departments",
    _("Departments"),
    (
        Column(_("Code"), lambda row: row.code),
        Column(_("Department name"), lambda row: row.name),
        Column(_("English name"), lambda row: row.name_en),
        Column(_("People"), lambda row: row.members, NUMBER),
        Column(_("Assignments"), lambda row: row.reporters, NUMBER),
        Column(_("Ended on"), lambda row: row.retired_on, DAY),
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


def raci_listing(table: RaciTable) -> Listing:
    """Who does what in one process: a column for every department, a row for every key activity (G19)."""

    def of(place: int) -> Column:
        return Column(said(table.departments[place]), lambda row: row.cells[place].letters)

    return Listing(
        "raci",
        _("Who does what (RACI)"),
        (
            Column(_("Key activity"), lambda row: said(row.activity)),
            *(of(place) for place in range(len(table.departments))),
        ),
    )
