"""A leaver's open things are handed over in one step, all or nothing; what was done and signed stays (G18; reliability C21)."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance.lib.workflow import NotAllowed, Refused, demand_reason
from governance.models import Person
from governance.permissions import Permission, demand, demand_human
from governance.selectors.calendar import local_day
from governance.selectors.leaver import Held
from governance.services.approval_notice import in_both
from governance.services.audit import Change, hold_the_chain, record
from governance.services.leaver import Leaving, check_successor
from governance.services.message import Note, tell
from portal.services.leaver_parts import Part, still_held


class CannotHandOverPerson(Refused):
    """Something cannot be handed over as chosen; nothing was moved."""

    code = "cannot_hand_over"


@dataclass(frozen=True)
class Choice:
    """The last day, the reason, and for each thing on the page who takes it; None ends what needs nobody.

    What is not named here stays where it is: what came up after the page was opened is not moved unseen.
    """

    last_day: date
    reason: str
    takers: Mapping[str, Person | None]

    @property
    def seal(self) -> str:
        """A hash of everything chosen: what is confirmed is what was looked at."""
        takers = {key: to.pk if to else None for key, to in self.takers.items()}
        facts = [self.last_day.isoformat(), self.reason.strip(), takers]
        return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class Outcome:
    """What becomes of one thing: who has it afterwards (None = it ends), or why it cannot be done."""

    held: Held
    to: Person | None
    refusal: str = ""


def hand_over_person(leaver: Person, choice: Choice, *, by: Person, at: datetime) -> list[Outcome]:
    """Everything chosen passes to the chosen people in one transaction; one refusal, and nothing moves.

    Done a second time it finds nothing to move. Nobody hands over what is their own. Each act leaves its
    entry in the trail, the whole one more; whoever takes over is told once. Raises `NotAllowed`,
    `NoteMissing`, `CannotHandOverPerson` naming the thing that stood in the way.
    """
    _check(leaver, choice, by)
    with transaction.atomic():
        hold_the_chain()
        done = []
        for part, held, to in _chosen(leaver, choice, at):
            try:
                _pass_on(part, held, to, _leaving(leaver, choice), by=by, at=at)
            except Refused as refusal:
                raise CannotHandOverPerson(
                    _("“%(what)s”: %(why)s Nothing was moved.")
                    % {"what": held.title, "why": refusal}
                ) from refusal
            done.append(Outcome(held, to))
        if done:
            _record(leaver, choice, done, by=by, at=at)
            _tell(leaver, done, at=at)
    return done


def rehearse_hand_over(
    leaver: Person, choice: Choice, *, by: Person, at: datetime
) -> list[Outcome]:
    """Exactly what the step would do, thing by thing, with the sentence of each refusal; nothing stays of it.

    The acts themselves are tried and undone, so that the preview cannot differ from the deed.
    """
    _check(leaver, choice, by)
    found = []
    with transaction.atomic():
        hold_the_chain()
        for part, held, to in _chosen(leaver, choice, at):
            refusal = ""
            try:
                with transaction.atomic():
                    _pass_on(part, held, to, _leaving(leaver, choice), by=by, at=at)
            except Refused as refused:
                refusal = str(refused)
            found.append(Outcome(held, to, refusal))
        transaction.set_rollback(True)
    return found


def _check(leaver: Person, choice: Choice, by: Person) -> None:
    demand_human(by)
    demand(by, Permission.HANDOVER_RUN)
    if by.pk == leaver.pk:
        raise NotAllowed(_("Nobody hands over what is their own; somebody else of the PMO does."))
    demand_reason(choice.reason)


def _chosen(
    leaver: Person, choice: Choice, at: datetime
) -> Iterator[tuple[Part, Held, Person | None]]:
    """What is still there of what was chosen, in the order of the parts, read under the lock of the trail."""
    for group in still_held(leaver, local_day(at)):
        if group.part.pass_on is None:
            continue
        for held in group.rows:
            if held.key in choice.takers and not held.stays:
                yield group.part, held, choice.takers[held.key]


def _pass_on(
    part: Part,
    held: Held,
    to: Person | None,
    leaving: Leaving,
    *,
    by: Person,
    at: datetime,
) -> None:
    if part.pass_on is None:
        return
    if not held.needs_nobody:
        if to is None:
            raise CannotHandOverPerson(_("Please choose who takes it over."))
        # As stored now: the account may have been closed since the page was opened.
        to = Person.objects.select_related("department").get(pk=to.pk)
        check_successor(to, leaving.leaver)
    part.pass_on(held, to, leaving, by=by, at=at)


def _leaving(leaver: Person, choice: Choice) -> Leaving:
    return Leaving(leaver, choice.last_day, choice.reason.strip())


def _record(
    leaver: Person, choice: Choice, done: list[Outcome], *, by: Person, at: datetime
) -> None:
    moved = [
        {"key": each.held.key, "what": each.held.title, "to": each.to.name if each.to else ""}
        for each in done
    ]
    after = {"last_day": choice.last_day.isoformat(), "count": len(moved), "moved": moved}
    change = Change(after=after, note=choice.reason.strip())
    record("portal.hand_over_person", by=by, at=at, obj=leaver, change=change)


def _tell(leaver: Person, done: list[Outcome], *, at: datetime) -> None:
    """One message for each who takes something over, and one for the leaver, with what it is."""
    taken: dict[Person, list[str]] = {}
    for each in done:
        if each.to is not None and not each.held.needs_nobody:
            taken.setdefault(each.to, []).append(each.held.title)
    key, url = f"leaver:{leaver.pk}:{at.isoformat()}", reverse("portal:inbox")
    for person, titles in taken.items():
        chinese, english = in_both(partial(_taken_over, leaver.name, len(titles)))
        tell(Note(key, chinese, english, "\n".join(titles), url), [person], at=at)
    chinese, english = in_both(partial(_handed_over, leaver.name, len(done)))
    tell(
        Note(key, chinese, english, "\n".join(each.held.title for each in done), url),
        [leaver],
        at=at,
    )


def _taken_over(name: str, count: int) -> str:
    return ngettext(
        "You take over %(count)d thing from %(name)s",
        "You take over %(count)d things from %(name)s",
        count,
    ) % {"count": count, "name": name}


def _handed_over(name: str, count: int) -> str:
    return ngettext(
        "%(count)d thing of %(name)s has been handed over",
        "%(count)d things of %(name)s have been handed over",
        count,
    ) % {"count": count, "name": name}
