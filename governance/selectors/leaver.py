"""What somebody who leaves still has of clauses 1–5: duties, decisions, conditions, actions, delegations (G18)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, F, Q, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext as _

from governance.lib.bilingual import said
from governance.models import (
    AgendaAction,
    ApiToken,
    ApprovalTask,
    CommitteeMember,
    Delegation,
    DocumentVersion,
    Obligation,
    Person,
    ResolutionCondition,
)
from governance.permissions import Permission
from governance.selectors.calendar import local_day
from governance.states import (
    STILL_OWED,
    ApprovalState,
    ConditionState,
    DocumentState,
    MeetingState,
    ObligationKind,
    RouteMode,
    Seat,
    TaskState,
)

# A duty that stands on its own: passing it on is all there is to do. The rights are those of whom it
# can be passed to: for the own department's duties, and for anybody's.
FREE: dict[str, tuple[str | None, str | None]] = {
    ObligationKind.PLAN_SECTION: (Permission.PLAN_FILL, Permission.PLAN_COMPILE),
    ObligationKind.MILESTONE: (None, None),
    ObligationKind.OUTPUT: (None, None),
    ObligationKind.DOCUMENT_REVIEW: (Permission.DOCUMENT_WRITE, Permission.DOCUMENT_WRITE),
    ObligationKind.TRAINING_CONFIRMATION: (
        Permission.TRAINING_CONFIRM,
        Permission.TRAINING_CONFIRM,
    ),
}


@dataclass(frozen=True)
class Held:
    """One thing somebody still has: what it is, and why it stays where that is so.

    `key` names it in a form, `row` is the record its own app passes on; `stays` is empty for what can be
    passed on, `needs_nobody` marks what ends without a successor. `subject` is how obligations name the
    record: they go with it and are not listed beside it.
    """

    key: str
    title: str
    row: Any = None
    url: str = ""
    due_on: date | None = None
    detail: str = ""
    stays: str = ""
    needs_nobody: bool = False
    subject: str = ""


def duties_held(leaver: Person, on: date) -> list[Held]:
    """What is owed by name and not done; one statement.

    What belongs to a record follows the record, and reading is everybody's own.
    """
    rows = Obligation.objects.filter(responsible=leaver, state__in=STILL_OWED)
    return [
        Held(
            key=f"duty:{row.pk}",
            title=said(row, "title"),
            row=row,
            url=row.url,
            due_on=local_day(row.due_at),
            detail=str(row.get_kind_display()),
            stays=_why_duty_stays(row),
        )
        for row in rows.select_related("department").order_by("due_at", "pk")
    ]


def decisions_held(leaver: Person, on: date) -> list[Held]:
    """The approvals a person is asked about now or later in a running step; one statement."""
    rows = ApprovalTask.objects.filter(
        person=leaver,
        state__in=[TaskState.WAITING, TaskState.OPEN],
        step__approval__state=ApprovalState.OPEN,
    ).select_related("step__approval")
    found = []
    for row in rows.order_by("step__due_at", "pk"):
        approval, is_seat = row.step.approval, row.step.mode == RouteMode.COMMITTEE
        found.append(
            Held(
                key=f"decision:{row.pk}",
                title=said(approval, "title"),
                row=row,
                subject=f"approval-task:{row.pk}",
                url=reverse("governance:approval-detail", args=[approval.pk]),
                due_on=local_day(row.step.due_at) if row.step.due_at else None,
                detail=said(row.step, "label"),
                stays=_("A vote belongs to the seat; the PMO seats somebody else.")
                if is_seat
                else "",
            )
        )
    return found


def conditions_held(leaver: Person, on: date) -> list[Held]:
    """The conditions of resolutions a person must still meet; one statement."""
    rows = ResolutionCondition.objects.filter(
        responsible=leaver, state__in=[ConditionState.OPEN, ConditionState.MET]
    ).select_related("resolution")
    return [
        Held(
            key=f"condition:{row.pk}",
            title=row.text,
            row=row,
            subject=f"condition:{row.pk}",
            url=reverse("governance:resolution", args=[row.resolution_id]),
            due_on=row.due_on,
            detail=row.resolution.number,
            stays=_("It is reported as met and waits for whoever confirms it.")
            if row.state == ConditionState.MET
            else "",
        )
        for row in rows.order_by("due_on", "pk")
    ]


def actions_held(leaver: Person, on: date) -> list[Held]:
    """The actions agreed in meetings that a person has not done; one statement."""
    rows = AgendaAction.objects.filter(responsible=leaver, done_at=None).select_related(
        "item__meeting"
    )
    return [
        Held(
            key=f"action:{row.pk}",
            title=row.text,
            row=row,
            subject=f"action:{row.pk}",
            url=reverse("governance:meeting", args=[row.item.meeting_id]),
            due_on=row.due_on,
            detail=row.item.meeting.number or row.item.meeting.title,
            stays=""
            if row.item.meeting.state == MeetingState.CLOSED
            else _("The minutes are not signed yet; whoever keeps them changes it there."),
        )
        for row in rows.order_by("due_on", "pk")
    ]


def delegations_held(leaver: Person, on: date) -> list[Held]:
    """The delegations a person gave or received that run or are to come: they end; one statement."""
    rows = Delegation.objects.filter(
        Q(principal=leaver) | Q(deputy=leaver), ended_at=None, valid_to__gte=on
    ).select_related("principal", "deputy")
    return [
        Held(
            key=f"delegation:{row.pk}",
            title=_("%(deputy)s decides for %(principal)s")
            % {"deputy": row.deputy.name, "principal": row.principal.name},
            row=row,
            url=reverse("governance:delegations"),
            due_on=row.valid_to,
            needs_nobody=True,
        )
        for row in rows.order_by("valid_to", "pk")
    ]


def told_only(leaver: Person, on: date) -> list[Held]:
    """What is somebody else's to decide: a committee seat, access tokens, drafts one wrote; one statement."""
    seats = CommitteeMember.objects.filter(Q(valid_to=None) | Q(valid_to__gte=on), person=leaver)
    tokens = ApiToken.objects.filter(owner=leaver, revoked_at=None, expires_at__date__gte=on)
    drafts = DocumentVersion.objects.filter(
        Q(preparer=leaver) | Q(reviewer=leaver), state=DocumentState.DRAFT
    )
    found = _named(seats, "seat", F("seat"))
    found = found.union(
        _named(tokens, "token", F("name")), _named(drafts, "draft", F("document__title")), all=True
    )
    return [_told(*row) for row in found.order_by("what", "number")]


def _named(rows: Any, what: str, name: Any) -> Any:
    return (
        rows.order_by()
        .annotate(
            what=Value(what, output_field=CharField()),
            number=F("pk"),
            named=Cast(name, CharField()),
        )
        .values_list("what", "number", "named")
    )


def _told(what: str, number: int, named: str) -> Held:
    if what == "seat":
        title, url = (
            _("Seat in the committee: %(seat)s") % {"seat": Seat(named).label},
            "governance:committee",
        )
        why = _("The PMO seats members; end the term there.")
    elif what == "token":
        title, url = _("Access token: %(name)s") % {"name": named}, "governance:tokens"
        why = _("A token is revoked or issued anew; it never changes hands.")
    else:
        title, url = (
            _("Draft of a document: %(title)s") % {"title": f"《{named}》"},
            "governance:documents",
        )
        why = _("Who wrote it stays its author; whoever writes documents goes on with it.")
    return Held(key=f"{what}:{number}", title=title, url=reverse(url), stays=why)


def _why_duty_stays(row: Obligation) -> str:
    if row.kind in FREE:
        return ""
    if row.kind == ObligationKind.DOCUMENT_READING:
        return _("Reading is everybody's own.")
    return _("It follows the record it belongs to.")
