"""What works becomes the norm: an improvement closes with a published version that cites it (6.4.4⑤, R65, G35)."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from governance.lib.bilingual import in_turn
from governance.lib.history import save_tracked
from governance.lib.workflow import NotAllowed, Refused, WrongState, demand_reason, find_step
from governance.models import Document, DocumentVersion, Person
from governance.permissions import Permission, demand
from governance.selectors.calendar import local_day
from governance.services.audit import Change, hold_the_chain, record
from governance.services.document import VersionNote, start_version
from governance.services.document_reading import ask_to_read
from governance.services.transition import advance
from improvements.models import Improvement
from improvements.permissions import may_plan
from improvements.selectors.gate import missing_for_close
from improvements.selectors.norm import people_concerned
from improvements.services.duty import owe_stage, owe_watch
from improvements.states import IMPROVEMENT_STEPS, Stage
from planning.models import TrainingSession
from planning.services.session import TrainingFacts, plan_training
from processes.models import Asset, Norm
from processes.services.asset import add_asset
from processes.states import ProcessState


class CannotSolidify(Refused):
    """The norm does not govern the process, or is not published yet."""


def revise_norm(
    improvement: Improvement, document: Document, *, by: Person, at: datetime
) -> Improvement:
    """A revision of a norm of the process begins as a draft that names the improvement, and is cited by it.

    It then goes the way of every document: written, approved, published. Raises `CannotSolidify`,
    `NotAllowed`, and what starting a version refuses.
    """
    with transaction.atomic():
        hold_the_chain()
        row = _at_solidify(improvement)
        _demand_governing(row, document)
        note = VersionNote(change_note=f"{row.number} {row.title}"[:300])
        version = start_version(document, note, by=by, at=at)
        _cite(row, version, by=by, at=at)
    return row


def cite_norm(
    improvement: Improvement, version: DocumentVersion, *, by: Person, at: datetime
) -> Improvement:
    """An improvement names the version of a norm of its process that carries it; it need not be published yet."""
    with transaction.atomic():
        hold_the_chain()
        row = _at_solidify(improvement)
        if not may_plan(by, row):
            raise NotAllowed(_("You are not allowed to do this."))
        _demand_governing(row, version.document)
        if version.published_on and version.published_on < local_day(row.raised_at):
            raise CannotSolidify(
                _("%(version)s was published before this improvement and cannot carry it.")
                % {"version": version}
            )
        _cite(row, version, by=by, at=at)
    return row


def declare_no_norm(
    improvement: Improvement, *, reason: str, by: Person, at: datetime
) -> Improvement:
    """A process manager who does not own it may say, with a reason, that no norm changes (6.4.4⑤)."""
    demand(by, Permission.IMPROVEMENT_CLOSE)
    demand_reason(reason)
    with transaction.atomic():
        hold_the_chain()
        row = _at_solidify(improvement)
        if row.owner_id == by.pk:
            raise NotAllowed(_("Who owns the improvement does not say that no norm changes."))
        row.norm_version, row.no_norm_reason, row.no_norm_by = None, reason.strip()[:500], by
        fields = ["norm_version", "no_norm_reason", "no_norm_by"]
        save_tracked(row, by=by, at=at, reason="improvements.declare_no_norm", fields=fields)
        change = Change(note=reason.strip())
        record("improvements.declare_no_norm", by=by, at=at, obj=row, change=change)
    return row


def close_improvement(
    improvement: Improvement, *, lesson: str = "", by: Person, at: datetime
) -> Improvement:
    """It closes when the cited norm version is published, or “none” was reasoned; in 90 days the PMO looks again.

    Whom the changed norm concerns is asked to read it; the lesson becomes an asset of the process, to be
    taken into the library by somebody else.
    """
    demand(by, Permission.IMPROVEMENT_CLOSE)
    with transaction.atomic():
        hold_the_chain()
        row = _at_solidify(improvement)
        missing = missing_for_close(row)
        if missing:
            raise CannotSolidify(_("Still missing: %(what)s.") % {"what": in_turn(missing)})
        step = find_step(IMPROVEMENT_STEPS, "close")
        advance(row, step, by=by, at=at, changes={"closed_at": at, "lesson": lesson.strip()})
        owe_stage(row, by=by, at=at)
        owe_watch(row, at=at)
        if row.norm_version is not None:
            ask_to_read(row.norm_version, people_concerned(row, at=at), at=at)
        if row.lesson:
            _keep_lesson(row, by=by, at=at)
    return row


def plan_norm_training(
    improvement: Improvement, planned_on: date, *, by: Person, at: datetime
) -> TrainingSession:
    """Where the PMO wants it, the people a changed norm concerns are trained on it (6.4.4⑤, 5.2⑤).

    Raises `CannotSolidify`, and what planning a training refuses.
    """
    row: Improvement = Improvement.objects.select_related("norm_version__document").get(
        pk=improvement.pk
    )
    version = row.norm_version
    if version is None or row.state not in {Stage.SOLIDIFY, Stage.CLOSED}:
        raise CannotSolidify(_("A training is about the norm that cites the improvement."))
    facts = TrainingFacts(
        topic=f"{version.document.title} {version.label}"[:120],
        topic_en=f"{version.document.title_en or version.document.title} {version.label}"[:160],
        planned_on=planned_on,
        processes=[row.process],
        people=people_concerned(row, at=at),
        document=version.document,
        document_version=version.label,
        responsible=row.owner,
        department=row.department,
    )
    with transaction.atomic():
        hold_the_chain()
        training = plan_training(facts, by=by, at=at)
        change = Change(after={"training": training.number, "planned_on": planned_on.isoformat()})
        record("improvements.plan_norm_training", by=by, at=at, obj=row, change=change)
    return training


def _keep_lesson(row: Improvement, *, by: Person, at: datetime) -> None:
    add_asset(
        row.process if row.process.state == ProcessState.ACTIVE else None,
        Asset.Kind.LESSON,
        row.title,
        by=by,
        at=at,
        summary=row.lesson,
        source=row,
    )


def _demand_governing(row: Improvement, document: Document) -> None:
    if not Norm.objects.filter(process=row.process, document=document).exists():
        raise CannotSolidify(
            _("%(document)s does not govern %(process)s.")
            % {"document": document, "process": row.process}
        )


def _cite(row: Improvement, version: DocumentVersion, *, by: Person, at: datetime) -> None:
    row.norm_version, row.no_norm_reason, row.no_norm_by = version, "", None
    fields = ["norm_version", "no_norm_reason", "no_norm_by"]
    save_tracked(row, by=by, at=at, reason="improvements.cite_norm", fields=fields)
    change = Change(after={"norm": str(version)})
    record("improvements.cite_norm", by=by, at=at, obj=row, change=change)


def _at_solidify(improvement: Improvement) -> Improvement:
    row: Improvement = Improvement.objects.select_related("norm_version__document", "process").get(
        pk=improvement.pk
    )
    if row.state != Stage.SOLIDIFY:
        raise WrongState(_("The improvement is not being solidified."))
    return row
