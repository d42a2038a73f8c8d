"""What the kinds of reports are called, and one report by its kind, period and project."""

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from governance.lib.periods import parse_period
from governance.models import Project
from kpi.models import Report
from kpi.states import ReportKind

TITLES: dict[str, Any] = {
    ReportKind.MONTHLY: _("Process Operation Monitoring Report"),
    ReportKind.QUARTERLY: _("Process Operation Monitoring Report, Quarterly Compilation"),
    ReportKind.YEARLY: _("Process Operation Monitoring Report, Yearly Compilation"),
    ReportKind.SLA: _("SLA Performance Report"),
    ReportKind.SERVICE: _("Service Report"),
}
# The outputs of the policy's register that a kind produces (domain §1.2), by the name they have there.
OUTPUT_NAMES: dict[str, str] = {
    ReportKind.MONTHLY: "过程运行监控报告",
    ReportKind.SLA: "SLA绩效报告",
    ReportKind.SERVICE: "服务报告",
}


def kind_of_output(name: str) -> str:
    """The kind of report an output of the register is, by its name; nothing where it is none."""
    return next((kind for kind, own in OUTPUT_NAMES.items() if own == name), "")


def title_of(kind: str) -> str:
    """The title of a kind in the active language."""
    return str(TITLES[kind])


def project_name(project: Project | None) -> str:
    """A project in the active language; nothing for the whole company."""
    if project is None:
        return ""
    english = (get_language() or "").startswith("en")
    name: str = (project.name_en if english else "") or project.name
    return name


def name_of(report: Report) -> str:
    """One report in the active language: title, period and, where it has one, project."""
    parts = [title_of(report.kind), parse_period(report.period).display()]
    return " · ".join([*parts, project_name(report.project)] if report.project else parts)
