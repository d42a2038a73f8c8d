"""What still stands before each gate of an improvement, and the content the committee votes on (6.4.4, G32, G33)."""

import hashlib
import json
from dataclasses import dataclass

from django.utils.translation import gettext as _

from governance.states import DocumentState
from improvements.models import ActionMeasure, Cause, Improvement, VerificationPlan
from improvements.states import PASSED_ON, CauseVerdict, MeasureKind, MeasureState

UNPUBLISHED = frozenset({DocumentState.DRAFT, DocumentState.DISCARDED})


def doers_of(improvement: Improvement) -> set[int]:
    """Everybody who carries out a measure of this round; dropped measures were carried out by nobody.

    Who passed a measure or the improvement on has had a hand in it too, and stays a doer.
    """
    rows = ActionMeasure.objects.filter(improvement=improvement, round=improvement.round)
    # Without their order: SQLite takes none inside a union.
    known = ActionMeasure.history.filter(
        improvement=improvement, round=improvement.round
    ).order_by()
    passed = known.filter(history_change_reason=PASSED_ON).values("id")
    owned = Improvement.history.filter(id=improvement.pk).order_by()
    was_passed = owned.filter(history_change_reason=PASSED_ON).values("id")
    found = rows.exclude(state=MeasureState.DROPPED).values_list("responsible_id")
    found = found.union(
        known.filter(id__in=passed).values_list("responsible_id"),
        owned.filter(id__in=was_passed).values_list("owner_id"),
    )
    return {number for (number,) in found}


@dataclass(frozen=True)
class PlanParts:
    """What of a plan is stored beside its improvement: confirmed causes, measures, how the effect will be compared."""

    causes: tuple[Cause, ...]
    measures: tuple[ActionMeasure, ...]
    comparing: VerificationPlan | None


def parts_of(improvement: Improvement) -> PlanParts:
    """The parts of this round; three statements. A page that has read them already hands them in instead."""
    mine = {"improvement": improvement, "round": improvement.round}
    causes = Cause.objects.filter(**mine, verdict=CauseVerdict.CONFIRMED)
    measures = ActionMeasure.objects.filter(**mine).select_related("cause").order_by("position")
    return PlanParts(
        tuple(causes.order_by("pk")),
        tuple(measures),
        VerificationPlan.objects.filter(**mine).first(),
    )


def missing_for_plan(improvement: Improvement, parts: PlanParts | None = None) -> list[str]:
    """A confirmed cause (6.4.4①)."""
    parts = parts or parts_of(improvement)
    return [] if parts.causes else [_("a confirmed cause")]


def missing_for_start(improvement: Improvement, parts: PlanParts | None = None) -> list[str]:
    """Goal, due date, a measure for a confirmed cause, a plan of verification, and whether it is major."""
    parts = parts or parts_of(improvement)
    measures = [
        row
        for row in parts.measures
        if row.state == MeasureState.OPEN and row.kind != MeasureKind.CONTAINMENT
    ]
    addressed = [
        row
        for row in measures
        if row.cause is not None and row.cause.verdict == CauseVerdict.CONFIRMED
    ]
    late = improvement.due_on and [row for row in measures if row.due_on > improvement.due_on]
    checks = (
        (improvement.goal.strip(), _("a goal")),
        (improvement.due_on, _("a due date")),
        (measures, _("a measure beside containment")),
        (not measures or addressed, _("a measure that addresses a confirmed cause")),
        (
            len(addressed) == len(measures),
            _("the confirmed cause of every measure beside containment"),
        ),
        (not late, _("dates of measures within the due date")),
        (parts.comparing, _("how the effect will be verified")),
        (improvement.is_major is not None, _("whether it is major, with a reason")),
    )
    return [words for fulfilled, words in checks if not fulfilled]


def missing_for_verification(improvement: Improvement, parts: PlanParts | None = None) -> list[str]:
    """Every measure is done or dropped with a reason."""
    parts = parts or parts_of(improvement)
    still = [row.text for row in parts.measures if row.state == MeasureState.OPEN]
    return [_("the measure “%(text)s”") % {"text": text} for text in still]


def missing_for_close(improvement: Improvement, _parts: PlanParts | None = None) -> list[str]:
    """A norm version that is published and cites it, or a reasoned “none” by a process manager (6.4.4⑤, G35)."""
    if improvement.no_norm_reason.strip():
        return []
    version = improvement.norm_version
    if version is None:
        return [_("a published version of a norm, or a reasoned “no norm change”")]
    if version.state in UNPUBLISHED:
        return [_("the publication of %(version)s") % {"version": version}]
    return []


def content_hash(improvement: Improvement, parts: PlanParts | None = None) -> str:
    """The hash of what is approved: problem, causes, goal, measures and verification, and nothing that moves by itself."""
    parts = parts or parts_of(improvement)
    plan = parts.comparing
    content = {
        "number": improvement.number,
        "round": improvement.round,
        "title": improvement.title,
        "problem": improvement.problem,
        "goal": improvement.goal,
        "due_on": str(improvement.due_on or ""),
        "causes": [row.text for row in parts.causes],
        "measures": [
            [row.kind, row.text, row.cause_id, row.responsible_id, str(row.due_on)]
            for row in parts.measures
            if row.state != MeasureState.DROPPED
        ],
        "verification": [
            plan.indicator_id,
            plan.scope,
            str(plan.before_start),
            str(plan.before_end),
            str(plan.after_start),
            str(plan.after_end),
            f"{plan.expected.normalize():f}",
            plan.is_relative,
        ]
        if plan
        else [],
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
