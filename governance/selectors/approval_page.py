"""The decision page of one case: conclusion and facts first, who has decided what, and what I may do now (design §3)."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import get_language

from governance.models import (
    Approval,
    ApprovalCopy,
    ApprovalStep,
    ApprovalTask,
    AuditEntry,
    Paper,
    Person,
    StoredFile,
    Vote,
)
from governance.selectors.approval_list import Desk
from governance.selectors.audit import timeline_of
from governance.selectors.clause import CONTENT_PART
from governance.selectors.file_look import FileLook, file_looks
from governance.selectors.separation import separation_in
from governance.states import PaperFormat, RenderState, RouteMode, StepState, TaskState, VoidReason

WAITED_FOR = frozenset({TaskState.WAITING, TaskState.OPEN})


@dataclass(frozen=True)
class VoteLine:
    """One answer as it is told: by whom in whose name, and why it is void if it is."""

    vote: Vote
    is_by_deputy: bool
    void_words: str


@dataclass(frozen=True)
class TaskLine:
    """One person who is or was asked, with every answer they gave, the voided ones too."""

    task: ApprovalTask
    votes: tuple[VoteLine, ...]

    @property
    def is_answered(self) -> bool:
        """There is an answer that counts."""
        return any(not line.void_words for line in self.votes)

    @property
    def is_gone(self) -> bool:
        """Nobody waits for this answer any more, and none was given."""
        return not self.is_answered and self.task.state not in WAITED_FOR


@dataclass(frozen=True)
class StepLine:
    """One step of a round with everybody it asks."""

    step: ApprovalStep
    tasks: tuple[TaskLine, ...]
    answered: int


@dataclass(frozen=True)
class RoundLine:
    """One round: the first submission, or one after a return."""

    number: int
    is_current: bool
    steps: tuple[StepLine, ...]


@dataclass(frozen=True)
class Attachment:
    """A file on the subject or on the case, and how it is read in the page."""

    file: StoredFile
    look: FileLook

    @property
    def is_content(self) -> bool:
        """The file is what is decided, not something beside it."""
        return self.file.part == CONTENT_PART


@dataclass(frozen=True)
class ApprovalPage:
    """Everything the decision page shows to one person."""

    approval: Approval
    facts: tuple[tuple[str, str], ...]
    rounds: tuple[RoundLine, ...]
    current: ApprovalStep | None
    tasks: tuple[ApprovalTask, ...]
    attachments: tuple[Attachment, ...]
    paper: Paper | None
    copies: tuple[ApprovalCopy, ...]
    acts: tuple[AuditEntry, ...]

    @property
    def content(self) -> Attachment | None:
        """The uploaded file that is decided; it stands where else the text stands."""
        return next((each for each in self.attachments if each.is_content), None)

    @property
    def beside(self) -> list[Attachment]:
        """The attachments without what is decided itself."""
        return [each for each in self.attachments if not each.is_content]

    @property
    def _current_votes(self) -> list[Vote]:
        return [
            told.vote
            for each in self.rounds
            if each.is_current
            for step in each.steps
            for line in step.tasks
            for told in line.votes
        ]

    @property
    def voided(self) -> int:
        """How many answers of the round that runs fell with an earlier text."""
        return sum(vote.voided_at is not None for vote in self._current_votes)

    @property
    def has_answers(self) -> bool:
        """Somebody has answered in the round that runs."""
        return any(vote.voided_at is None for vote in self._current_votes)

    @property
    def valid_answers(self) -> list[Vote]:
        """The answers that count in the step that runs, with their tasks at hand."""
        votes = [vote for vote in self._current_votes if vote.voided_at is None]
        return [vote for vote in votes if vote.task.step == self.current]

    @property
    def is_before_committee(self) -> bool:
        """The committee decides now, by its own rule."""
        return self.current is not None and self.current.mode == RouteMode.COMMITTEE

    @property
    def has_been_voted(self) -> bool:
        """The committee has closed a vote about it, in whichever round."""
        return any(
            line.step.mode == RouteMode.COMMITTEE and line.step.ended_at is not None
            for each in self.rounds
            for line in each.steps
        )

    def is_barred(self, person: Person) -> bool:
        """The person would be asked now, and is recused by rule."""
        return any(
            line.task.person_id == person.pk and line.task.state == TaskState.RECUSED
            for each in self.rounds
            if each.is_current
            for step in each.steps
            if step.step == self.current
            for line in step.tasks
        )

    def has_answered(self, person: Person) -> bool:
        """The person has answered in the round that runs, in whosever name."""
        return any(vote.cast_by_id == person.pk for vote in self._current_votes)

    def own(self, person: Person) -> list[ApprovalTask]:
        """The tasks asked of the person, without those of people they stand in for."""
        return [task for task in self.tasks if task.person_id == person.pk]

    def awaits_others(self, person: Person) -> bool:
        """Somebody besides the person is asked now and has not answered."""
        return any(
            line.task.state == TaskState.OPEN and line.task.person_id != person.pk
            for each in self.rounds
            if each.is_current
            for step in each.steps
            for line in step.tasks
        )

    def removable(self, person: Person, *, any_of_them: bool) -> list[ApprovalTask]:
        """Whoever is still asked in the step that runs, was added by the person (or anybody), and is not they."""
        if self.is_before_committee:
            return []
        return [
            line.task
            for each in self.rounds
            if each.is_current
            for step in each.steps
            if step.step == self.current
            for line in step.tasks
            if (any_of_them or line.task.added_by_id == person.pk)
            and line.task.person_id != person.pk
            and line.task.state in WAITED_FOR
        ]


def approval_page(approval: Approval, desk: Desk) -> ApprovalPage:
    """What one person sees of a case; the same few statements however many took part."""
    rounds = _rounds(approval)
    lines = [line for each in rounds if each.is_current for line in each.steps]
    for line in lines:
        line.step.approval = approval  # at hand for whoever asks what the step is about
    current = next((line for line in lines if line.step.state == StepState.OPEN), None)
    asked = [each.task for each in current.tasks] if current else []
    return ApprovalPage(
        approval=approval,
        facts=_facts(approval),
        rounds=rounds,
        current=current.step if current else None,
        tasks=tuple(
            task
            for task in asked
            if task.state == TaskState.OPEN and desk.answers(task, approval.kind)
        ),
        attachments=attachments_of(approval),
        # What its own page shows in full need not be looked for as a paper too.
        paper=None if approval.preview_url else paper_of(approval),
        copies=tuple(
            ApprovalCopy.objects.filter(approval=approval)
            .select_related("person", "copied_by")
            .order_by("pk")
        ),
        acts=tuple(timeline_of(approval)),
    )


def why_barred(page: ApprovalPage, person: Person, on: date) -> str:
    """By which rules a person is recused in the step that runs; empty where they are not."""
    if page.current is None or not page.is_barred(person):
        return ""
    rules = separation_in(page.current, on).breached([person.pk])
    return " · ".join(str(rule.label) for rule in rules)


def task_in(approval: Approval, number: int) -> ApprovalTask | None:
    """One task of a case the caller has fetched through its own door; also one that is answered already."""
    rows = ApprovalTask.objects.filter(step__approval=approval, pk=number)
    found: ApprovalTask | None = rows.select_related("step__approval").first()
    return found


def attachments_of(approval: Approval) -> tuple[Attachment, ...]:
    """The files on the subject of a case and on the case itself, the earliest first."""
    files = list(_files_of(approval).order_by("uploaded_at", "pk"))
    looks = file_looks(
        files,
        lambda file, page: reverse("governance:approval-page", args=[approval.pk, file.pk, page]),
    )
    return tuple(Attachment(row, looks[row.pk]) for row in files)


def attached_file(approval: Approval, number: int) -> StoredFile | None:
    """One file on the subject of a case or on the case itself."""
    return _files_of(approval).filter(pk=number).first()


def _files_of(approval: Approval) -> QuerySet[StoredFile]:
    return StoredFile.objects.filter(
        object_type=approval.object_type, object_key=approval.object_key, removed_at=None
    ) | StoredFile.objects.on(approval)


def paper_of(approval: Approval) -> Paper | None:
    """The printed document of exactly the text that is decided, in the reader's language if there is one."""
    rows = Paper.objects.filter(
        object_type=approval.object_type,
        object_key=approval.object_key,
        source_sha256=approval.content_sha256,
        format=PaperFormat.PDF,
        state=RenderState.READY,
    ).defer("content")
    wanted = "en" if (get_language() or "").startswith("en") else "zh-hans"
    found = list(rows.order_by("pk"))
    return next((row for row in found if row.language == wanted), found[0] if found else None)


