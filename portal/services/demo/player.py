"""Plays the script through the services, each act at its own moment in the past."""

import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from itertools import groupby
from pathlib import Path

from django.db import transaction

from governance.lib.actors import SystemActor
from governance.lib.periods import Week
from governance.models import Person
from governance.models.person import roles_held
from governance.services.obligation import mark_missing
from kpi.formulas.entry import Key, Typed
from kpi.models import Submission
from kpi.selectors.report import months_to_draft
from kpi.selectors.submission import submission_of, submissions_of
from kpi.services.duty import ensure_obligations
from kpi.services.entry import WeekEntry
from kpi.services.report import compile_report
from kpi.services.rhythm import count_rhythm
from kpi.services.signal import watch_signals
from kpi.services.submission import (
    CannotSubmit,
    accept_many,
    open_week,
    return_submission,
    save_draft,
    submit_week,
)
from kpi.services.ticket_import import ExportFile, import_tickets, register_export
from portal.services.demo.act import Act, Kind
from portal.services.demo.aftermath import decide, pass_on, rectify
from portal.services.demo.approval import leave_to_decide
from portal.services.demo.assessment import assess
from portal.services.demo.assets import keep_library
from portal.services.demo.committee import convene, convene_next, hold, report_condition
from portal.services.demo.document import keep_documents
from portal.services.demo.files import hand_in_by_file
from portal.services.demo.improvement import improve
from portal.services.demo.indicators import leave_waiting, raise_target, refine_formula
from portal.services.demo.invented import dice
from portal.services.demo.plan import amend_for, play_plan
from portal.services.demo.projects import month_cells
from portal.services.demo.reports import analyse, compile_others, issue, submit
from portal.services.demo.review import hear_customers, review
from portal.services.demo.tickets import export_of, unapproved_in
from portal.services.demo.training import teach
from portal.services.demo.words import LATE_NOTE, NO_DATA_REASON, RETURN_NOTES, UNUSUAL_REASON
from portal.services.demo.world import DemoWorld
from reviews.selectors.review import quarters_to_prepare
from reviews.services.review import prepare_review

CLOCK = SystemActor("tick")
TYPING = timedelta(minutes=3)
DEPUTY = 0.06
# Who likes lists better than pages hands in every fourth week as a file.
BY_FILE, EVERY = "slm", 4
# What was mistyped in the weeks the PMO gave back: a measure and by how much.
MISTAKES = {
    "slm": ("sla_applicable", 40),
    "service_desk": ("dsk_handled", 30),
    "incident": ("inc_opened", 60),
    "problem": ("prb_overdue", 2),
    "configuration": ("cfg_changes_closed", 3),
    "change": ("chg_incidents", 2),
    "release": ("rel_total", 12),
    "capacity": ("cap_monitored", 20),
    "availability_continuity": ("avl_outage_minutes", 45),
    "information_security": ("sec_incidents", 2),
}


def play(world: DemoWorld, acts: Iterable[Act], *, tell: Callable[[str], None]) -> int:
    """Acts of one moment and kind go together; returns how many were played. `tell` hears of each new month."""
    count, month = 0, ""
    for (at, kind), group in groupby(acts, key=lambda act: (act.at, act.kind)):
        together = list(group)
        count += len(together)
        label = f"{at.astimezone(world.stage.zone):%Y-%m}"
        if label != month:
            month = label
            tell(label)
        # One commit for what happens in one minute: the services' own transactions nest in it.
        with transaction.atomic():
            PLAYED[kind](world, together)
    return count


def _tick(_world: DemoWorld, acts: list[Act]) -> None:
    """What the clock rings every minute, rung where it finds something."""
    at = acts[0].at
    ensure_obligations(at=at)
    mark_missing(at=at)
    for month in months_to_draft(at):
        compile_report(month, by=CLOCK, at=at)
    count_rhythm(at=at)
    watch_signals(at=at)
    for quarter in quarters_to_prepare(at=at):
        prepare_review(quarter, by=CLOCK, at=at)


def _import(world: DemoWorld, acts: list[Act]) -> None:
    for act in acts:
        week = _week(act)
        by = world.reporter("change")
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"变更单导出_{week.label}.csv"
            path.write_text(export_of(world.book, week), encoding="utf-8", newline="")
            row = register_export(world.source, ExportFile(path, path.name), by=by, at=act.at)
            import_tickets(row, path, by=by, at=act.at)


def _enter(world: DemoWorld, acts: list[Act]) -> None:
    for act in acts:
        with signed_in(_who_enters(world, act)) as by:
            _begin(world, act, by)


def _begin(world: DemoWorld, act: Act, by: Person) -> None:
    assignment, week = world.posts[act.process], _week(act)
    row = open_week(assignment, week, by=by, at=act.at - TYPING)
    if act.how == "draft":
        cells = dict(list(_cells(world, act).items())[:1])
        save_draft(row, WeekEntry(cells), by=by, at=act.at)
    elif act.process == BY_FILE and not week.week % EVERY:
        hand_in_by_file(assignment, week, _cells(world, act), by=by, at=act.at)
    else:
        _hand_in(world, act, row, by)


def _correct(world: DemoWorld, acts: list[Act]) -> None:
    for act in acts:
        with signed_in(_who_enters(world, act)) as by:
            _hand_in(world, act, _submission(world, act), by)


