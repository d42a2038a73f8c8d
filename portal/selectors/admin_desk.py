"""What the system and the security administrator see first: the machine, the accounts, the rights (design §3)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from governance.lib.bilingual import listed
from governance.models import ApiToken, Person, RoleGrant
from governance.selectors.account_watch import (
    accounts_never_used,
    accounts_without_role,
    administrators_with_password_alone,
    locked_accounts,
    roles_ending,
    sign_ins_refused,
    tokens_ending,
)
from governance.selectors.calendar import local_day
from governance.selectors.health import heard_last
from governance.selectors.person import administrators_missing
from governance.selectors.status_line import (
    StatusLine,
    clock_line,
    jobs_line,
    letters_line,
    parked_line,
)
from governance.selectors.status_store import (
    backup_line,
    calendar_line,
    certificate_line,
    disk_line,
    files_line,
    trail_line,
)
from governance.selectors.verification import FILES, TRAIL, verifications
from governance.states import Health
from portal.selectors.counts import counted_together

if TYPE_CHECKING:
    from django.db.models import QuerySet

FIRST = 6
ONE_DAY = timedelta(hours=24)
# A wrong password now and then is human; as many in a day is somebody who tries.
MANY_REFUSALS = 20
_WORST_FIRST = (Health.ALARM, Health.ATTENTION, Health.UNRECORDED, Health.GOOD)


@dataclass(frozen=True)
class AdminDesk:
    """Lines with their light, the worst first, and the first of whatever can be acted upon by one click."""

    lines: tuple[StatusLine, ...]
    is_machine: bool
    locked: tuple[Person, ...] = ()
    without_role: tuple[Person, ...] = ()
    ending: tuple[RoleGrant, ...] = ()
    tokens: tuple[ApiToken, ...] = ()

    @property
    def is_calm(self) -> bool:
        """Nothing asks for anybody today."""
        return all(line.light in {Health.GOOD, Health.UNRECORDED} for line in self.lines)


def machine_desk(person: Person, at: datetime) -> AdminDesk:
    """The system administrator: whether the machine runs by itself, and which accounts and tokens ask for a hand."""
    heard, looked = heard_last(), verifications()
    locked, tokens = locked_accounts(at), tokens_ending(at)
    counts = counted_together(
        person, unused=accounts_never_used(), locked_out=locked, tokens_to_end=tokens
    )
    machine = [
        clock_line(heard, at),
        jobs_line(heard, at),
        parked_line(),
        letters_line(),
        disk_line(),
        backup_line(at),
        trail_line(looked[TRAIL], at),
        files_line(looked[FILES], at),
        calendar_line(at),
        certificate_line(at),
    ]
    status = reverse("governance:status")
    lines = [
        line if line.url else replace(line, url=f"{status}#{line.code}") for line in machine if line
    ]
    lines += [
        _counted(
            "locked",
            _("Locked out now"),
            counts["locked_out"],
            "#locked" if counts["locked_out"] else "",
            Health.ATTENTION,
        ),
        _counted(
            "unused",
            _("Initial passwords in use"),
            counts["unused"],
            _people("unused"),
            Health.ATTENTION,
        ),
        _counted(
            "tokens",
            _("Tokens that end within two weeks"),
            counts["tokens_to_end"],
            reverse("governance:tokens"),
            Health.ATTENTION,
        ),
        _missing_line(),
    ]
    return AdminDesk(
        _sorted(lines), is_machine=True, locked=tuple(locked[:FIRST]), tokens=tuple(tokens[:FIRST])
    )


def rights_desk(person: Person, at: datetime) -> AdminDesk:
    """The security administrator: who has no role, whose role ends, who was refused, whether the trail is whole."""
    today = local_day(at)
    asked: dict[str, QuerySet[Any]] = {
        "without": accounts_without_role(today),
        "ending": roles_ending(today),
        "refused": sign_ins_refused(at - ONE_DAY),
        "alone": administrators_with_password_alone(),
        "locked": locked_accounts(at),
    }
    counts = counted_together(person, **asked)
    trail = verifications([TRAIL])[TRAIL]
    refused = _counted("refused", _("Refused sign-ins in 24 hours"), counts["refused"], "")
    if counts["refused"] >= MANY_REFUSALS:
        refused = replace(refused, light=Health.ATTENTION)
    lines = [
        # Most employees only read; that somebody has no role is told, not held against anybody.
        _counted(
            "without", _("Accounts without a role"), counts["without"], _people("without_role")
        ),
        _counted(
            "ending",
            _("Roles that end within thirty days"),
            counts["ending"],
            _people("role_ends"),
            Health.ATTENTION,
        ),
        refused,
        _counted("locked", _("Locked out now"), counts["locked"], "", Health.ATTENTION),
        _counted(
            "alone",
            _("Administrators without a second factor"),
            counts["alone"],
            "",
            Health.ATTENTION,
        ),
        # Only who may look may follow the link.
        replace(trail_line(trail, at), advice="", url=""),
        _missing_line(),
    ]
    return AdminDesk(
        _sorted(lines),
        is_machine=False,
        without_role=tuple(asked["without"].select_related("department")[:FIRST]),
        ending=tuple(asked["ending"][:FIRST]),
    )


def _people(standing: str) -> str:
    return f"{reverse('governance:people')}?standing={standing}"


def _counted(
    code: str, label: str, count: int, url: str, light: Health = Health.GOOD
) -> StatusLine:
    """None is good; what some of them mean is said by the caller."""
    figure = str(count) if count else _("none")
    return StatusLine(code, label, light if count else Health.GOOD, figure, url=url)


def _missing_line() -> StatusLine:
    missing = administrators_missing()
    label, url = _("The three administrators"), reverse("governance:people")
    if not missing:
        return StatusLine("three", label, Health.GOOD, _("each is somebody"), url=url)
    figure = _("nobody is: %(names)s") % {"names": listed(missing)}
    return StatusLine("three", label, Health.ALARM, figure, url=url)


def _sorted(lines: Sequence[StatusLine]) -> tuple[StatusLine, ...]:
    return tuple(sorted(lines, key=lambda line: _WORST_FIRST.index(line.light)))
