"""How the answers of one step stand: who has answered, whose turn it is, and what they come to."""

from collections import defaultdict
from dataclasses import dataclass

from governance.formulas.decision import Count, Verdict, all_agree, one_agrees, share_agrees
from governance.models import ApprovalStep, ApprovalTask, Vote
from governance.selectors.approval import LIVE_TASK, valid_votes
from governance.states import Ballot, RouteMode, TaskState

_WORDS = {
    Ballot.APPROVE: "yes",
    Ballot.OPPOSE: "no",
    Ballot.ABSTAIN: "abstained",
    Ballot.RETURN: "returned",
    Ballot.RECUSE: "recused",
}


@dataclass(frozen=True)
class Chain:
    """One voice of a step: a person who is asked, with those added before and after, in their order."""

    root: ApprovalTask
    tasks: tuple[ApprovalTask, ...]
    votes: dict[int, Vote]

    @property
    def word(self) -> str:
        """What the voice says as a field of `Count`: all who are in it must agree, one against it is against."""
        if self.root.state == TaskState.RECUSED:
            return "recused"
        ballots = [self.votes[task.pk].ballot for task in self.tasks if task.pk in self.votes]
        for ballot in (Ballot.RETURN, Ballot.OPPOSE):
            if ballot in ballots:
                return _WORDS[ballot]
        if self.next_task is not None:
            return "waiting"
        return _WORDS[Ballot(self.votes[self.root.pk].ballot)]

    @property
    def next_task(self) -> ApprovalTask | None:
        """Whose answer the voice waits for."""
        if self.root.pk in self.votes and self.votes[self.root.pk].ballot == Ballot.RECUSE:
            return None
        left = (task for task in self.tasks if task.pk not in self.votes)
        return next((task for task in left if task.state != TaskState.RECUSED), None)


@dataclass(frozen=True)
class Standing:
    """A step as it stands: its voices, in the order of the step."""

    step: ApprovalStep
    chains: tuple[Chain, ...]

    @property
    def count(self) -> Count:
        """The voices counted."""
        numbers: dict[str, int] = defaultdict(int)
        for chain in self.chains:
            numbers[chain.word] += 1
        return Count(**numbers)

    @property
    def verdict(self) -> Verdict:
        """What the step has come to; the committee's only when its vote is closed."""
        return verdict_of(self.step, self.count)

    @property
    def turns(self) -> list[ApprovalTask]:
        """The tasks that can be answered now: everybody's, or in a sequence only the first one's."""
        waiting = [chain.next_task for chain in self.chains if chain.word == "waiting"]
        open_now = [task for task in waiting if task is not None]
        return open_now[:1] if self.step.mode == RouteMode.SEQUENTIAL else open_now


def verdict_of(step: ApprovalStep, count: Count) -> Verdict:
    """What a count means by the mode of the step."""
    if step.mode == RouteMode.COMMITTEE:
        return Verdict.PENDING
    if step.mode == RouteMode.ANY:
        return one_agrees(count, has_veto=step.has_veto)
    if step.mode == RouteMode.THRESHOLD:
        return share_agrees(count, step.threshold or 100, has_veto=step.has_veto)
    return all_agree(count)


def standing_of(step: ApprovalStep) -> Standing:
    """The step with everybody who is asked in it and what they answered; two statements."""
    rows = step.tasks.filter(state__in=LIVE_TASK).select_related("person", "step")
    votes = valid_votes(step)
    groups: dict[int, list[ApprovalTask]] = defaultdict(list)
    roots = {}
    for task in rows.order_by("position", "turn", "pk"):
        groups[task.added_to_id or task.pk].append(task)
        if task.added_to_id is None:
            roots[task.pk] = task
    chains = tuple(Chain(roots[key], tuple(groups[key]), votes) for key in roots)
    return Standing(step, chains)
