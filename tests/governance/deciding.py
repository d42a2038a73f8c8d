"""A small world of approvals: a committee with its rule, people who are asked, a subject that can change."""

from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction

from governance.models import ApprovalTask, PolicyIssue
from governance.selectors.calendar import local_zone
from governance.services.approval import Fact, Subject, open_case
from governance.services.approval_vote import cast_vote
from governance.services.committee import Majority, NewMember, NewRule, record_rule, seat_member
from governance.states import ApprovalKind, Ballot, Role, Seat, TaskState
from tests.people import make_person

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=local_zone())
TODAY = date(2026, 3, 2)
FIRST, SECOND = "a" * 64, "b" * 64
TWO_THIRDS = Fraction(2, 3)
HALF = Fraction(1, 2)
RULE = NewRule(
    valid_from=TODAY,
    quorum=TWO_THIRDS,
    majority=Majority(HALF),
    basis="委员会章程草案",
)


def make_subject(*authors, kind=ApprovalKind.NORM, number=1, sha=FIRST, **changes):
    """A policy issue stands in for a record of an app above: the engine reads nothing of it but its name."""
    row, _created = PolicyIssue.objects.get_or_create(
        number=number,
        defaults={
            "kind": "gap",
            "weight": "H",
            "title": "事件管理规范",
            "title_en": "incident norm",
            "description": "…",
            "description_en": "…",
            "treatment": "…",
            "treatment_en": "…",
        },
    )
    subject = Subject(
        kind=kind,
        row=row,
        title="事件管理规范 V1.1",
        title_en="Incident norm V1.1",
        url="/documents/",
        content_sha256=sha,
        authors=authors,
        conclusion="缩短升级时限",
        facts=(Fact("版本", "V1.1", "version", "V1.1"),),
    )
    return replace(subject, **changes)


def make_managers(department, count=2):
    return [
        make_person(f"pm{number}", f"经理{number}", department, Role.PROCESS_MANAGER)
        for number in range(1, count + 1)
    ]


def make_members(department, count=3):
    return [
        make_person(f"member{number}", f"委员{number}", department, Role.COMMITTEE)
        for number in range(1, count + 1)
    ]


def seat_committee(people, *, by, at=NOW, rule=RULE):
    """The first is the chair, the second the secretary, the rest are members; all have a vote."""
    seats = [Seat.CHAIR, Seat.SECRETARY, *[Seat.MEMBER] * len(people)]
    for person, seat in zip(people, seats, strict=False):
        seat_member(NewMember(person, seat), by=by, at=at)
    if rule is not None:
        record_rule(rule, by=by, at=at)


def opened(*authors, by, at=NOW, **facts):
    return open_case(make_subject(*authors, **facts), by=by, at=at)


def task_of(approval, person):
    """The live task of a person in the running round."""
    return ApprovalTask.objects.exclude(state__in=[TaskState.REMOVED, TaskState.CANCELLED]).get(
        step__approval=approval, step__round=approval.round, person=person
    )


def answer(approval, person, ballot=Ballot.APPROVE, *, by=None, at=NOW, sha=FIRST, reason=""):
    needs_reason = ballot in {Ballot.OPPOSE, Ballot.RETURN, Ballot.RECUSE}
    return cast_vote(
        task_of(approval, person),
        ballot,
        by=by or person,
        at=at,
        seen_sha256=sha,
        reason=reason or ("理由充分" if needs_reason else ""),
    )


def stored(row):
    return type(row).objects.get(pk=row.pk)
