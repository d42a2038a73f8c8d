"""The look at the indicators that a self-assessment freezes: targets, attainment and coverage of its year (R66, G39)."""

from datetime import datetime
from typing import Any

from governance.lib.periods import Year
from governance.models import Project
from kpi.models import Report, SelfAssessment
from kpi.selectors.coverage import covered_on, dimension_spans
from kpi.selectors.report_period import PeriodRows, period_facts, read_period
from kpi.selectors.self_assessment import assessed_until
from kpi.states import AssessmentScope, ReportKind, Verdict
from processes.models import Process

Facts = dict[str, Any]
JUDGED = (Verdict.MET, Verdict.MISSED)


def assessment_figures(assessment: SelfAssessment, *, at: datetime) -> list[Facts]:
    """Per scope each indicator in use: its year, its target, how many months met it, how complete the data are.

    A company-wide assessment has one scope, one of projects one for each; an indicator that is not
    measured per project has no row there. Figures of a year that has not ended say what is known so far.
    """
    year = Year(assessment.year)
    if assessment.scope == AssessmentScope.COMPANY:
        return [_scope(None, year, _covered(assessment, at))]
    projects = assessment.projects.order_by("code")
    return [_scope(project, year, None) for project in projects]


def _scope(project: Project | None, year: Year, covered: Facts | None) -> Facts:
    rows = read_period(Report(kind=ReportKind.YEARLY, project=project), year)
    facts = _rows(rows)
    verdicts = [row["verdict"] for row in facts]
    return {
        "project": project.code if project else "",
        "name": project.name if project else "",
        "name_en": project.name_en if project else "",
        "period": year.label,
        "rows": facts,
        "summary": {
            "indicators": len(facts),
            **{str(verdict): verdicts.count(verdict) for verdict in Verdict},
            "months_judged": sum(row["months_judged"] for row in facts),
            "months_met": sum(row["months_met"] for row in facts),
        },
        "coverage": covered,
    }


def _rows(rows: PeriodRows) -> list[Facts]:
    found = []
    processes = {each.indicator.code: each.indicator.process for each in rows.figures}
    for facts in period_facts(rows):
        months = [month["verdict"] for month in facts["months"]]
        process = processes[facts["code"]]
        found.append(
            {
                name: facts[name]
                for name in (
                    "code",
                    "name",
                    "name_en",
                    "unit",
                    "unit_en",
                    "value",
                    "numerator",
                    "denominator",
                    "grade",
                    "target",
                    "passing",
                    "verdict",
                    "light",
                    "covered",
                    "expected",
                )
            }
            | {
                "process": process.name,
                "process_en": process.name_en,
                "months_judged": sum(verdict in JUDGED for verdict in months),
                "months_met": months.count(Verdict.MET),
            }
        )
    return found


def _covered(assessment: SelfAssessment, at: datetime) -> Facts:
    """How many processes in use have every dimension measured or exempt, on the last day looked at (R54, G44)."""
    day = assessed_until(assessment, at)
    rows = Process.objects.values_list("pk", "retired_on")
    in_use = {pk for pk, retired in rows if retired is None or retired > day}
    return {
        "processes": len(in_use),
        "covered": len(in_use & covered_on(day, dimension_spans())),
        "on": day.isoformat(),
    }
