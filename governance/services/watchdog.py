"""The watchdog: whoever still lives tells people what does not, once per incident (reliability §6 item 10)."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from governance.lib.actors import SystemActor
from governance.models import Heartbeat, Message, Person, Watermark
from governance.selectors.calendar import local_day, local_zone
from governance.selectors.health import CLOCK, DARK, LEEWAY
from governance.selectors.person import people_in_role
from governance.selectors.status import ALARM, alarms_open, status_lines
from governance.selectors.status_line import StatusLine
from governance.selectors.watermark import trail_head
from governance.services.audit import Change, hold_the_chain, record
from governance.services.message import Note, tell
from governance.states import Health, Role, Sphere

WATCH = SystemActor("watchdog")
# The dead clock has its own alarm: it cannot be the clock that raises it.
CLOCK_LINES = ("clock",)


def tell_of_silence(*, at: datetime) -> bool:
    """A process that lives tells the PMO once that the clock stands still; its messages wait in the inbox.

    Nothing is said of a system whose clock has never rung. Returns whether it was told now.
    """
    last = Heartbeat.objects.filter(name=CLOCK).values_list("at", flat=True).first()
    if last is None or not (at - last > DARK or last - at > LEEWAY):
        return False
    # A probe asks every few seconds; once it has been told, it holds up nobody's trail.
    if Watermark.objects.filter(name=f"{ALARM}clock").exists():
        return False
    with transaction.atomic():
        hold_the_chain()
        if not _open_alarm("clock", at=last):
            return False
        key = f"watchdog:silent:{last.isoformat()}"
        _tell_keepers(
            key,
            lambda: (
                _("The clock of the system has not rung since %(since)s") % {"since": _when(last)}
            ),
            at,
        )
        change = Change(after={"part": "clock", "since": last.isoformat()})
        record("governance.raise_alarm", by=WATCH, at=at, change=change)
    return True


def tell_of_darkness(*, at: datetime) -> timedelta | None:
    """A tick that comes long after the one before says from when to when it was dark; asked before it stamps itself.

    What fell due meanwhile is made good by this very tick. Five clocks at once tell it once. Returns
    how long it was dark, None where the clock had rung in time or the last ring lies in the future.
    """
    last = Heartbeat.objects.filter(name=CLOCK).values_list("at", flat=True).first()
    if last is None or at - last <= DARK:
        return None
    key = f"watchdog:dark:{last.isoformat()}"
    with transaction.atomic():
        hold_the_chain()
        still = Heartbeat.objects.filter(name=CLOCK).values_list("at", flat=True).first()
        if still != last or Message.objects.filter(event_key=key).exists():
            return None
        _tell_keepers(
            key,
            lambda: (
                _(
                    "The clock stood still from %(since)s to %(until)s; what fell due is made good now"
                )
                % {"since": _when(last), "until": _when(at)}
            ),
            at,
        )
        change = Change(after={"since": last.isoformat(), "until": at.isoformat()})
        record("governance.note_darkness", by=WATCH, at=at, change=change)
        Watermark.objects.filter(name=f"{ALARM}clock").delete()
    return at - last


def watch_parts(*, at: datetime) -> list[str]:
    """Each part that has failed is told to PMO and system administrators once, until it is in order again.

    Returns the codes of the alarms raised now.
    """
    failed = {
        line.code: line
        for line in status_lines(at)
        if line.light == Health.ALARM and line.code not in CLOCK_LINES
    }
    known = alarms_open()
    fresh = [line for code, line in failed.items() if code not in known]
    over = [code for code in known if code not in failed]
    if not fresh and not over:
        return []
    with transaction.atomic():
        hold_the_chain()
        raised = [line.code for line in fresh if _raise_alarm(line, at)]
        for code in over:
            if Watermark.objects.filter(name=f"{ALARM}{code}").delete()[0]:
                record("governance.end_alarm", by=WATCH, at=at, change=Change(after={"part": code}))
    return raised


def _raise_alarm(line: StatusLine, at: datetime) -> bool:
    if not _open_alarm(line.code, at=at):
        return False
    key = f"watchdog:{line.code}:{at.isoformat()}"
    _tell_keepers(key, lambda: _sentence(line.code, at), at)
    change = Change(after={"part": line.code, "figure": line.figure})
    record("governance.raise_alarm", by=WATCH, at=at, change=change)
    return True


def _sentence(code: str, at: datetime) -> str:
    # Asked again in each language: what a line says is worded where it is read.
    line = next(each for each in status_lines(at) if each.code == code)
    return _("Fault of the system: %(part)s, %(figure)s") % {
        "part": line.label,
        "figure": line.figure,
    }


def _open_alarm(code: str, *, at: datetime) -> bool:
    _mark, is_new = Watermark.objects.get_or_create(
        name=f"{ALARM}{code}", defaults={"sequence": trail_head(), "at": at}
    )
    return is_new


def _tell_keepers(key: str, sentence: Callable[[], str], at: datetime) -> None:
    said = {}
    for language in ("zh-hans", "en"):
        with override(language):
            said[language] = sentence()
    note = Note(key, said["zh-hans"], said["en"], url=reverse("governance:status"), is_urgent=True)
    tell(note, keepers(at), at=at)


def keepers(at: datetime) -> list[Person]:
    """Who hears of faults: the PMO, the process manager, and whoever keeps the machine running."""
    day = local_day(at)
    people = [*people_in_role(Role.PMO, on=day), *people_in_role(Role.PROCESS_MANAGER, on=day)]
    people += Person.objects.filter(is_active=True, sphere=Sphere.SYS_ADMIN).order_by("pk")
    return list(dict.fromkeys(people))


def _when(at: datetime) -> str:
    return f"{at.astimezone(local_zone()):%Y-%m-%d %H:%M}"
