"""The plan before the committee: what it is shown, and that an edit voids the votes (5.1①, R25, R53; ADR 25)."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from governance.lib.history import save_tracked
from governance.lib.workflow import Refused
from governance.models import Approval, Person
from governance.permissions import Permission, demand
from governance.selectors.approval import case_of
from governance.services.approval import Fact, Subject, open_case, renew_case, resubmit_case
from governance.services.audit import record
from governance.states import ApprovalKind, ApprovalState
from planning.models import AnnualPlan
from planning.selectors.content import content_of, content_sha256
from planning.selectors.diff import base_of, plan_diff
from planning.states import GoalKind, PlanState

ZH, EN = "zh-hans", "en"


class CannotSubmitPlan(Refused):
    """The plan cannot go to the committee now."""


def subject_of(plan: AnnualPlan) -> Subject:
    """The plan as the committee decides on it: goals and changes in numbers, no amounts of money.

    Everybody who follows the case reads the facts; who may see resource amounts reads them in the plan.
    """
    told = {language: _told(plan, language) for language in (ZH, EN)}
    zh, en = told[ZH], told[EN]
    return Subject(
        kind=ApprovalKind.ANNUAL_PLAN,
        row=plan,
        title=zh[0],
        title_en=en[0],
        conclusion=zh[1],
        conclusion_en=en[1],
        url=reverse("planning:plan", args=[plan.pk]),
        preview_url=reverse("planning:plan-package", args=[plan.pk]),
        content_sha256=plan.content_sha256,
        authors=tuple(Person.objects.filter(pk__in=plan.authors).order_by("pk")),
        facts=tuple(
            Fact(label, value, label_en, value_en)
            for (label, value), (label_en, value_en) in zip(zh[2], en[2], strict=True)
        ),
    )


def submit_plan(plan: AnnualPlan, *, by: Person, at: datetime) -> Approval:
    """A compiled plan goes to the committee with the hash of its content (R53); a returned case goes on.

    Raises `CannotSubmitPlan` before it is compiled and while it is being decided.
    """
    demand(by, Permission.PLAN_SUBMIT)
    with transaction.atomic():
        plan.refresh_from_db()
        if plan.state != PlanState.COMPILED:
            raise CannotSubmitPlan(_("Compile the plan first."))
        case = case_of(plan)
        if case is not None and case.state in {ApprovalState.OPEN, ApprovalState.APPROVED}:
            raise CannotSubmitPlan(_("The committee has this plan already."))
        plan.submitted_by, plan.submitted_at = by, at
        fields = ["submitted_by", "submitted_at"]
        save_tracked(plan, by=by, at=at, reason="planning.submit_plan", fields=fields)
        record("planning.submit_plan", by=by, at=at, obj=plan)
        subject = subject_of(plan)
        if case is not None and case.state == ApprovalState.RETURNED:
            return resubmit_case(case, subject, by=by, at=at)
        return open_case(subject, by=by, at=at)


def note_edit(plan: AnnualPlan, *, by: Person, at: datetime) -> None:
    """Whoever writes any part is an author; a compiled plan has a new hash, and votes on the old one are void.

    Called in the transaction of the edit.
    """
    fields = []
    if by.pk not in plan.authors:
        plan.authors = sorted({*plan.authors, by.pk})
        fields.append("authors")
    if plan.state == PlanState.COMPILED:
        plan.content_sha256 = content_sha256(content_of(plan))
        fields.append("content_sha256")
    if fields:
        save_tracked(plan, by=by, at=at, reason="planning.note_edit", fields=fields)
    if plan.state == PlanState.COMPILED:
        renew_case(subject_of(plan), by=by, at=at)


def _told(plan: AnnualPlan, language: str) -> tuple[str, str, list[tuple[str, str]]]:
    with translation.override(language):
        title = _("Annual plan %(year)s %(label)s") % {"year": plan.year, "label": plan.label}
        base = base_of(plan)
        diff = plan_diff(base, plan)
        conclusion = plan.note or _(
            "Sets the goals of all processes for %(year)s; published, its targets come into force."
        ) % {"year": plan.year}
        facts = [
            (_("Goals"), _goals_in_words(diff.goals_now)),
            (_("Milestones"), str(diff.totals["milestones"])),
            (_("Resource needs"), str(diff.totals["resources"])),
            (_("Trainings"), str(diff.totals["trainings"])),
            (_("Compared with"), said_base(base)),
            (_("Changes"), diff.in_words),
        ]
    return title, conclusion, facts


def _goals_in_words(kinds: list[str]) -> str:
    return _("%(goals)s on indicators, %(words)s in words, %(none)s processes without") % {
        "goals": sum(kind in {GoalKind.ABSOLUTE, GoalKind.RELATIVE} for kind in kinds),
        "words": kinds.count(GoalKind.WORDS),
        "none": kinds.count(GoalKind.NONE),
    }


def said_base(base: AnnualPlan | None) -> str:
    """What a version is compared with."""
    return _("nothing earlier") if base is None else str(base)
