"""States and fixed vocabularies of measuring, collecting and reporting (6.4.2, 7)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from governance.lib.workflow import Step

# The sign of life of figures that change without an act on record: those counted about the system itself.
FIGURES_BEAT = "figures"


class Dimension(models.TextChoices):
    """What an indicator speaks about (clause 3, R17, R54)."""

    EFFICIENCY = "E", _("efficiency")
    QUALITY = "Q", _("quality")
    SATISFACTION = "S", _("customer satisfaction")


class Aggregation(models.TextChoices):
    """How a measure is put together over time; it belongs to the measure (domain §4.1)."""

    SUM = "SUM", _("sum")
    LAST = "LAST", _("last snapshot")
    MAX = "MAX", _("highest")
    MIN = "MIN", _("lowest")
    DISTINCT = "DISTINCT", _("distinct count")
    NONE = "NONE", _("not added up")
    GRADE = "GRADE", _("grade")


class Kind(models.TextChoices):
    """An indicator is a number, or a grade with words (clause 3, R17, G43)."""

    QUANTITATIVE = "quantitative", _("quantitative")
    QUALITATIVE = "qualitative", _("qualitative")


class Direction(models.TextChoices):
    """Which way is better."""

    UP = "up", _("higher is better")
    DOWN = "down", _("lower is better")


class Grain(models.TextChoices):
    """The lengths of period a figure is kept for; also the cadence of collection."""

    WEEK = "week", _("week")
    MONTH = "month", _("month")
    QUARTER = "quarter", _("quarter")
    YEAR = "year", _("year")


class Entry(models.TextChoices):
    """Where a measure's numbers come from."""

    PERSON = "person", _("reported by a specialist")
    SYSTEM = "system", _("computed by the system")


class Origin(models.TextChoices):
    """Where one number came from."""

    ENTRY = "entry", _("entered")
    TICKETS = "tickets", _("computed from tickets")
    SYSTEM = "system", _("computed by the system")


class IndicatorState(models.TextChoices):
    """A suggestion of the library, adopted by the PMO, or retired again (G14)."""

    SUGGESTED = "suggested", _("suggested")
    ADOPTED = "adopted", _("adopted")
    RETIRED = "retired", _("retired")


INDICATOR_STEPS = (
    Step(
        "adopt", ("suggested", "retired"), "adopted", "indicator.adopt", _("Adopt"), tone="primary"
    ),
    Step(
        "retire_indicator",
        ("adopted",),
        "retired",
        "indicator.adopt",
        _("Retire"),
        needs_note=True,
        tone="danger",
    ),
    Step("end", ("adopted",), "retired", "", _("End as announced"), by_system=True),
)


class ProposalKind(models.TextChoices):
    """What is asked to be changed."""

    FORMULA = "formula", _("formula")
    TARGET = "target", _("target")


class ProposalState(models.TextChoices):
    """A change is proposed by one person and decided by another (reliability §3.3 no. 8)."""

    PROPOSED = "proposed", _("proposed")
    APPROVED = "approved", _("approved")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn")


PROPOSAL_STEPS = (
    Step("approve", ("proposed",), "approved", "indicator.approve", _("Approve"), tone="primary"),
    Step(
        "decline",
        ("proposed",),
        "declined",
        "indicator.approve",
        _("Decline"),
        needs_note=True,
        tone="danger",
    ),
    Step("withdraw", ("proposed",), "withdrawn", "indicator.adopt", _("Withdraw")),
)


class SubmissionState(models.TextChoices):
    """A week's data is drafted, submitted, then accepted or returned (6.4.2②).

    A correction that is accepted supersedes the revision it corrects; one that is given up is
    discarded and stays readable (domain §4.3j).
    """

    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted")
    RETURNED = "returned", _("returned")
    ACCEPTED = "accepted", _("accepted")
    SUPERSEDED = "superseded", _("superseded")
    DISCARDED = "discarded", _("discarded")


