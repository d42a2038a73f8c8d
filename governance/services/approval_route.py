"""The route of a case: as the PMO has decided it, else the shipped one with its badge (5.1①, 5.2①, G21, G36)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from governance.lib.history import save_tracked
from governance.lib.workflow import Conflict, Refused, demand_reason
from governance.models import (
    Approval,
    ApprovalRoute,
    ApprovalStep,
    ApprovalTask,
    Person,
    RouteStep,
)
from governance.permissions import Permission, demand
from governance.services.approval_notice import in_both
from governance.services.audit import Change, hold_the_chain, record
from governance.services.transition import who_was_faster
from governance.states import DEFAULT_ROUTES, ApprovalKind, RouteMode, Voters

MOST_STEPS = 9


class CannotDecideRoute(Refused):
    """The route would let nobody decide, or says two things at once."""


@dataclass(frozen=True)
class PlannedStep:
    """One step of a route before it is a row: who is asked, how many must agree, and within how many workdays."""

    label: str
    voters: str
    mode: str
    label_en: str = ""
    people: tuple[Person, ...] = ()
    threshold: int | None = None
    has_veto: bool = False
    workdays: int | None = None


@dataclass(frozen=True)
class PlannedRoute:
    """The steps of a case to come; `gap` is the policy issue of a shipped route, empty where the PMO decided."""

    steps: tuple[PlannedStep, ...]
    note: str
    gap: str = ""
    resubmit_restarts: bool = True


@dataclass(frozen=True)
class RouteRuling:
    """Why a route is decided otherwise, and the version of it that was in view (0 = the shipped one)."""

    reason: str
    seen: int = 0
    resubmit_restarts: bool = True


def route_of(kind: str, reviewer: Person | None = None) -> PlannedRoute:
    """A kind goes the route the PMO has decided, else the shipped one.

    A step of the reviewer falls to the process managers where nobody is named.
    """
    row = ApprovalRoute.objects.filter(kind=kind).first()
    if row is None:
        shipped = DEFAULT_ROUTES[ApprovalKind(kind)]
        turns = []
        for turn in shipped.turns:
            label, label_en = in_both(lambda turn=turn: turn.label)  # type: ignore[misc]  # -- a default cannot be typed in a lambda
            turns.append(PlannedStep(label, turn.voters, turn.mode, label_en))
        route = PlannedRoute(tuple(turns), "default", shipped.gap)
    else:
        steps = row.steps.order_by("position").prefetch_related("people")
        planned = tuple(
            PlannedStep(
                step.label,
                step.voters,
                step.mode,
                step.label_en,
                tuple(sorted(step.people.all(), key=lambda each: (each.rank, each.staff_no))),
                step.threshold,
                step.has_veto,
                step.workdays,
            )
            for step in steps
        )
        note = f"route:{row.pk} {row.decided_at:%Y-%m-%d}"
        route = PlannedRoute(planned, note, "", row.resubmit_restarts)
    return replace(route, steps=tuple(_with_reviewer(step, reviewer) for step in route.steps))


def _with_reviewer(step: PlannedStep, reviewer: Person | None) -> PlannedStep:
    if step.voters != Voters.REVIEWER:
        return step
    if reviewer is None:
        return replace(step, voters=Voters.PROCESS_MANAGER)
    return replace(step, people=(reviewer,))


def write_round(approval: Approval, steps: Sequence[PlannedStep], *, start: int = 1) -> None:
    """The steps are copied into the running round of the case, with a task for everybody named.

    A later change of the route changes nothing here (ADR 25).
    """
    rows = ApprovalStep.objects.bulk_create(
        [
            ApprovalStep(
                approval=approval,
                round=approval.round,
                position=place,
                label=step.label,
                label_en=step.label_en,
                voters=step.voters,
                mode=step.mode,
                threshold=step.threshold,
                has_veto=step.has_veto,
                workdays=step.workdays,
            )
            for place, step in enumerate(steps, start)
        ]
    )
    ApprovalTask.objects.bulk_create(
        [
            ApprovalTask(
                step=row,
                person=person,
                position=place if row.mode == RouteMode.SEQUENTIAL else 1,
            )
            for row, step in zip(rows, steps, strict=True)
            for place, person in enumerate(step.people, 1)
        ]
    )


def steps_again(approval: Approval, start: int) -> list[PlannedStep]:
    """The steps of the latest round from a position on, as they were: for a case that goes on where it was returned."""
    rows = approval.steps.filter(round=approval.round, position__gte=start).order_by("position")
    return [
        PlannedStep(
            row.label,
            row.voters,
            row.mode,
            row.label_en,
            tuple(_named_in(row)),
            row.threshold,
            row.has_veto,
            row.workdays,
        )
        for row in rows
    ]


def _named_in(step: ApprovalStep) -> list[Person]:
    if step.voters not in {Voters.NAMED, Voters.REVIEWER}:
        return []
    tasks = step.tasks.filter(added_to=None).select_related("person", "passed_on_by")
    return [task.passed_on_by or task.person for task in tasks.order_by("position", "pk")]


def decide_route(
    kind: str,
    steps: Sequence[PlannedStep],
    ruling: RouteRuling,
    *,
    by: Person,
    at: datetime,
) -> ApprovalRoute:
    """A process manager decides how one kind is approved, from now on; what runs keeps its own route.

    Of two who decide on the same route at once one wins, the other is told who was faster.
    Raises `NotAllowed`, `NoteMissing`, `CannotDecideRoute`, `Conflict`.
    """
    demand(by, Permission.ROUTE_EDIT)
    demand_reason(ruling.reason)
    _check_route(kind, steps)
    with transaction.atomic():
        hold_the_chain()
        # Read under the lock that every decision takes: nobody decides between this line and the next.
        row = ApprovalRoute.objects.filter(kind=kind).first() or ApprovalRoute(kind=kind, version=0)
        _demand_seen(row, ruling)
        before = [_told(step) for step in row.steps.order_by("position")] if row.pk else []
        row.reason, row.resubmit_restarts = ruling.reason.strip()[:300], ruling.resubmit_restarts
        row.decided_by, row.decided_at, row.version = by, at, row.version + 1
        save_tracked(row, by=by, at=at, reason="governance.decide_route")
        _replace_steps(row, steps)
        change = Change(
            {"steps": before}, {"steps": [_told(step) for step in steps]}, ruling.reason
        )
        record("governance.decide_route", by=by, at=at, obj=row, change=change)
    return row


def _demand_seen(row: ApprovalRoute, ruling: RouteRuling) -> None:
    if row.version != ruling.seen:
        raise Conflict(who_was_faster(row))


def _replace_steps(route: ApprovalRoute, steps: Sequence[PlannedStep]) -> None:
    # Cases have copied what they need, so the old steps may go; the trail tells what they were.
    for old in route.steps.all():
        old.people.clear()
    route.steps.all().delete()
    for place, step in enumerate(steps, 1):
        row = RouteStep.objects.create(
            route=route,
            position=place,
            label=step.label[:60],
            label_en=step.label_en[:80],
            voters=step.voters,
            mode=step.mode,
            threshold=step.threshold,
            has_veto=step.has_veto,
            workdays=step.workdays,
        )
        row.people.set(step.people)


def _told(step: PlannedStep | RouteStep) -> str:
    share = f" {step.threshold} %" if step.threshold else ""
    return f"{step.label}: {step.voters}/{step.mode}{share}"


def _check_route(kind: str, steps: Sequence[PlannedStep]) -> None:
    if kind not in ApprovalKind.values:
        raise CannotDecideRoute(_("There is no such kind of approval."))
    if not 0 < len(steps) <= MOST_STEPS:
        raise CannotDecideRoute(_("A route has 1 to %(most)s steps.") % {"most": MOST_STEPS})
    for step in steps:
        _check_planned(step)
    shipped = DEFAULT_ROUTES[ApprovalKind(kind)].turns
    is_committees = any(turn.voters == Voters.COMMITTEE for turn in shipped)
    if is_committees and steps[-1].voters != Voters.COMMITTEE:
        raise CannotDecideRoute(
            _("The policy gives this decision to the committee (5.1①): its step comes last.")
        )


def _check_planned(step: PlannedStep) -> None:
    if not step.label.strip():
        raise CannotDecideRoute(_("Every step needs a name."))
    if (step.voters == Voters.COMMITTEE) != (step.mode == RouteMode.COMMITTEE):
        raise CannotDecideRoute(
            _("The committee decides by its own rule, and nobody else decides by that rule.")
        )
    if (step.voters == Voters.NAMED) != bool(step.people):
        raise CannotDecideRoute(
            _("A step of named people needs at least one person, any other step names nobody.")
        )
    is_share = step.mode == RouteMode.THRESHOLD
    if is_share != (step.threshold is not None) or not 1 <= (step.threshold or 1) <= 100:  # noqa: PLR2004 -- per cent
        raise CannotDecideRoute(
            _(
                "A step in which a share must agree needs a share of 1 to 100 per cent, no other does."
            )
        )
