"""Disk, database, backup, verifications, calendar and certificate as lines of the status page."""

from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import Count, Min
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance.lib.duration import duration_in_words
from governance.lib.machine import certificate_end, database_moment, room_at, written_at
from governance.lib.scanner import ScannerAway, is_scanning, ping_scanner
from governance.models import StoredFile
from governance.selectors.calendar import local_day, work_calendar
from governance.selectors.health import LEEWAY
from governance.selectors.status_line import StatusLine, by_age
from governance.selectors.verification import Verification, Verifying
from governance.states import Health

GIGABYTE = 1 << 30
# Room for a day of uploads and a copy of the database; below the second figure writes begin to fail.
LITTLE, TOO_LITTLE = 2 * GIGABYTE, GIGABYTE // 2
LITTLE_PERCENT = 5
# Once a day, with room for a night that ran late; a week without one is more than anybody wants to type again.
DAILY, WEEKLY = timedelta(hours=26), timedelta(days=7)
# The State Council publishes the next year's days in November; in December they are missed.
CALENDAR_DUE, CALENDAR_LATE = (11, 1), (12, 15)
CERTIFICATE_SOON, CERTIFICATE_LATE = timedelta(days=30), timedelta(days=7)


def disk_line() -> StatusLine:
    """The disk of the files has room for more than a day."""
    room = room_at(settings.VAR)
    light = Health.GOOD
    if room.free < TOO_LITTLE:
        light = Health.ALARM
    elif room.free < LITTLE or room.percent_free < LITTLE_PERCENT:
        light = Health.ATTENTION
    figure = _("%(free)s of %(total)s free (%(percent)s per cent)") % {
        "free": filesizeformat(room.free),
        "total": filesizeformat(room.total),
        "percent": room.percent_free,
    }
    advice = _("Make room: old backups and logs first. A full disk refuses every write.")
    return StatusLine(
        "disk", _("Disk"), light, figure, None, advice if light != Health.GOOD else ""
    )


def database_line(at: datetime) -> StatusLine:
    """The clocks of application and database differ by less than a minute (D16)."""
    label, moment = _("Clock of the database"), database_moment()
    if moment is None:
        return StatusLine(
            "database", label, Health.GOOD, _("the same machine, the same clock (SQLite)")
        )
    gap = moment - at
    figure = _("%(seconds)s seconds from the application's") % {
        "seconds": round(gap.total_seconds())
    }
    if abs(gap) <= LEEWAY:
        return StatusLine("database", label, Health.GOOD, figure)
    advice = _("Let both machines keep their time by NTP; due times are decided by these clocks.")
    return StatusLine("database", label, Health.ALARM, figure, None, advice)


def backup_line(at: datetime) -> StatusLine:
    """The last backup is the day of the stamp that `manage.py backup` leaves; without one nothing is claimed."""
    label, stamp = _("Last backup"), Path(settings.BACKUP_STAMP)
    last = written_at(stamp)
    how = _("Run manage.py backup every night; a script of your own touches %(path)s instead.") % {
        "path": stamp
    }
    if last is None:
        return StatusLine("backup", label, Health.UNRECORDED, _("not recorded"), None, how)
    if last - at > LEEWAY:
        figure = _("the stamp bears a time that is still to come")
        return StatusLine("backup", label, Health.ATTENTION, figure, last, how)
    light = by_age(at - last, DAILY, WEEKLY)
    figure = _("%(span)s ago") % {"span": duration_in_words(at - last)}
    advice = _("Take a backup today, and look why the nightly one did not run.")
    return StatusLine("backup", label, light, figure, last, advice if light != Health.GOOD else "")


def trail_line(looked: Verifying, at: datetime) -> StatusLine:
    """The audit trail was verified lately, and was whole."""
    label = _("Audit trail verified")
    last = looked.last
    whole = _("whole up to entry %(upto)s") % {"upto": last.upto if last else 0}
    broken = _("broken at entry %(fault)s") % {"fault": last.fault if last else 0}
    advice = _("Stop, take a copy of the database as it is, and call the audit administrator.")
    return _verified("trail", label, last, (whole, broken, advice), at)