SUBMISSION_STEPS = (
    Step(
        "submit",
        ("draft", "returned"),
        "submitted",
        "submission.enter",
        _("Submit"),
        tone="primary",
    ),
    Step("withdraw", ("submitted",), "draft", "submission.enter", _("Withdraw")),
    Step("discard", ("draft", "returned"), "discarded", "submission.enter", _("Discard")),
    Step("accept", ("submitted",), "accepted", "submission.accept", _("Accept"), tone="primary"),
    Step(
        "return",
        ("submitted",),
        "returned",
        "submission.accept",
        _("Return"),
        needs_note=True,
        tone="danger",
    ),
    Step("supersede", ("accepted",), "superseded", "", _("Supersede"), by_system=True),
)


class Verdict(models.TextChoices):
    """What a figure says against its target (domain §4.1 no. 3)."""

    MET = "met", _("met")
    MISSED = "missed", _("missed")
    NO_SAMPLE = "no_sample", _("no sample")
    INCOMPLETE = "incomplete", _("incomplete")
    NOT_APPLICABLE = "not_applicable", _("n/a")


class Remark(models.TextChoices):
    """Why a figure is empty although its data came (domain §4.1 no. 2, §4.3 b f)."""

    NONE = "", ""
    NOT_JOINED = "not_joined", _("cannot be put together from several counts")
    BASE_ZERO = "base_zero", _("not computable, the base is 0")


class FigureStatus(models.TextChoices):
    """Provisional until the month is issued; restated when it changed afterwards."""

    PROVISIONAL = "provisional", _("provisional")
    FINAL = "final", _("final")
    RESTATED = "restated", _("restated")


class ImportOutcome(models.TextChoices):
    """What became of an export that was handed in."""

    WAITING = "waiting", _("waiting")
    IMPORTED = "imported", _("imported")
    UNCHANGED = "unchanged", _("already imported, nothing changed")
    REFUSED = "refused", _("refused")


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


class DeviationState(models.TextChoices):
    """A signal is analysed, then decided on; it lapses when corrected data make it vanish (R19)."""

    OPEN = "open", _("to be analysed")
    ANALYSED = "analysed", _("analysed")
    DECIDED = "decided", _("decided")
    LAPSED = "lapsed", _("lapsed")


DEVIATION_STEPS = (
    Step(
        "analyse",
        ("open", "analysed", "decided"),
        "analysed",
        "deviation.analyse",
        _("Save analysis"),
    ),
    Step("decide", ("analysed",), "decided", "report.draft", _("Decide"), tone="primary"),
    Step("lapse", ("open", "analysed", "decided"), "lapsed", "", _("Lapse"), by_system=True),
    Step("recur", ("lapsed",), "open", "", _("Recur"), by_system=True),
    Step("resume", ("decided",), "open", "", _("Come back after watching"), by_system=True),
)


class DeviationDecision(models.TextChoices):
    """What follows from a deviation (6.4.2③, 6.4.3)."""

    ACCEPT = "accept", _("accept with reason")
    WATCH = "watch", _("keep watching")
    ADHOC_REVIEW = "adhoc_review", _("ad-hoc review")
    IMPROVEMENT = "improvement", _("improvement")


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


class UploadKind(models.TextChoices):
    """Weeks of one's own, or the past that the PMO brings along."""

    WEEKS = "weeks", _("weekly data")
    HISTORY = "history", _("history")


class UploadState(models.TextChoices):
    """A file is read, shown, confirmed, then stored whole; or it is refused, or nothing is left to do."""

    WAITING = "waiting", _("waiting to be read")
    READY = "ready", _("ready to confirm")
    PROPOSED = "proposed", _("waiting for a second person")
    CONFIRMED = "confirmed", _("being stored")
    STORED = "stored", _("stored")
    UNCHANGED = "unchanged", _("already imported")
    REJECTED = "rejected", _("refused")
    DROPPED = "dropped", _("dropped")


