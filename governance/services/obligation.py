"""Obligations come into being by the calendar and end by acts (design §5; reliability §6.1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from governance.lib.actors import Actor, SystemActor
from governance.lib.bulk import insert_missing_rows
from governance.lib.workflow import Conflict, Refused, compare_and_set, find_step
from governance.models import Department, Obligation, Person
from governance.permissions import Permission, demand
from governance.services.audit import Change, hold_the_chain, record
from governance.services.transition import advance, advance_many
from governance.states import FULFILLED, OBLIGATION_STEPS, STILL_OWED, ObligationState

BACKFILL_AFTER = timedelta(
    days=2
)  # opened later than this after its moment = made good afterwards (补生成)


class CannotWaive(Refused):
    """The obligation cannot be waived."""


@dataclass(frozen=True)
class Duty:
    """What is owed, before it is a row. `opens_at` is the moment the calendar gives it."""

    kind: str
    clause: str
    subject: str
    period: str
    title: str
    title_en: str
    url: str
    opens_at: datetime
    due_at: datetime
    responsible: Person | None = None
    deputy: Person | None = None
    role: str = ""
    department: Department | None = None
    calendar_note: str = ""


def ensure_duties(duties: list[Duty], *, at: datetime) -> list[Obligation]:
    """Each duty exists once, however often and by however many schedulers this runs.

    Returns the obligations that came into being now. Two schedulers at once are settled by the
    natural key: the database ignores the second insert.
    """
    wanted = {
        (duty.kind, duty.subject, duty.period): duty for duty in duties if duty.opens_at <= at
    }
    if not wanted:
        return []
    kinds = {key[0] for key in wanted}
    periods = {key[2] for key in wanted}
    known = set(
        Obligation.objects.filter(kind__in=kinds, period__in=periods).values_list(
            "kind", "subject", "period"
        )
    )
    fresh = [duty for key, duty in wanted.items() if key not in known]
    if not fresh:
        return []
    insert_missing_rows([_row(duty, at) for duty in fresh])
    rows = Obligation.objects.filter(
        kind__in=kinds,
        period__in={d.period for d in fresh},
        subject__in={d.subject for d in fresh},
        opened_at=at,
    )
    created = [row for row in rows if (row.kind, row.subject, row.period) not in known]
    if created:
        record(
            "governance.open_obligations",
            by=SystemActor("tick"),
            at=at,
            change=Change(
                after={"count": len(created), "keys": [str(row) for row in created][:50]}
            ),
        )
    return created


def fulfil(
    obligation: Obligation,
    *,
    by: Actor,
    at: datetime,
    evidence: str,
    received_at: datetime | None = None,
) -> Obligation:
    """An act fulfils what was owed, in its own transaction; after the due time it counts as late.

    What arrived in time is in time, also where the clock marked it missing a moment before
    (`received_at`, reliability C8). An obligation that is already done or waived is left as it is.
    """
    if obligation.state not in STILL_OWED:
        return obligation
    is_late = (received_at or at) > obligation.due_at
    step = find_step(OBLIGATION_STEPS, "fulfil_late" if is_late else "fulfil")
    return advance(
        obligation, step, by=by, at=at, changes={"done_at": at, "evidence": evidence[:200]}
    )


def fulfil_many(
    obligations: Sequence[Obligation], *, by: Actor, at: datetime, evidence: str
) -> int:
    """One act fulfils many duties, each in time or late by its own due time; returns how many."""
    owed = [row for row in obligations if row.state in STILL_OWED]
    changes = {"done_at": at, "evidence": evidence[:200]}
    count = 0
    for name, rows in (
        ("fulfil", [row for row in owed if at <= row.due_at]),
        ("fulfil_late", [row for row in owed if at > row.due_at]),
    ):
        step = find_step(OBLIGATION_STEPS, name)
        count += len(advance_many(rows, step, by=by, at=at, changes=changes))
    return count


def reopen(obligation: Obligation, *, by: Actor, at: datetime) -> Obligation:
    """What was done and then taken back is owed again, with its old due time."""
    if obligation.state not in FULFILLED:
        return obligation
    step = find_step(OBLIGATION_STEPS, "reopen")
    return advance(
        obligation, step, by=by, at=at, changes={"done_at": None, "evidence": "", "escalated": ""}
    )


def hand_on(
    obligation: Obligation, duty: Duty, *, by: Actor, at: datetime, note: str = ""
) -> Obligation:
    """What is still owed passes to whoever answers for it now, with its due time; raises `Conflict`.

    `duty` says for whom it is from now on; kind, period and due time stay as they were.
    """
    before = {"responsible": str(obligation.responsible or ""), "subject": obligation.subject}
    with transaction.atomic():
        hold_the_chain()
        if not compare_and_set(
            obligation,
            state=obligation.state,
            expected_version=obligation.version,
            subject=duty.subject,
            url=duty.url,
            responsible=duty.responsible,
            deputy=duty.deputy,
        ):
            raise Conflict(
                _("Somebody else has just changed this record. Please look at it again.")
            )
        obligation.refresh_from_db()
        after = {"responsible": str(duty.responsible or ""), "subject": duty.subject}
        change = Change(before=before, after=after, note=note)
        record("governance.hand_on_obligation", by=by, at=at, obj=obligation, change=change)
    return obligation


def mark_missing(*, at: datetime, limit: int = 500) -> int:
    """What is still open after its due time is missing; the received time of an act decides, not this mark."""
    step = find_step(OBLIGATION_STEPS, "mark_missing")
    late = Obligation.objects.filter(state=ObligationState.OPEN, due_at__lt=at).order_by("pk")[
        :limit
    ]
    return len(advance_many(list(late), step, by=SystemActor("tick"), at=at))


def waive(obligation: Obligation, *, by: Person, at: datetime, reason: str) -> Obligation:
    """The process manager may waive what is owed, with a reason that stays on record."""
    demand(by, Permission.OBLIGATION_WAIVE)
    if obligation.responsible_id == by.pk:
        raise CannotWaive(_("Nobody waives what they owe themselves."))
    step = find_step(OBLIGATION_STEPS, "waive")
    return advance(
        obligation,
        step,
        by=by,
        at=at,
        note=reason,
        changes={"waive_reason": reason[:300], "done_at": at},
    )


def let_fall(obligations: Sequence[Obligation], *, by: Actor, at: datetime, reason: str) -> int:
    """What nobody needs any more is waived by whoever's act made it so, with the reason; returns how many."""
    step = find_step(OBLIGATION_STEPS, "waive")
    owed = [row for row in obligations if row.state in step.sources]
    changes = {"waive_reason": reason[:300], "done_at": at}
    return len(advance_many(owed, step, by=by, at=at, changes=changes))


def _row(duty: Duty, at: datetime) -> Obligation:
    return Obligation(
        kind=duty.kind,
        clause=duty.clause,
        subject=duty.subject,
        period=duty.period,
        title=duty.title[:200],
        title_en=duty.title_en[:200],
        url=duty.url,
        responsible=duty.responsible,
        deputy=duty.deputy,
        responsible_role=duty.role,
        department=duty.department,
        opened_at=at,
        due_at=duty.due_at,
        is_backfilled=at - duty.opens_at > BACKFILL_AFTER,
        calendar_note=duty.calendar_note[:60],
    )
