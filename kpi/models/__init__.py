"""The nouns of clauses 6.4.2 and 7."""

from kpi.models.checklist import Checklist, ChecklistItem
from kpi.models.count_owner import CountOwner
from kpi.models.deviation import Deviation, SignalWatch
from kpi.models.exemption import Exemption
from kpi.models.indicator import Indicator, IndicatorVersion
from kpi.models.measure import Measure
from kpi.models.proposal import Proposal
from kpi.models.reading import ReportReading
from kpi.models.report import Report, ReportFigure, ReportFile, ReportIssue, ReportSection
from kpi.models.report_outline import ReportOutline
from kpi.models.report_template import ReportTemplate
from kpi.models.self_assessment import (
    AssessedItem,
    AssessmentEvidence,
    AssessmentFinding,
    Assessor,
    SelfAssessment,
)
from kpi.models.source import DataSource, Ticket, TicketImport
from kpi.models.submission import Submission
from kpi.models.target import Target
from kpi.models.upload import WeekUpload
from kpi.models.value import IndicatorValue, MeasureValue

__all__ = [
    "AssessedItem",
    "AssessmentEvidence",
    "AssessmentFinding",
    "Assessor",
    "Checklist",
    "ChecklistItem",
    "CountOwner",
    "DataSource",
    "Deviation",
    "Exemption",
    "Indicator",
    "IndicatorValue",
    "IndicatorVersion",
    "Measure",
    "MeasureValue",
    "Proposal",
    "Report",
    "ReportFigure",
    "ReportFile",
    "ReportIssue",
    "ReportOutline",
    "ReportReading",
    "ReportSection",
    "ReportTemplate",
    "SelfAssessment",
    "SignalWatch",
    "Submission",
    "Target",
    "Ticket",
    "TicketImport",
    "WeekUpload",
]
