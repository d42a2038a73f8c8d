"""States and fixed vocabularies of measuring, collecting and reporting (6.4.2, 7); callers import them from here."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from governance.lib.workflow import Step
from kpi.states.report import (
    COMPILATIONS,
    FINDINGS,
    REPORT_STEPS,
    SECTIONS_OF,
    SERVICE_REPORTS,
    PaperSection,
    ReadingDoor,
    ReportKind,
    ReportState,
    SectionKind,
    Signature,
)
from kpi.states.self_assessment import (
    ASSESSMENT_STEPS,
    CHECKLIST_STEPS,
    FINDING_STEPS,
    AssessmentScope,
    AssessmentState,
    ChecklistState,
    FindingState,
    ItemVerdict,
)
from kpi.states.upload import (
    UPLOAD_STEPS,
    UploadKind,
    UploadState,
)

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


__all__ = [
    "ASSESSMENT_STEPS",
    "CHECKLIST_STEPS",
    "COMPILATIONS",
    "DEVIATION_STEPS",
    "FIGURES_BEAT",
    "FINDINGS",
    "FINDING_STEPS",
    "INDICATOR_STEPS",
    "PROPOSAL_STEPS",
    "REPORT_STEPS",
    "SECTIONS_OF",
    "SERVICE_REPORTS",
    "SUBMISSION_STEPS",
    "UPLOAD_STEPS",
    "Aggregation",
    "AssessmentScope",
    "AssessmentState",
    "ChecklistState",
    "DeviationDecision",
    "DeviationState",
    "Dimension",
    "Direction",
    "Entry",
    "FigureStatus",
    "FindingState",
    "Grain",
    "ImportOutcome",
    "IndicatorState",
    "ItemVerdict",
    "Kind",
    "Origin",
    "PaperSection",
    "ProposalKind",
    "ProposalState",
    "ReadingDoor",
    "Remark",
    "ReportKind",
    "ReportState",
    "SectionKind",
    "Signature",
    "SubmissionState",
    "UploadKind",
    "UploadState",
    "Verdict",
]
