"""Clock, ledger, jobs and messages as lines of the status page: light, figure, since when, what to do."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Self

from django.db.models import Count, Max, Min
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance.lib.duration import duration_in_words
from governance.models import ChannelPost, Job, Message, Obligation, WebhookDelivery
from governance.selectors.health import CLOCK, DARK, LEEWAY, SILENCE
from governance.selectors.parked_job import parked_jobs
from governance.selectors.watermark import LONGEST, SWEEP
from governance.states import DeliveryState, Health, JobState, MessageState, ObligationState

Marks = Mapping[str, datetime]
# A worker looks for jobs with every tick; one that is busy finishes within the limit of its tasks.
JOBS = "jobs"
JOBS_SILENT, JOBS_DARK = timedelta(minutes=10), timedelta(minutes=20)
# The dispatcher and the workers come by every minute.
WAITS, WAITS_LONG = timedelta(minutes=10), timedelta(hours=1)


@dataclass(frozen=True)
class StatusLine:
    """One part of the machine: how it stands, the figure that says so, since when, what to do about it."""

    code: str
    label: str | Promise
    light: Health
    figure: str
    since: datetime | None = None
    advice: str = ""
    url: str = ""

    def dated(self, since: datetime) -> Self:
        """The same line, with the moment since which it has stood so."""
        return replace(self, since=since)


def by_age(age: timedelta, attention: timedelta, alarm: timedelta) -> Health:
    """The older, the worse: up to the first limit in order, beyond the second a fault."""
    if age > alarm:
        return Health.ALARM
    return Health.ATTENTION if age > attention else Health.GOOD


def clock_line(heard: Marks, at: datetime) -> StatusLine:
    """The clock rings every minute: amber after three silent minutes, red after ten, or where it rang in the future."""
    last = heard.get(CLOCK)
    label, start = _("Clock"), _("Start the worker with its clock (manage.py serve, or the beat).")
    if last is None:
        return StatusLine("clock", label, Health.ATTENTION, _("has never rung"), None, start)
    if last - at > LEEWAY:
        return StatusLine(
            "clock",
            label,
            Health.ALARM,
            _("the last ring bears a time that is still to come"),
            last,
            _("Set the time of the machine right; the next ring mends the rest."),
        )
    light = by_age(at - last, SILENCE, DARK)
    figure = _("rang %(span)s ago") % {"span": duration_in_words(at - last)}
    return StatusLine("clock", label, light, figure, last, start if light != Health.GOOD else "")


def ledger_line(marks: Marks, heard: Marks, at: datetime) -> StatusLine:
    """What should have run has run: no duty is past its time unmarked, and all sweeps went through within the hour."""
    label = _("Ledger of duties")
    behind = Obligation.objects.filter(state=ObligationState.OPEN, due_at__lt=at - SILENCE)
    found = behind.aggregate(count=Count("pk"), oldest=Min("due_at"))
    look = _(
        "Look into the log of the worker for sweep_failed; the next ring makes good what is owed."
    )
    if found["count"]:
        figure = _("%(count)s duties past their time are not marked yet") % found
        light = by_age(at - found["oldest"], SILENCE, DARK)
        return StatusLine("ledger", label, light, figure, found["oldest"], look)
    looked = marks.get(SWEEP)
    if looked is None:
        return StatusLine(
            "ledger", label, Health.UNRECORDED, _("nothing has been looked through yet"), None, look
        )
    # A quiet hour is let pass; whatever lasts longer is a sweep that fails every time.
    light = by_age(at - looked, LONGEST + DARK, 2 * LONGEST)
    figure = _("everything looked through %(span)s ago") % {"span": duration_in_words(at - looked)}
    return StatusLine("ledger", label, light, figure, looked, look if light != Health.GOOD else "")


def jobs_line(heard: Marks, at: datetime) -> StatusLine:
    """A worker has looked for long work within the last minutes."""
    last, label = heard.get(JOBS), _("Worker")
    start = _("Start a worker: files, imports and messages to robots wait for it.")
    if last is None:
        return StatusLine("jobs", label, Health.UNRECORDED, _("never seen"), None, start)
    light = by_age(abs(at - last), JOBS_SILENT, JOBS_DARK)
    figure = _("seen %(span)s ago") % {"span": duration_in_words(at - last)}
    return StatusLine("jobs", label, light, figure, last, start if light != Health.GOOD else "")


def queue_line(at: datetime) -> StatusLine:
    """What waits for a worker waits minutes, not hours; a fault only where no worker has begun anything for an hour.

    After a night without a worker, or when the demo has just been made, old work waits and is being done.
    """
    waiting = Job.objects.filter(state=JobState.DUE, next_at__lte=at)
    found = waiting.aggregate(count=Count("pk"), oldest=Min("next_at"))
    label = _("Queue of jobs")
    if not found["count"]:
        return StatusLine("queue", label, Health.GOOD, _("nothing waits"))
    begun = Job.objects.filter(started_at__lte=at).aggregate(last=Max("started_at"))["last"]
    idle = at - max(found["oldest"], begun or found["oldest"])
    light = by_age(at - found["oldest"], WAITS, WAITS_LONG)
    if light == Health.ALARM and idle <= WAITS_LONG:
        light = Health.ATTENTION
    figure = ngettext("%(count)s job waits", "%(count)s jobs wait", found["count"]) % found
    advice = _("One worker does one job at a time; start another one, or look at what it is doing.")
    return StatusLine(
        "queue", label, light, figure, found["oldest"], advice if light != Health.GOOD else ""
    )


def parked_line() -> StatusLine:
    """Work that failed three times is a fault until somebody tries it again or sets it aside."""
    found = parked_jobs().order_by().aggregate(count=Count("pk"), oldest=Min("finished_at"))
    label = _("Failed jobs")
    if not found["count"]:
        return StatusLine("parked", label, Health.GOOD, _("none"))
    figure = ngettext("%(count)s job failed", "%(count)s jobs failed", found["count"]) % found
    advice = _("Read why below, mend it, then try again; set aside what nobody needs any more.")
    url = f"{reverse('governance:status')}#parked"
    return StatusLine("parked", label, Health.ALARM, figure, found["oldest"], advice, url)


def outbox_line(at: datetime) -> StatusLine:
    """A message whose time has come leaves within minutes."""
    waiting = Message.objects.filter(state=MessageState.DUE, next_at__lte=at)
    found = waiting.aggregate(count=Count("pk"), oldest=Min("next_at"))
    label = _("Outbox")
    if not found["count"]:
        return StatusLine("outbox", label, Health.GOOD, _("nothing waits"))
    light = by_age(at - found["oldest"], WAITS, WAITS_LONG)
    figure = ngettext("%(count)s message waits", "%(count)s messages wait", found["count"]) % found
    advice = _(
        "Look whether the clock rings and the mail host answers; the inbox has every message."
    )
    return StatusLine(
        "outbox", label, light, figure, found["oldest"], advice if light != Health.GOOD else ""
    )


def letters_line() -> StatusLine:
    """What no mail host, robot or webhook took after its last try asks for somebody."""
    parked = [
        Message.objects.filter(state=MessageState.PARKED),
        ChannelPost.objects.filter(state=DeliveryState.PARKED, channel__stopped_at=None),
        WebhookDelivery.objects.filter(state=DeliveryState.PARKED, webhook__stopped_at=None),
    ]
    counts = [rows.count() for rows in parked]
    label = _("Dead letters")
    if not any(counts):
        return StatusLine("letters", label, Health.GOOD, _("none"))
    figure = _("%(mails)s e-mails, %(posts)s to robots, %(deliveries)s to webhooks") % dict(
        zip(("mails", "posts", "deliveries"), counts, strict=True)
    )
    advice = _("Mend what refused them, then send them again.")
    return StatusLine(
        "letters", label, Health.ATTENTION, figure, None, advice, reverse("governance:dead-letters")
    )
