"""The five steps of an improvement as one table with gates, and what is held on the way (6.4.4; design §2.5)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from governance.lib.workflow import Step

# The act by which somebody who leaves passes on what they own or carry out; who did so stays a doer (§3.3 no. 4).
PASSED_ON = "improvements.pass_on"


class Source(models.TextChoices):
    """Where an improvement comes from (R60)."""

    REVIEW_ITEM = "review_item", _("item of a review")
    DEVIATION = "deviation", _("deviation")
    FEEDBACK = "feedback", _("complaint or feedback")
    ASSESSMENT = "assessment", _("finding of a self-assessment")
    POLICY_ISSUE = "policy_issue", _("policy issue")
    PRACTICE = "practice", _("best practice")


class Stage(models.TextChoices):
    """The five steps of 6.4.4, and the two ends."""

    IDENTIFY = "identify", _("identify")
    PLAN = "plan", _("plan")
    IMPLEMENT = "implement", _("implement")
    VERIFY = "verify", _("verify")
    SOLIDIFY = "solidify", _("solidify")
    CLOSED = "closed", _("closed")
    VOID = "void", _("void")


# Causes and plan are worked on until it starts.
PLANNABLE = frozenset({Stage.IDENTIFY, Stage.PLAN})

IMPROVEMENT_STEPS = (
    Step(
        "plan",
        ("identify",),
        "plan",
        "improvement.plan",
        _("Go on to the plan"),
        tone="primary",
    ),
    Step("start", ("plan",), "implement", "improvement.start", _("Start"), tone="primary"),
    Step(
        "finish",
        ("implement",),
        "verify",
        "improvement.plan",
        _("Report as implemented"),
        needs_note=True,
        tone="primary",
    ),
    Step(
        "pass",
        ("verify",),
        "solidify",
        "improvement.verify",
        _("Effective: go on to solidify"),
        tone="primary",
    ),
    Step(
        "fail",
        ("verify",),
        "identify",
        "improvement.verify",
        _("Not effective: identify anew"),
        needs_note=True,
    ),
    Step(
        "close",
        ("solidify",),
        "closed",
        "improvement.close",
        _("Close"),
        tone="primary",
    ),
    Step(
        "rework",
        ("plan", "implement", "verify"),
        "identify",
        "improvement.plan",
        _("Back to the causes"),
        needs_note=True,
    ),
    Step(
        "void",
        ("identify", "plan", "implement", "verify", "solidify"),
        "void",
        "improvement.void",
        _("Void"),
        needs_note=True,
        tone="danger",
    ),
)


class CauseVerdict(models.TextChoices):
    """A cause is a guess until evidence confirms or rejects it."""

    OPEN = "open", _("to be examined")
    CONFIRMED = "confirmed", _("confirmed")
    REJECTED = "rejected", _("rejected")


class MeasureKind(models.TextChoices):
    """Containment holds the damage, the others change something for good (domain §5.1 CAPA)."""

    CONTAINMENT = "containment", _("containment")
    CORRECTIVE = "corrective", _("corrective")
    PREVENTIVE = "preventive", _("preventive")
    IMPROVEMENT = "improvement", _("improvement")


class MeasureState(models.TextChoices):
    """A measure is open, done with a note, or dropped with a reason."""

    OPEN = "open", _("open")
    DONE = "done", _("done")
    DROPPED = "dropped", _("dropped")


MEASURE_STEPS = (
    Step(
        "finish",
        ("open",),
        "done",
        "improvement.view",
        _("Done"),
        needs_note=True,
        tone="primary",
    ),
    Step("drop", ("open",), "dropped", "improvement.view", _("Drop"), needs_note=True),
    Step(
        "reopen",
        ("done", "dropped"),
        "open",
        "improvement.view",
        _("Open again"),
        needs_note=True,
    ),
)


class Effect(models.TextChoices):
    """What a verification says (G34)."""

    EFFECTIVE = "effective", _("effective")
    PARTLY = "partly", _("partly effective")
    NOT_EFFECTIVE = "not_effective", _("not effective")
    TOO_LITTLE = "too_little", _("too little data to tell")


class EffectTest(models.TextChoices):
    """The test suited to what the indicator measures (design §5)."""

    TWO_PROPORTIONS = "two_proportions", _("two proportions (Newcombe interval)")
    MANN_WHITNEY = "mann_whitney", _("Mann–Whitney on weekly values")
    RATE_RATIO = "rate_ratio", _("Poisson rate ratio")


class Behind(models.TextChoices):
    """What a file of an improvement stands behind."""

    CAUSE = "cause", _("cause")
    MEASURE = "measure", _("measure")
    NOTE = "note", _("progress note")
