"""How a case of approval moves, what can be answered, and which kinds there are (design §5; domain §6.3)."""

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from governance.lib.workflow import Step


class ApprovalKind(models.TextChoices):
    """What is decided by a route of its own: the three approvals of 5.1①, and documents (G36)."""

    POLICY = "policy", _("framework policy")
    NORM = "norm", _("norm")
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


APPROVAL_STEP_STEPS = (
    Step("begin", ("waiting",), "open", "", _("Begin"), by_system=True),
    Step("agree", ("open",), "passed", "", _("Agree"), by_system=True),
    Step("refuse", ("open",), "failed", "", _("Refuse"), by_system=True),
    Step("give_back", ("open",), "returned", "", _("Return for correction"), by_system=True),
    Step("drop", ("waiting", "open"), "dropped", "", _("Drop"), by_system=True),
    Step("rewind", ("open", "passed"), "waiting", "", _("Decide again"), by_system=True),
)


class TaskState(models.TextChoices):
    """A task waits for its turn, is asked, is answered; or it fell away, was taken off, or may not be."""

    WAITING = "waiting", _("waiting for its turn")
    OPEN = "open", _("asked")
    DONE = "done", _("answered")
    CANCELLED = "cancelled", _("fell away")
    REMOVED = "removed", _("taken off")
    RECUSED = "recused", _("recused by rule")


APPROVAL_TASK_STEPS = (
    Step("ask", ("waiting",), "open", "", _("Ask"), by_system=True),
    Step("hold", ("open",), "waiting", "", _("Wait"), by_system=True),
    Step("answer", ("open",), "done", "approval.decide", _("Answer")),
    Step("fall_away", ("waiting", "open"), "cancelled", "", _("Fall away"), by_system=True),
    Step("take_off", ("waiting", "open"), "removed", "approval.decide", _("Take off")),
    Step("bar", ("waiting", "open"), "recused", "", _("Recuse by rule"), by_system=True),
    Step(
        "ask_again",
        ("open", "done", "cancelled", "recused"),
        "waiting",
        "",
        _("Ask again"),
        by_system=True,
    ),
)


class Ballot(models.TextChoices):
    """What one person can answer; everything but yes and abstention needs a reason."""

    APPROVE = "approve", _("agree")
    OPPOSE = "oppose", _("disagree")
    ABSTAIN = "abstain", _("abstain")
    RECUSE = "recuse", _("recuse")
    RETURN = "return", _("return for correction")


class VoidReason(models.TextChoices):
    """Why an answer no longer counts."""

    CONTENT_CHANGED = "content_changed", _("the text has changed since")


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


class SeparationRule(models.TextChoices):
    """Why a person may not decide on a case (reliability §3.3 nos. 1, 5 and 6); an exception names one of them."""

    AUTHOR = "author", _("wrote part of it")
    PROPOSER = "proposer", _("proposed it")
    REVIEWER = "reviewer", _("decided an earlier step of it")


@dataclass(frozen=True)
class RouteTurn:
    """One step of a shipped route."""

    label: str | Promise
    voters: Voters
    mode: RouteMode


@dataclass(frozen=True)
class DefaultRoute:
    """The route of a kind until the PMO records one; `gap` is the policy issue where the policy is silent."""

    turns: tuple[RouteTurn, ...]
    clause: str
    gap: str = ""


_COMMITTEE = RouteTurn(_("decision of the committee"), Voters.COMMITTEE, RouteMode.COMMITTEE)
_MANAGER = RouteTurn(_("approval by a process manager"), Voters.PROCESS_MANAGER, RouteMode.ANY)
# 5.1① names the committee for three kinds; who reviews the policy before (G21) and who decides on norms
# (G36) it leaves open. What else is open about plan (G29) and major improvements (G33) is no matter of the route.
DEFAULT_ROUTES = {
    ApprovalKind.POLICY: DefaultRoute(
        (RouteTurn(_("review"), Voters.REVIEWER, RouteMode.ANY), _COMMITTEE), "5.1①", "G21"
    ),
    ApprovalKind.NORM: DefaultRoute((_MANAGER,), "5.2①", "G36"),
    ApprovalKind.REFERENCE: DefaultRoute((_MANAGER,), "5.2①", "G36"),
    ApprovalKind.ANNUAL_PLAN: DefaultRoute((_COMMITTEE,), "5.1①"),
    ApprovalKind.MAJOR_IMPROVEMENT: DefaultRoute((_COMMITTEE,), "5.1①"),
}