def _hand_in(world: DemoWorld, act: Act, row: Submission, by: Person) -> None:
    """What looks unusual is asked for its reason, as the form would; everything else is as it was counted."""
    cells = _cells(world, act)
    note = LATE_NOTE if row.due_at is not None and act.at > row.due_at else ""
    try:
        submit_week(row, WeekEntry(cells, note), by=by, at=act.at)
    except CannotSubmit as refusal:
        others = [problem for problem in refusal.problems if problem.kind != "implausible"]
        if others:
            raise RuntimeError(f"{act}: {others}") from refusal
        for problem in refusal.problems:
            cells[problem.key] = Typed(cells[problem.key].value, reason=UNUSUAL_REASON)
        row.refresh_from_db()
        submit_week(row, WeekEntry(cells, note), by=by, at=act.at)


def _cells(world: DemoWorld, act: Act) -> dict[Key, Typed]:
    process, _at, project = act.process.partition("@")
    week, wrong = _week(act), MISTAKES.get(process) if act.how == "wrong" else None
    cells: dict[Key, Typed] = {}
    for part in week.slices():
        cells |= month_cells(process, project, part)
        told = {} if project else world.book.of_slice(process, part)
        if act.process == "change":
            told["chg_unapproved"] = Decimal(unapproved_in(world.book, part))
        for name, number in told.items():
            extra = Decimal(wrong[1]) if wrong and wrong[0] == name else Decimal(0)
            cells[name, part] = Typed(number + extra)
    if act.how == "no_data":
        cells = {key: Typed("", no_data_reason=NO_DATA_REASON) for key in cells}
    return cells


def _return(world: DemoWorld, acts: list[Act]) -> None:
    for act in acts:
        note = RETURN_NOTES[_week(act).week % len(RETURN_NOTES)]
        by = world.officer(_week(act).week)
        return_submission(_submission(world, act), by=by, at=act.at, note=note)


def _accept(world: DemoWorld, acts: list[Act]) -> None:
    """The queue of the board as it stands, read once per week, accepted in one go."""
    waiting = {week: submissions_of(world.posts.values(), week) for week in set(map(_week, acts))}
    rows = [waiting[_week(act)][world.posts[act.process].pk] for act in acts]
    with signed_in(world.officer(_week(acts[0]).week)) as by:
        batch = accept_many(rows, by=by, at=acts[0].at)
    if batch.refused:
        raise RuntimeError(f"not accepted: {batch.refused}")


@contextmanager
def signed_in(person: Person) -> Iterator[Person]:
    """For one act, as for one request, roles are asked once (ADR 10)."""
    person.roles_of_request = roles_held(person)  # type: ignore[attr-defined]  # -- as the sign-in backend
    try:
        yield person
    finally:
        del person.roles_of_request  # type: ignore[attr-defined]  # -- gone with the act


def _raise(world: DemoWorld, acts: list[Act]) -> None:
    for act in acts:
        if act.month is not None:
            officer, start = world.officer(0), act.month.end + timedelta(days=1)
            # Once a plan is in force its targets change by an amendment only (G29).
            if not amend_for(world, act.at, valid_from=start):
                raise_target(officer, world.manager, act.at, valid_from=start)
            refine_formula(officer, world.manager, act.at, valid_from=start)


def _leave_waiting(world: DemoWorld, acts: list[Act]) -> None:
    leave_waiting(world.officer(0), acts[0].at, year=world.stage.today.year)
    leave_to_decide(world, acts[0].at)


def _who_enters(world: DemoWorld, act: Act) -> Person:
    """Now and then the deputy stands in."""
    post = world.posts[act.process]
    is_deputy = dice(_week(act).start, f"deputy:{act.process}").random() < DEPUTY
    return post.deputy if is_deputy and post.deputy is not None else post.person


def _week(act: Act) -> Week:
    if act.week is None:
        raise ValueError(f"{act.kind.name} without a week")
    return act.week


def _submission(world: DemoWorld, act: Act) -> Submission:
    row = submission_of(world.posts[act.process], _week(act))
    if row is None:
        raise ValueError(f"{act.process} has no record of {_week(act).label}")
    return row


PLAYED: dict[Kind, Callable[[DemoWorld, list[Act]], None]] = {
    Kind.TICK: _tick,
    Kind.IMPORT: _import,
    Kind.ENTER: _enter,
    Kind.CORRECT: _correct,
    Kind.RETURN: _return,
    Kind.ACCEPT: _accept,
    Kind.ANALYSE: analyse,
    Kind.SUBMIT_REPORT: submit,
    Kind.ISSUE_REPORT: issue,
    Kind.RAISE_TARGET: _raise,
    Kind.COMPILE: compile_others,
    Kind.HAND_OVER: pass_on,
    Kind.RECTIFY: rectify,
    Kind.ACCEPT_CORRECTION: decide,
    Kind.LEAVE_WAITING: _leave_waiting,
    Kind.DOCUMENT: keep_documents,
    Kind.PLAN: play_plan,
    Kind.TRAINING: teach,
    Kind.KEEP_LIBRARY: keep_library,
    Kind.CONVENE: convene,
    Kind.HOLD: hold,
    Kind.REPORT_CONDITION: report_condition,
    Kind.CONVENE_NEXT: convene_next,
    Kind.IMPROVE: improve,
    Kind.ASSESS: assess,
    Kind.REVIEW: review,
    Kind.HEAR_CUSTOMERS: hear_customers,
}
