"""The checklist of a self-assessment, the assessment and its findings: how each moves (clause 7, R66, G39, G41)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from governance.lib.workflow import Step


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
