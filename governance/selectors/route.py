"""How each kind of approval is decided now: by what the PMO has ruled, or by the shipped default (G21, G36)."""

from dataclasses import dataclass

from governance.lib.bilingual import said
from governance.models import ApprovalRoute, AuditEntry, Person, RouteStep
from governance.selectors.audit import timeline_over
from governance.states import DEFAULT_ROUTES, ApprovalKind, RouteMode, Voters


@dataclass(frozen=True)
class RouteStepLine:
    """One step of a route in words."""

    label: str
    voters: str
    people: tuple[Person, ...]
    mode: str
    has_veto: bool
    workdays: int | None


@dataclass(frozen=True)
class RouteLine:
    """The route in force for a kind; without a row it is the default, with the policy issue it treats."""

    kind: ApprovalKind
    row: ApprovalRoute | None
    steps: tuple[RouteStepLine, ...]
    clause: str
    gap: str


def routes_in_force() -> list[RouteLine]:
    """Every kind with its steps; three statements however many."""
    rows = {
        row.kind: row
        for row in ApprovalRoute.objects.select_related("decided_by").prefetch_related(
            "steps__people"
        )
    }
    return [_line(kind, rows.get(kind)) for kind in ApprovalKind]


def route_in_force(kind: str) -> RouteLine:
    """The route of one kind as a page shows it; ValueError for an unknown kind."""
    row = (
        ApprovalRoute.objects.filter(kind=kind)
        .select_related("decided_by")
        .prefetch_related("steps__people")
        .first()
    )
    return _line(ApprovalKind(kind), row)


def route_seen(row: ApprovalRoute | None) -> int:
    """What tells one ruling from the next: how often it was decided; 0 for the default."""
    return row.version if row is not None else 0


def acts_on_routes() -> list[AuditEntry]:
    """What was decided about routes, the latest first."""
    return timeline_over(list(ApprovalRoute.objects.all()))


def _line(kind: ApprovalKind, row: ApprovalRoute | None) -> RouteLine:
    shipped = DEFAULT_ROUTES[kind]
    if row is None:
        steps = tuple(
            RouteStepLine(
                str(turn.label), str(turn.voters.label), (), str(turn.mode.label), False, None
            )
            for turn in shipped.turns
        )
        return RouteLine(kind, None, steps, shipped.clause, shipped.gap)
    found = sorted(row.steps.all(), key=lambda step: step.position)
    return RouteLine(kind, row, tuple(_step(step) for step in found), shipped.clause, "")


def _step(step: RouteStep) -> RouteStepLine:
    mode = str(RouteMode(step.mode).label)
    if step.mode == RouteMode.THRESHOLD:
        mode = f"{mode} ({step.threshold}%)"
    return RouteStepLine(
        said(step, "label"),
        str(Voters(step.voters).label),
        tuple(step.people.all()),
        mode,
        step.has_veto,
        step.workdays,
    )
