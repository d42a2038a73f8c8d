"""What happens after acceptance in the demo year: corrections with evidence, and a hand-over in mid-week."""

from datetime import timedelta

from governance.lib.periods import Week
from kpi.formulas.entry import Typed
from kpi.models import Submission
from kpi.selectors.correction import open_correction_of
from kpi.selectors.submission import submission_of
from kpi.services.correction import discard_correction, open_correction
from kpi.services.entry import WeekEntry
from kpi.services.evidence import add_evidence
from kpi.services.handover import HandOver, hand_over
from kpi.services.submission import accept_submission, submit_week
from portal.services.demo.act import Act
from portal.services.demo.words import (
    CORRECTION_REASON,
    EVIDENCE_NAME,
    EVIDENCE_TEXT,
    HAND_OVER_REASON,
)
from portal.services.demo.world import DemoWorld
from processes.models import Assignment
from processes.selectors.assignment import answering_for

# One number that was wrong, and by how much.
WRONG = {
    "information_security": ("sec_incidents", 1),
    "availability_continuity": ("avl_outage_minutes", 15),
    "capacity": ("cap_monitored", 1),
}
SUCCESSOR, STANDS_IN = "luo", "zhou"


def rectify(world: DemoWorld, acts: list[Act]) -> None:
    """A specialist corrects an accepted week with a reason and a file, or thinks better of it."""
    for act in acts:
        place, week = _where(world, act)
        base = submission_of(place, week)
        if base is None:
            raise ValueError(f"{act.process} has no record of {week.label}")
        by = answering_for(base.assignment, act.at.date()).person
        row = open_correction(base, reason=CORRECTION_REASON, by=by, at=act.at)
        if act.how == "discarded":
            discard_correction(row, by=by, at=act.at)
            continue
        add_evidence(row, EVIDENCE_NAME, [EVIDENCE_TEXT.encode()], by=by, at=act.at)
        row.refresh_from_db()
        submit_week(row, _corrected(row, act.process), by=by, at=act.at)


def decide(world: DemoWorld, acts: list[Act]) -> None:
    """Somebody of the PMO who had no hand in it accepts the correction."""
    for act in acts:
        row = open_correction_of(*_where(world, act))
        if row is None:
            raise ValueError(f"{act.process} has no open correction")
        accept_submission(row, by=world.officer(row.iso_week), at=act.at)


def pass_on(world: DemoWorld, acts: list[Act]) -> None:
    """A specialist moves to other work on a Wednesday; from Thursday on a colleague answers."""
    for act in acts:
        if act.week is None:
            raise ValueError("a hand-over has a week")
        terms = HandOver(
            to=world.people[SUCCESSOR],
            deputy=world.people[STANDS_IN],
            last_day=act.week.start + timedelta(days=2),
            reason=HAND_OVER_REASON,
        )
        place = world.posts[act.process]
        world.posts[act.process] = hand_over(place, terms, by=world.officer(0), at=act.at)


def _where(world: DemoWorld, act: Act) -> tuple[Assignment, Week]:
    """A week belongs to whoever reported it, also after a hand-over."""
    if act.week is None:
        raise ValueError(f"{act.kind.name} without a week")
    row = (
        Submission.objects.standing()
        .filter(
            assignment__process__code=act.process,
            iso_year=act.week.year,
            iso_week=act.week.week,
        )
        .select_related("assignment")
        .get()
    )
    return row.assignment, act.week


def _corrected(row: Submission, process: str) -> WeekEntry:
    """The accepted numbers, one of them in the last part of the week put right."""
    code, by_how_much = WRONG[process]
    cells = list(row.values.select_related("measure").order_by("measure__code", "start"))
    parts = {part.start: part for part in Week(row.iso_year, row.iso_week).slices()}
    last = max(cell.start for cell in cells)
    entry = {}
    for cell in cells:
        is_wrong = cell.measure.code == code and cell.start == last and cell.value is not None
        value = cell.value + by_how_much if is_wrong else cell.value
        entry[cell.measure.code, parts[cell.start]] = Typed(
            "" if value is None else value,
            cell.no_data_reason,
            CORRECTION_REASON if is_wrong else cell.reason,
        )
    return WeekEntry(entry, row.note)