UPLOAD_STEPS = (
    Step("read", ("waiting",), "ready", "", _("Read"), by_system=True),
    Step("recognise", ("waiting",), "unchanged", "", _("Recognise"), by_system=True),
    Step("reject", ("waiting", "confirmed"), "rejected", "", _("Reject"), by_system=True),
    Step(
        "confirm",
        ("ready",),
        "confirmed",
        "submission.enter",
        _("Hand in everything"),
        tone="primary",
    ),
    Step("propose", ("ready",), "proposed", "submission.accept", _("Propose for acceptance")),
    Step("endorse", ("proposed",), "confirmed", "submission.accept", _("Accept the import")),
    Step(
        "decline",
        ("proposed",),
        "rejected",
        "submission.accept",
        _("Decline"),
        needs_note=True,
        tone="danger",
    ),
    Step("store", ("confirmed",), "stored", "", _("Store"), by_system=True),
    Step(
        "drop", ("waiting", "ready", "proposed"), "dropped", "submission.enter", _("Drop the file")
    ),
)


class ChecklistState(models.TextChoices):
    """A checklist is a draft until it is in force; the next one supersedes it (R66, G39)."""

    DRAFT = "draft", _("draft")
    IN_FORCE = "in_force", _("in force")
    SUPERSEDED = "superseded", _("superseded")
    DROPPED = "dropped", _("dropped")


CHECKLIST_STEPS = (
    Step(
        "enforce_checklist",
        ("draft",),
        "in_force",
        "assessment.run",
        _("Put in force"),
        tone="primary",
    ),
    Step("supersede_checklist", ("in_force",), "superseded", "", _("Supersede"), by_system=True),
    Step(
        "drop_checklist",
        ("draft",),
        "dropped",
        "assessment.run",
        _("Drop the draft"),
        needs_note=True,
        tone="danger",
    ),
)


class AssessmentScope(models.TextChoices):
    """Whether a self-assessment looks at the whole company or at named projects (G39)."""

    COMPANY = "company", _("the company")
    PROJECTS = "projects", _("named projects")


class AssessmentState(models.TextChoices):
    """A self-assessment counts once it is closed, and then nothing in it changes (R66, G39)."""

    PLANNED = "planned", _("planned")
    RUNNING = "running", _("in work")
    EVALUATED = "evaluated", _("evaluated")
    CLOSED = "closed", _("closed and frozen")
    VOID = "void", _("void")


ASSESSMENT_STEPS = (
    Step("start_assessment", ("planned",), "running", "assessment.run", _("Start"), tone="primary"),
    Step(
        "evaluate_assessment",
        ("running",),
        "evaluated",
        "assessment.run",
        _("Evaluate"),
        tone="primary",
    ),
    Step(
        "resume_assessment",
        ("evaluated",),
        "running",
        "assessment.run",
        _("Back to the items"),
        needs_note=True,
    ),
    Step(
        "close_assessment",
        ("evaluated",),
        "closed",
        "assessment.close",
        _("Close"),
        tone="primary",
    ),
    Step(
        "void_assessment",
        ("planned", "running", "evaluated"),
        "void",
        "assessment.close",
        _("Void"),
        needs_note=True,
        tone="danger",
    ),
)


class ItemVerdict(models.TextChoices):
    """What an assessor says of one item (domain §3.4)."""

    CONFORM = "conform", _("conforms")
    PARTIAL = "in_part", _("conforms in part")
    NONCONFORM = "nonconform", _("does not conform")
    NOT_APPLICABLE = "not_applicable", _("not applicable")


class FindingState(models.TextChoices):
    """A finding is open until it became an improvement or was accepted with a reason."""

    OPEN = "open", _("to be decided")
    TAKEN_UP = "taken_up", _("improvement opened")
    ACCEPTED = "accepted", _("accepted with a reason")


FINDING_STEPS = (
    Step(
        "take_up_finding",
        ("open",),
        "taken_up",
        "improvement.raise",
        _("Open an improvement"),
        tone="primary",
    ),
    Step(
        "accept_finding",
        ("open",),
        "accepted",
        "assessment.run",
        _("Accept as it is"),
        needs_note=True,
    ),
    Step(
        "reconsider_finding",
        ("accepted",),
        "open",
        "assessment.run",
        _("Decide anew"),
        needs_note=True,
    ),
)
