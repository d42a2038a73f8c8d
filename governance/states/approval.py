"""How a case of approval moves, what can be answered, and which kinds there are (design §5; domain §6.3)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from governance.lib.workflow import Step


class ApprovalKind(models.TextChoices):
    """What is decided by a route of its own: the three approvals of 5.1①, and documents (G36)."""

    POLICY = "policy", _("framework policy")
    NORM = "norm", _("norm (专项规范)")
    REFERENCE = "reference", _("reference document")
    ANNUAL_PLAN = "annual_plan", _("annual plan")
    MAJOR_IMPROVEMENT = "major_improvement", _("major improvement")


class ApprovalState(models.TextChoices):
    """A case is open until it passes or fails; returned is correctable, rejected and withdrawn are ends."""

    OPEN = "open", _("in approval")
    RETURNED = "returned", _("returned")
    APPROVED = "approved", _("approved")
    REJECTED = "rejected", _("rejected")
    WITHDRAWN = "withdrawn", _("withdrawn")


APPROVAL_STEPS = (
    Step("pass_case", ("open",), "approved", "", _("Approve"), by_system=True),
    Step("fail_case", ("open",), "rejected", "", _("Reject"), by_system=True),
    Step(
        "return_case",
        ("open",),
        "returned",
        "approval.decide",
        _("Return for correction"),
        needs_note=True,
    ),
    Step(
        "resubmit_case", ("returned",), "open", "approval.view", _("Submit again"), tone="primary"
    ),
    Step(
        "withdraw_case",
        ("open", "returned"),
        "withdrawn",
        "approval.view",
        _("Withdraw"),
        needs_note=True,
    ),
)


class StepState(models.TextChoices):
    """A step waits for the one before it, is open, and ends with an answer or is dropped."""

    WAITING = "waiting", _("waiting for its turn")
    OPEN = "open", _("being decided")
    PASSED = "passed", _("agreed")
    FAILED = "failed", _("refused")
    RETURNED = "returned", _("returned")
    DROPPED = "dropped", _("dropped")


class TaskState(models.TextChoices):
    """A task waits for its turn, is asked, is answered, or fell away."""

    WAITING = "waiting", _("waiting for its turn")
    OPEN = "open", _("asked")
    DONE = "done", _("answered")
    CANCELLED = "cancelled", _("fell away")


class Ballot(models.TextChoices):
    """What one person can answer; everything but yes and abstention needs a reason."""

    APPROVE = "approve", _("agree")
    OPPOSE = "oppose", _("disagree")
    ABSTAIN = "abstain", _("abstain")
    RECUSE = "recuse", _("recuse")
    RETURN = "return", _("return for correction")


class RouteMode(models.TextChoices):
    """How the answers of one step become one; 会签 is never used bare, it means opposite things (domain §6.3)."""

    ALL = "all", _("all must agree")
    ANY = "any", _("one agreement is enough")
    THRESHOLD = "threshold", _("a share must agree")
    SEQUENTIAL = "sequential", _("all, one after another")
    COMMITTEE = "committee", _("by the rule of the committee")


class Voters(models.TextChoices):
    """Who is asked in a step."""

    REVIEWER = "reviewer", _("the reviewer named at submission")
    PROCESS_MANAGER = "process_manager", _("the process managers")
    PMO = "pmo", _("the PMO")
    DEPARTMENT_HEADS = "department_heads", _("the heads of departments")
    COMMITTEE = "committee", _("the committee")
    NAMED = "named", _("named people")