def files_line(looked: Verifying, at: datetime) -> StatusLine:
    """The stored files were verified lately, and were what was handed in."""
    label = _("Stored files verified")
    last = looked.last
    whole = _("%(upto)s files whole") % {"upto": last.upto if last else 0}
    broken = _("file %(fault)s is damaged or gone") % {"fault": last.fault if last else 0}
    advice = _("Bring the file back from a backup; it is not handed out until its hash fits.")
    return _verified("files", label, last, (whole, broken, advice), at)


def _verified(
    code: str, label: str, last: Verification | None, words: tuple[str, str, str], at: datetime
) -> StatusLine:
    whole, broken, advice = words
    if last is None or last.at is None:
        never = _("never verified here")
        how = _("Press Verify; from then on it is done every night.")
        return StatusLine(code, label, Health.UNRECORDED, never, None, how)
    if not last.is_whole:
        return StatusLine(code, label, Health.ALARM, broken, last.at, advice)
    light = by_age(at - last.at, 2 * DAILY, WEEKLY)
    old = _("Verify again: the nightly look has not run.")
    return StatusLine(code, label, light, whole, last.at, old if light != Health.GOOD else "")


def scanner_line() -> StatusLine:
    """Files that come in are looked through by a virus scanner, where the operator has named one (U9)."""
    label = _("Virus scanner")
    if not is_scanning():
        how = _("Name clamd in SCANNER and every file is scanned before anybody reads it.")
        unscanned = _("none: files are not scanned")
        return StatusLine("scanner", label, Health.UNRECORDED, unscanned, None, how)
    found = StoredFile.objects.waiting().aggregate(count=Count("pk"), oldest=Min("uploaded_at"))
    waits = ngettext("%(count)s file waits", "%(count)s files wait", found["count"]) % found
    try:
        ping_scanner()
    except ScannerAway as away:
        figure = _("away (%(why)s); %(waits)s") % {"why": away, "waits": waits}
        how = _("Start clamd, or correct SCANNER. Files wait unread until it answers.")
        return StatusLine("scanner", label, Health.ALARM, figure, found["oldest"], how)
    if found["count"]:
        how = _("A worker asks the scanner once a minute; look at its own log if this goes on.")
        return StatusLine("scanner", label, Health.ATTENTION, waits, found["oldest"], how)
    return StatusLine("scanner", label, Health.GOOD, _("answers; no file waits"))


def calendar_line(at: datetime) -> StatusLine:
    """The work calendar of this year is loaded, and from November on that of the next year."""
    today, label, url = local_day(at), _("Work calendar"), reverse("governance:workdays")
    known = work_calendar().years_known
    advice = _(
        "Import the year on the page of the work calendar; until then Monday to Friday counts."
    )
    if today.year not in known:
        figure = _("%(year)s is not loaded") % {"year": today.year}
        return StatusLine("calendar", label, Health.ALARM, figure, None, advice, url)
    after = today.year + 1
    if after in known:
        figure = _("loaded up to %(year)s") % {"year": max(known)}
        return StatusLine("calendar", label, Health.GOOD, figure)
    figure = _("%(year)s is not loaded") % {"year": after}
    light = _light_of_next(today)
    if light == Health.GOOD:
        figure = _("%(year)s is loaded; %(after)s is published in November") % {
            "year": today.year,
            "after": after,
        }
        return StatusLine("calendar", label, light, figure)
    return StatusLine("calendar", label, light, figure, None, advice, url)


def _light_of_next(today: date) -> Health:
    if (today.month, today.day) >= CALENDAR_LATE:
        return Health.ALARM
    return Health.ATTENTION if (today.month, today.day) >= CALENDAR_DUE else Health.GOOD


def certificate_line(at: datetime) -> StatusLine | None:
    """Where the operator has named the certificate, it ends in more than a month."""
    if not settings.CERTIFICATE_FILE:
        return None
    label, end = _("Certificate"), certificate_end(Path(settings.CERTIFICATE_FILE))
    if end is None:
        how = _("CERTIFICATE_FILE names no certificate that can be read.")
        return StatusLine("certificate", label, Health.UNRECORDED, _("not readable"), None, how)
    left = end - at
    light = Health.GOOD
    if left < CERTIFICATE_SOON:
        light = Health.ALARM if left < CERTIFICATE_LATE else Health.ATTENTION
    figure = _("ends on %(day)s") % {"day": local_day(end)}
    advice = _("Renew it before browsers turn people away.")
    return StatusLine(
        "certificate", label, light, figure, None, advice if light != Health.GOOD else ""
    )
