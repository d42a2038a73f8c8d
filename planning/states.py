"""States and fixed vocabularies of the annual plan and its trainings (6.4.1; R34, R49–R53, G29, G30, G37, G38)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from governance.lib.workflow import Step


class PlanState(models.TextChoices):
    """One version of a year's plan, from the first line to the version that takes its place (G29, G30)."""

    DRAFT = "draft", _("being filled")
    COMPILED = "compiled", _("compiled")
    PUBLISHED = "published", _("published")
    SUPERSEDED = "superseded", _("superseded")
    DROPPED = "dropped", _("dropped")
    NOT_MADE = "not_made", _("not made, before the policy")


PLAN_STEPS = (
    Step("compile", ("draft",), "compiled", "plan.compile", _("Compile"), tone="primary"),
    Step(
        "reopen",
        ("compiled",),
        "draft",
        "plan.compile",
        _("Open for filling again"),
        needs_note=True,
    ),
    Step("publish", ("compiled",), "published", "plan.publish", _("Publish"), tone="primary"),
    Step("supersede", ("published",), "superseded", "", _("Supersede"), by_system=True),
    Step(
        "drop",
        ("draft", "compiled"),
        "dropped",
        "plan.submit",
        _("Drop this version"),
        needs_note=True,
        tone="danger",
    ),
    Step(
        "mark_not_made",
        ("draft",),
        "not_made",
        "plan.compile",
        _("Record as not made"),
        needs_note=True,
    ),
)


class SectionState(models.TextChoices):
    """A department's part: open until it is handed in; the PMO may give it back."""

    OPEN = "open", _("being filled")
    HANDED_IN = "handed_in", _("handed in")
    RETURNED = "returned", _("returned")


SECTION_STEPS = (
    Step(
        "hand_in",
        ("open", "returned"),
        "handed_in",
        "plan.fill",
        _("Hand in"),
        tone="primary",
    ),
    Step(
        "return",
        ("handed_in",),
        "returned",
        "plan.compile",
        _("Return"),
        needs_note=True,
        tone="danger",
    ),
    Step("take_back", ("handed_in",), "open", "plan.fill", _("Take back")),
)


class GoalKind(models.TextChoices):
    """What a goal says: a line to reach, a change against a baseline, words only, or why there is none (G42)."""

    ABSOLUTE = "absolute", _("absolute value")
    RELATIVE = "relative", _("change against a baseline")
    WORDS = "words", _("in words, without an indicator")
    NONE = "none", _("no goal this year")


class ChangeUnit(models.TextChoices):
    """How a relative goal counts its change: in per cent of the baseline, or in percentage points."""

    PERCENT = "percent", _("per cent of the baseline")
    POINTS = "points", _("percentage points")


class ChangeDirection(models.TextChoices):
    """Which way a relative goal moves its baseline."""

    REDUCE = "reduce", _("reduce by")
    RAISE = "raise", _("raise by")


class ResourceKind(models.TextChoices):
    """The three tables of 《过程资源需求计划》 (R51, domain §5.1)."""

    PEOPLE = "people", _("people")
    TOOLS = "tools", _("tools")
    TRAINING = "training", _("training")


class ToolChange(models.TextChoices):
    """Whether a tool is new or an existing one is upgraded."""

    NEW = "new", _("new")
    UPGRADE = "upgrade", _("upgrade")


class Fulfilment(models.TextChoices):
    """How far a resource need is met in the course of the year (R27)."""

    OPEN = "open", _("not yet provided")
    COMMITTED = "committed", _("committed")
    PARTIAL = "partial", _("partly provided")
    FULFILLED = "fulfilled", _("provided")
    DECLINED = "declined", _("not provided")


class TrainingKind(models.TextChoices):
    """Whether a line makes a process known or teaches it: the policy names both in one plan (R52, G38)."""

    TRAINING = "training", _("training")
    PROMOTION = "promotion", _("promotion")


class TrainingMethod(models.TextChoices):
    """How a training of the plan is held (R52)."""

    CLASSROOM = "classroom", _("in person")
    ONLINE = "online", _("online")
    MIXED = "mixed", _("in person and online")


class SessionState(models.TextChoices):
    """A training from the plan to its record."""

    PLANNED = "planned", _("training planned")
    ANNOUNCED = "announced", _("invited")
    HELD = "held", _("held")
    CLOSED = "closed", _("record complete")
    NOT_HELD = "not_held", _("not held")


class AttendanceState(models.TextChoices):
    """One trainee of one training; only what trainer or PMO confirm counts."""

    INVITED = "invited", _("invited")
    CHECKED_IN = "checked_in", _("signed in, not confirmed")
    ATTENDED = "attended", _("attended")
    ABSENT = "absent", _("absent")


class TrainingTest(models.TextChoices):
    """How it is found out whether it was learnt."""

    NONE = "none", _("no test")
    WRITTEN = "written", _("written test")
    PRACTICAL = "practical", _("practical test")
    ORAL = "oral", _("questions and answers")


SESSION_STEPS = (
    Step("announce", ("planned",), "announced", "training.edit", _("Invite"), tone="primary"),
    Step("hold", ("announced",), "held", "training.confirm", _("Record as held"), tone="primary"),
    Step("close", ("held",), "closed", "training.confirm", _("Complete the record")),
    Step(
        "call_off",
        ("planned", "announced"),
        "not_held",
        "training.edit",
        _("Not held"),
        needs_note=True,
        tone="danger",
    ),
    Step(
        "plan_again",
        ("not_held",),
        "planned",
        "training.edit",
        _("Plan again"),
        needs_note=True,
    ),
)
ATTENDANCE_STEPS = (
    Step("check_in", ("invited",), "checked_in", "training.view", _("Sign in"), tone="primary"),
    Step(
        "confirm",
        ("invited", "checked_in", "absent"),
        "attended",
        "training.confirm",
        _("Confirm attendance"),
        tone="primary",
    ),
    Step(
        "miss",
        ("invited", "checked_in", "attended"),
        "absent",
        "training.confirm",
        _("Record as absent"),
        needs_note=True,
    ),
)


class PlanDocument(models.TextChoices):
    """The printed documents of a plan; the training plan is there with and without its amounts (G37, G38)."""

    PLAN = "plan", _("Annual process plan")
    RESOURCES = "resources", _("Process resource requirements plan")
    TRAINING = "training", _("Process promotion and training plan")
    TRAINING_COSTS = "training_costs", _("Process promotion and training plan, with amounts")
