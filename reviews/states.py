"""How feedback, triggers, reviews and their items move (6.4.3; design §2.4)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from governance.lib.workflow import Step


class FeedbackKind(models.TextChoices):
    """What a customer said (R58, G24)."""

    COMPLAINT = "complaint", _("complaint")
    SUGGESTION = "suggestion", _("suggestion")
    PRAISE = "praise", _("praise")


class FeedbackState(models.TextChoices):
    """What was heard is open until it was answered, and closed when the answer was looked at."""

    OPEN = "open", _("not answered")
    ANSWERED = "answered", _("answered")
    CLOSED = "closed", _("settled")


FEEDBACK_STEPS = (
    Step(
        "answer_feedback",
        ("open",),
        "answered",
        "feedback.answer",
        _("Record the answer"),
        needs_note=True,
        tone="primary",
    ),
    Step("close_feedback", ("answered",), "closed", "feedback.answer", _("Close"), tone="primary"),
    Step(
        "reopen_feedback",
        ("answered", "closed"),
        "open",
        "feedback.answer",
        _("Open again"),
        needs_note=True,
    ),
)


class TriggerKind(models.TextChoices):
    """The three triggers of an ad-hoc review, and no fourth (6.4.3②)."""

    PROCESS_FAILURE = "process_failure", _("major process failure")
    COMPLAINT = "complaint", _("major customer complaint")
    STANDARD_UPDATE = "standard_update", _("update of an ITSS standard")


class TriggerState(models.TextChoices):
    """A trigger waits, has led to a review, or was found to be none, with a reason."""

    RAISED = "raised", _("raised")
    TAKEN_UP = "taken_up", _("review opened")
    DISMISSED = "dismissed", _("dismissed")


TRIGGER_STEPS = (
    Step(
        "take_up_trigger",
        ("raised",),
        "taken_up",
        "review.convene",
        _("Open the review"),
        tone="primary",
    ),
    Step(
        "dismiss_trigger",
        ("raised",),
        "dismissed",
        "review.convene",
        _("Dismiss"),
        needs_note=True,
    ),
)


class ReviewKind(models.TextChoices):
    """Regular by the calendar, or at once by a trigger (R57, R58)."""

    REGULAR = "regular", _("regular review")
    ADHOC = "adhoc", _("ad-hoc review")


class ReviewState(models.TextChoices):
    """A review is prepared, convened with frozen inputs, held, and signed with its report."""

    PREPARED = "prepared", _("in preparation")
    CONVENED = "convened", _("convened")
    HELD = "held", _("held")
    SIGNED = "signed", _("signed and issued")
    CANCELLED = "cancelled", _("called off")


REVIEW_STEPS = (
    Step(
        "convene_review", ("prepared",), "convened", "review.convene", _("Convene"), tone="primary"
    ),
    Step(
        "hold_review",
        ("convened",),
        "held",
        "review.run",
        _("Close the meeting"),
        tone="primary",
    ),
    Step("resume_review", ("held",), "convened", "review.run", _("Go on"), needs_note=True),
    Step("sign_review", ("held",), "signed", "review.sign", _("Sign and issue"), tone="primary"),
    Step(
        "cancel_review",
        ("prepared", "convened"),
        "cancelled",
        "review.convene",
        _("Call off"),
        needs_note=True,
    ),
)


class InputKind(models.TextChoices):
    """What lies on the table of a review (domain §5.1; G28)."""

    GOALS = "goals", _("goal attainment")
    REPORTS = "reports", _("monitoring reports of the period")
    DEVIATIONS = "deviations", _("deviations")
    ITEMS = "items", _("open and carried-forward items")
    IMPROVEMENTS = "improvements", _("progress of improvements")
    FEEDBACK = "feedback", _("complaints and satisfaction")
    RESOURCES = "resources", _("fulfilment of resources")
    ISSUES = "issues", _("policy issues")
    CHANGES = "changes", _("changes since the last review")


class ItemState(models.TextChoices):
    """An item is open until it became an improvement, was done, or was explained away with a reason."""

    OPEN = "open", _("open")
    TAKEN_UP = "taken_up", _("improvement opened")
    DONE = "done", _("done")
    EXPLAINED = "explained", _("explained, no improvement")


ITEM_STEPS = (
    Step(
        "take_up_item",
        ("open",),
        "taken_up",
        "improvement.raise",
        _("Open an improvement"),
        tone="primary",
    ),
    Step("finish_item", ("open", "taken_up"), "done", "review.run", _("Done"), needs_note=True),
    Step("explain_item", ("open",), "explained", "review.run", _("Explain"), needs_note=True),
)
