"""What a report is, how it moves, what is written in it and how it stands on paper (6.4.2③; domain §5.1)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from governance.lib.workflow import Step


class ReportKind(models.TextChoices):
    """The monthly report the policy asks for, its compilations, and the two named outputs (6.4.2③, R39, R40)."""

    MONTHLY = "monthly", _("monthly monitoring report")
    QUARTERLY = "quarterly", _("quarterly compilation")
    YEARLY = "yearly", _("yearly compilation")
    SLA = "sla", _("SLA performance report")
    SERVICE = "service", _("service report")


COMPILATIONS = (ReportKind.QUARTERLY, ReportKind.YEARLY)
SERVICE_REPORTS = (ReportKind.SLA, ReportKind.SERVICE)


class ReportState(models.TextChoices):
    """A report is drafted, submitted, issued; a voided issue makes it a draft again (6.4.2③, G23)."""

    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted")
    RETURNED = "returned", _("returned")
    ISSUED = "issued", _("issued")


REPORT_STEPS = (
    Step(
        "submit",
        ("draft", "returned"),
        "submitted",
        "report.submit",
        _("Submit for issue"),
        tone="primary",
    ),
    Step("issue", ("submitted",), "issued", "report.issue", _("Approve and issue"), tone="primary"),
    Step(
        "return",
        ("submitted",),
        "returned",
        "report.issue",
        _("Return"),
        needs_note=True,
        tone="danger",
    ),
    Step(
        "void",
        ("issued",),
        "draft",
        "report.issue",
        _("Void and draft anew"),
        needs_note=True,
        tone="danger",
    ),
)


class SectionKind(models.TextChoices):
    """What people write in a report; numbers are never among it (domain §5.1)."""

    SUMMARY = "summary", _("Summary")
    PROCESS = "process", _("Process analysis")
    EVENTS = "events", _("Major incidents and complaints")
    FOCUS = "focus", _("Focus of the next month")
    PURPOSE = "purpose", _("Purpose")
    SCOPE = "scope", _("Scope")
    AUDIENCE = "audience", _("Recipients")
    CAUSE = "cause", _("Cause")
    PROPOSAL = "proposal", _("Proposed improvement")


FINDINGS = (SectionKind.CAUSE, SectionKind.PROPOSAL)
# Which texts a kind of report has; a process analysis stands with its process.
SECTIONS_OF = {
    ReportKind.MONTHLY: (
        SectionKind.SUMMARY,
        SectionKind.PROCESS,
        SectionKind.EVENTS,
        SectionKind.FOCUS,
    ),
    ReportKind.QUARTERLY: (SectionKind.SUMMARY, SectionKind.PROCESS, SectionKind.FOCUS),
    ReportKind.YEARLY: (SectionKind.SUMMARY, SectionKind.PROCESS, SectionKind.FOCUS),
    ReportKind.SLA: (
        SectionKind.SUMMARY,
        SectionKind.PURPOSE,
        SectionKind.SCOPE,
        SectionKind.AUDIENCE,
        SectionKind.PROCESS,
        SectionKind.FOCUS,
    ),
    ReportKind.SERVICE: (
        SectionKind.SUMMARY,
        SectionKind.PURPOSE,
        SectionKind.SCOPE,
        SectionKind.AUDIENCE,
        SectionKind.PROCESS,
        SectionKind.EVENTS,
        SectionKind.FOCUS,
    ),
}


class PaperSection(models.TextChoices):
    """The sections of the printed monthly report in the usual order (domain §5.1); the last two are appendices."""

    INFO = "info", _("Report information")
    SUMMARY = "summary", _("Summary")
    FIGURES = "figures", _("Attainment")
    ANALYSIS = "analysis", _("Analysis by process")
    DEVIATIONS = "deviations", _("Deviations")
    EVENTS = "events", _("Major incidents and complaints")
    FOLLOW_UP = "follow-up", _("Follow-up of last month")
    QUALITY = "quality", _("Data quality")
    FOCUS = "focus", _("Focus of the next month")
    WEEKLY = "appendix-weekly", _("Weekly figures")
    DEFINITIONS = "appendix-definitions", _("Definitions")


class Signature(models.TextChoices):
    """Whose name stands beside a label of the approval block."""

    PREPARED = "prepared", _("who submitted the report")
    ISSUED = "issued", _("who issued the report")
    NOBODY = "nobody", _("left empty, to be signed by hand")


class ReadingDoor(models.TextChoices):
    """The doors through which an issue is opened."""

    PAGE = "page", _("page")
    PDF = "pdf", "PDF"
    DOCX = "docx", "Word"
    REST = "rest", "REST"
