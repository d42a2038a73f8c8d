"""What is owed, and how it ends (6.4)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from governance.lib.workflow import Step


class ObligationKind(models.TextChoices):
    """What the policy makes somebody owe, by the clock."""

    WEEKLY_DATA = "weekly_data", _("weekly data")
    WEEKLY_ACCEPTANCE = "weekly_acceptance", _("acceptance of weekly data")
    MONTHLY_REPORT = "monthly_report", _("monthly monitoring report")
    QUARTERLY_REVIEW = "quarterly_review", _("quarterly review")
    ANNUAL_PLAN = "annual_plan", _("annual plan")
    SELF_ASSESSMENT = "self_assessment", _("self-assessment")
    DEVIATION_ANALYSIS = "deviation_analysis", _("analysis of a deviation")
    APPROVAL = "approval", _("approval to decide")
    CONDITION = "condition", _("condition of a resolution")
    MEETING_ACTION = "meeting_action", _("action agreed in a meeting")
    DOCUMENT_READING = "document_reading", _("document to read")
    DOCUMENT_REVIEW = "document_review", _("review of a document")
    PLAN_SECTION = "plan_section", _("section of the annual plan")
    MILESTONE = "milestone", _("milestone of the annual plan")
    TRAINING = "training", _("training to hold")
    TRIGGER = "trigger", _("trigger of a review to look at")
    FEEDBACK = "feedback", _("feedback to answer")
    REVIEW_ITEM = "review_item", _("item of a review")
    IMPROVEMENT = "improvement", _("step of an improvement")
    MEASURE = "measure", _("measure of an improvement")
    VERIFICATION = "verification", _("effect to verify")
    RECURRENCE = "recurrence", _("look again after 90 days")
    OUTPUT = "output", _("output of a process")
    TRAINING_CONFIRMATION = "training_confirmation", _("attendance to confirm")


# What is late in an improvement goes up by the steps of improvements (6.4.4③), not by the general ones.
ESCALATED_BY_THEMSELVES = (
    ObligationKind.IMPROVEMENT,
    ObligationKind.MEASURE,
    ObligationKind.VERIFICATION,
    ObligationKind.RECURRENCE,
)


class ObligationState(models.TextChoices):
    """Open until an act fulfils it; missing once its time has passed without one."""

    OPEN = "open", _("open")
    MISSING = "missing", pgettext_lazy("what is owed", "missing")
    DONE = "done", _("done")
    LATE_DONE = "late_done", _("done late")
    WAIVED = "waived", _("waived")


# What somebody still has to do, in time or not.
STILL_OWED = (ObligationState.OPEN, ObligationState.MISSING)
# What somebody has done, in time or not; what was waived was not done.
FULFILLED = (ObligationState.DONE, ObligationState.LATE_DONE)

OBLIGATION_STEPS = (
    Step("fulfil", ("open", "missing"), "done", "", _("Fulfil"), by_system=True),
    Step("fulfil_late", ("open", "missing"), "late_done", "", _("Fulfil late"), by_system=True),
    Step("mark_missing", ("open",), "missing", "", _("Mark missing"), by_system=True),
    Step("reopen", ("done", "late_done"), "open", "", _("Open again"), by_system=True),
    Step("waive", ("open", "missing"), "waived", "obligation.waive", _("Waive"), needs_note=True),
)