def _facts(approval: Approval) -> tuple[tuple[str, str], ...]:
    is_english = (get_language() or "").startswith("en")
    lines = []
    for label, value, label_en, value_en in approval.facts:
        lines.append((label_en or label, value_en or value) if is_english else (label, value))
    return tuple(lines)


def _rounds(approval: Approval) -> tuple[RoundLine, ...]:
    """The latest round first; inside a round the steps in their order."""
    votes: dict[int, list[Vote]] = {}
    cast = Vote.objects.filter(task__step__approval=approval).select_related("cast_by")
    for vote in cast.order_by("at", "pk"):
        votes.setdefault(vote.task_id, []).append(vote)
    asked = ApprovalTask.objects.filter(step__approval=approval).select_related(
        "person__department", "added_by", "passed_on_by"
    )
    lines: dict[int, list[TaskLine]] = {}
    for task in asked.order_by("position", "person__rank", "pk"):
        line = TaskLine(task, tuple(_vote(vote, task) for vote in votes.get(task.pk, ())))
        lines.setdefault(task.step_id, []).append(line)
    steps = approval.steps.order_by("-round", "position")
    return tuple(
        RoundLine(
            number,
            number == approval.round,
            tuple(_step(step, lines.get(step.pk, [])) for step in rows),
        )
        for number, rows in groupby(steps, key=lambda step: step.round)
    )


def _vote(vote: Vote, task: ApprovalTask) -> VoteLine:
    words, vote.task = "", task
    if vote.voided_at is not None:
        known = dict(VoidReason.choices)
        words = str(known.get(vote.void_reason, vote.void_reason))
    return VoteLine(vote, vote.cast_by_id != task.person_id, words)


def _step(step: ApprovalStep, lines: list[TaskLine]) -> StepLine:
    for line in lines:
        line.task.step = step  # at hand for whoever asks what can be answered
    return StepLine(step, tuple(lines), sum(line.is_answered for line in lines))
