"""Which messages leave now and together, which wait, and which stay in the inbox (design §5)."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from governance.models import MailChoice, Message
from governance.selectors.calendar import local_day
from governance.selectors.message_hours import message_hours
from governance.selectors.setting import setting_values
from governance.states import MailRhythm, MessageState

PEOPLE_AT_ONCE = 100


@dataclass(frozen=True)
class Bundle:
    """Messages of one person that leave as one e-mail; the oldest leads."""

    keys: tuple[int, ...]
    digest_on: date | None = None


@dataclass
class LeavingPlan:
    """What becomes of the messages that are due."""

    now: list[Bundle] = field(default_factory=list)
    later: dict[datetime, list[int]] = field(default_factory=lambda: defaultdict(list))
    keep: list[int] = field(default_factory=list)


def free_messages(at: datetime) -> Q:
    """What no dispatcher has: waiting, or left behind by one that died."""
    return Q(state=MessageState.DUE) | Q(state=MessageState.RUNNING, lease_until__lt=at)


def messages_due(at: datetime) -> QuerySet[Message]:
    """What is free and whose time has come."""
    return Message.objects.filter(
        Q(state=MessageState.DUE, next_at__lte=at)
        | Q(state=MessageState.RUNNING, lease_until__lt=at)
    )


def leaving_plan(at: datetime, *, people: int = PEOPLE_AT_ONCE) -> LeavingPlan:
    """A person gets one e-mail a workday, in the decided hours; what never waits leaves at once.

    Whoever wants each message by itself gets it so; whoever wants none, or has no address, keeps the
    inbox. Five questions, however much is due, and one where nothing is.
    """
    due = messages_due(at)
    heads = list(due.order_by("next_at", "pk").values_list("recipient", flat=True)[: people * 20])
    whom = list(dict.fromkeys(heads))[:people]
    plan = LeavingPlan()
    if not whom:
        return plan
    settings, today = setting_values(), local_day(at)
    hours = message_hours(settings)
    rhythms = dict(MailChoice.objects.filter(person__in=whom).values_list("person", "rhythm"))
    had_one = _had_digest(whom, today, at)
    groups: dict[tuple[int, bool], list[int]] = defaultdict(list)
    rows = due.filter(recipient__in=whom).order_by("pk")
    for row in rows.values("pk", "recipient", "recipient__email", "topic", "is_urgent"):
        pk, person = row["pk"], row["recipient"]
        rhythm = rhythms.get(person, MailRhythm.DIGEST)
        is_urgent = row["is_urgent"] or row["topic"] in settings["message_at_once"]
        if rhythm == MailRhythm.OFF or not row["recipient__email"]:
            plan.keep.append(pk)
        elif not is_urgent and not hours.is_open(at):
            plan.later[hours.next_opening(at)].append(pk)
        elif rhythm == MailRhythm.SINGLE:
            plan.now.append(Bundle((pk,)))
        elif not is_urgent and person in had_one:
            plan.later[hours.next_morning(at)].append(pk)
        else:
            groups[person, is_urgent].append(pk)
    plan.now += [
        Bundle(tuple(keys), None if is_urgent else today)
        for (_person, is_urgent), keys in groups.items()
    ]
    return plan


def _had_digest(whom: list[int], today: date, at: datetime) -> set[Any]:
    """Who has had today's digest, or is being sent it this moment."""
    left = Q(state=MessageState.SENT) | Q(state=MessageState.RUNNING, lease_until__gte=at)
    rows = Message.objects.filter(left, recipient__in=whom, digest_on=today)
    return set(rows.values_list("recipient", flat=True))
