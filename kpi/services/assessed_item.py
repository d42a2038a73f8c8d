"""Items are judged one by one, each with a remark where it does not simply conform, and with evidence (R66; domain §3.4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from governance.lib.history import save_tracked
from governance.lib.workflow import (
    NotAllowed,
    Refused,
    WrongState,
    demand_reason,
    demand_seen,
)
from governance.models import Person
from governance.services.audit import Change, hold_the_chain, record
from kpi.models import AssessedItem, AssessmentEvidence, SelfAssessment
from kpi.permissions import may_judge
from kpi.selectors.evidence_proposal import Proposal
from kpi.selectors.self_assessment import assessors_of, processes_answered
from kpi.states import AssessmentState, ItemVerdict

MOST_EVIDENCE = 40
SAFE = ("/", "https://", "http://")


class CannotJudge(Refused):
    """The verdict or its evidence cannot stand this way."""


@dataclass(frozen=True)
class Judgement:
    """A verdict and what is said to it; an empty verdict takes it back."""

    verdict: str
    remark: str = ""


def judge_item(
    item: AssessedItem, judgement: Judgement, *, seen: int, by: Person, at: datetime
) -> AssessedItem:
    """A named assessor judges what they do not answer for; anything but “conforms” says why.

    Nobody overwrites what they have not seen. Raises `NotAllowed`, `WrongState`, `Conflict`, `CannotJudge`.
    """
    if judgement.verdict and judgement.verdict not in ItemVerdict.values:
        raise CannotJudge(_("This is no verdict."))
    if judgement.verdict not in {"", ItemVerdict.CONFORM}:
        demand_reason(judgement.remark)
    with transaction.atomic():
        hold_the_chain()
        row = _judged_by(item, by=by, at=at)
        demand_seen(row, seen)
        before = {"verdict": row.verdict, "remark": row.remark}
        row.verdict, row.remark = judgement.verdict, judgement.remark.strip()
        has_verdict = bool(row.verdict)
        row.judged_by, row.judged_at = (by, at) if has_verdict else (None, None)
        row.version += 1
        save_tracked(row, by=by, at=at, reason="kpi.judge_item")
        note_assessment_author(row.assessment, by=by, at=at)
        after = {"verdict": row.verdict, "remark": row.remark}
        record("kpi.judge_item", by=by, at=at, obj=row, change=Change(before, after))
    return row


def add_assessment_evidence(
    item: AssessedItem, text: str, url: str = "", *, by: Person, at: datetime
) -> AssessmentEvidence:
    """Evidence in words, with the address of a page or record where there is one."""
    demand_reason(text)
    if url.strip() and not url.strip().startswith(SAFE):
        raise CannotJudge(_("An address begins with “/” or “https://”."))
    with transaction.atomic():
        hold_the_chain()
        row = _judged_by(item, by=by, at=at)
        found = _keep(
            row, [AssessmentEvidence(text=text.strip()[:300], url=url.strip()[:300])], by, at
        )
    return found[0]


def take_proposals(
    item: AssessedItem, proposals: Sequence[Proposal], *, by: Person, at: datetime
) -> list[AssessmentEvidence]:
    """What the system proposed from live records becomes evidence when an assessor takes it, each record once."""
    with transaction.atomic():
        hold_the_chain()
        row = _judged_by(item, by=by, at=at)
        known = set(row.evidence.values_list("key", flat=True))
        fresh = [
            AssessmentEvidence(
                key=each.key, text=each.text[:300], text_en=each.text_en[:300], url=each.url[:300]
            )
            for each in proposals
            if each.key not in known
        ]
        return _keep(row, fresh, by, at)


def drop_assessment_evidence(
    evidence: AssessmentEvidence, *, by: Person, at: datetime
) -> AssessedItem:
    """Evidence that does not fit is taken off while items are judged; the trail keeps it."""
    with transaction.atomic():
        hold_the_chain()
        row = _judged_by(evidence.item, by=by, at=at)
        told = {"text": evidence.text, "url": evidence.url}
        AssessmentEvidence.objects.filter(pk=evidence.pk).delete()
        record("kpi.drop_assessment_evidence", by=by, at=at, obj=row, change=Change(before=told))
    return row


def note_assessment_author(
    assessment: SelfAssessment, *, by: Person, at: datetime, fields: Sequence[str] = ()
) -> None:
    """Whoever writes any part is an author and does not close it."""
    changed = list(fields)
    if by.pk not in assessment.authors:
        assessment.authors = [*assessment.authors, by.pk]
        changed.append("authors")
    if changed:
        assessment.version += 1
        reason = "kpi.write_assessment"
        save_tracked(assessment, by=by, at=at, reason=reason, fields=[*changed, "version"])


def _keep(
    row: AssessedItem, fresh: list[AssessmentEvidence], by: Person, at: datetime
) -> list[AssessmentEvidence]:
    if row.evidence.count() + len(fresh) > MOST_EVIDENCE:
        raise CannotJudge(
            _("An item takes at most %(most)s pieces of evidence.") % {"most": MOST_EVIDENCE}
        )
    for each in fresh:
        each.item, each.added_by, each.added_at = row, by, at
        each.save()
    if fresh:
        note_assessment_author(row.assessment, by=by, at=at)
        told = {"evidence": [{"text": each.text, "url": each.url} for each in fresh]}
        change = Change(after=told)
        record("kpi.add_assessment_evidence", by=by, at=at, obj=row, change=change)
    return fresh


def _judged_by(item: AssessedItem, *, by: Person, at: datetime) -> AssessedItem:
    """The item as it stands, if this person may judge it now; under the chain's lock."""
    row: AssessedItem = AssessedItem.objects.select_related("assessment", "item__process").get(
        pk=item.pk
    )
    assessment = row.assessment
    if assessment.state != AssessmentState.RUNNING:
        raise WrongState(
            _("The assessment is “%(state)s”; items are judged while it is in work.")
            % {"state": assessment.get_state_display()}
        )
    team = [each.pk for each in assessors_of(assessment)]
    own = processes_answered([by.pk], assessment, at)[by.pk]
    if not may_judge(by, row, team, own):
        if by.pk in team:
            raise NotAllowed(
                _("You answer for this process yourself; somebody else of the team judges it.")
            )
        raise NotAllowed(_("Only those who are named as assessors judge."))
    return row
