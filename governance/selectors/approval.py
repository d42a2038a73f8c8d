"""How a record stands in approval, and what its case consists of (design §5 Approval)."""

from collections.abc import Iterable

from django.db import models
from django.db.models import Exists, OuterRef, QuerySet

from governance.lib.naming import object_type_of
from governance.models import Approval, ApprovalStep, ApprovalTask, Person, Resolution, Vote
from governance.states import ApprovalState, RouteMode, StepState, TaskState

LIVE_TASK = (TaskState.WAITING, TaskState.OPEN, TaskState.DONE, TaskState.RECUSED)
RUNNING = (ApprovalState.OPEN, ApprovalState.RETURNED)


def readable_cases(person: Person, cases: Iterable[int | None]) -> frozenset[int]:
    """Which of some cases a person may read: a page leads to no other. At most one statement."""
    keys = {key for key in cases if key is not None}
    if not keys:
        return frozenset()
    rows = Approval.objects.visible_to(person).filter(pk__in=keys)
    return frozenset(rows.values_list("pk", flat=True))


def case_read_by(person: Person, row: models.Model) -> tuple[Approval | None, bool]:
    """The latest case of a record, and whether a person may read it. One statement."""
    readable = Approval.objects.visible_to(person).filter(pk=OuterRef("pk"))
    found = Approval.objects.about(row).annotate(is_readable=Exists(readable)).first()
    return found, bool(found and found.is_readable)


def wrote_or_proposed(approval: Approval, person: Person) -> bool:
    """Whether a person proposed what is to be decided, or wrote a part of it."""
    return approval.proposed_by_id == person.pk or approval.authors.filter(person=person).exists()


def case_of(row: models.Model) -> Approval | None:
    """The latest case of a record, however it ended; None where it was never submitted."""
    found: Approval | None = Approval.objects.about(row).first()
    return found


def cases_of(rows: Iterable[models.Model]) -> dict[str, Approval]:
    """The latest case of each of several records of one model, by the record's key; one statement."""
    listed = list(rows)
    if not listed:
        return {}
    found = Approval.objects.filter(
        object_type=object_type_of(listed[0]), object_key__in=[str(row.pk) for row in listed]
    )
    return {case.object_key: case for case in found.order_by("pk")}


def approved_case(row: models.Model, content_sha256: str) -> Approval | None:
    """The case in which exactly this content was approved, unless a later case decided otherwise about it."""
    latest: Approval | None = (
        Approval.objects.about(row).filter(content_sha256=content_sha256).first()
    )
    return latest if latest is not None and latest.state == ApprovalState.APPROVED else None


def running_case(row: models.Model) -> Approval | None:
    """The case that is open or returned; a record has at most one."""
    found: Approval | None = Approval.objects.about(row).filter(state__in=RUNNING).first()
    return found


def open_step(approval: Approval) -> ApprovalStep | None:
    """The step that is being decided now."""
    found: ApprovalStep | None = approval.steps.filter(
        round=approval.round, state=StepState.OPEN
    ).first()
    return found


def committee_step(approval: Approval) -> ApprovalStep | None:
    """The step the committee decides now, or None."""
    step = open_step(approval)
    return step if step is not None and step.mode == RouteMode.COMMITTEE else None


def tasks_of(step: ApprovalStep) -> list[ApprovalTask]:
    """Everybody who is asked in a step now, in the order of the step; who was taken off is not among them."""
    return list(
        step.tasks.filter(state__in=(*LIVE_TASK, TaskState.CANCELLED))
        .select_related("person", "passed_on_by", "added_by")
        .order_by("position", "turn", "pk")
    )


def valid_votes(step: ApprovalStep) -> dict[int, Vote]:
    """The answers that count in a step, by task."""
    votes = Vote.objects.filter(task__step=step, voided_at=None).select_related("cast_by", "task")
    votes = votes.prefetch_related("exceptions")
    return {vote.task_id: vote for vote in votes}


def votes_of(approval: Approval) -> QuerySet[Vote]:
    """Every answer of a case in the order they came, void ones included: nothing is lost."""
    votes: QuerySet[Vote] = Vote.objects.filter(task__step__approval=approval)
    return votes.select_related("task__person", "task__step", "cast_by").order_by("at", "pk")


def resolution_of(approval: Approval) -> Resolution | None:
    """The latest resolution of the committee about a case."""
    found: Resolution | None = approval.resolutions.order_by("-pk").first()
    return found
