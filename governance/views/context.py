"""What every page shows around itself: navigation, what can be begun, the present week, the number of things owed."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from governance.lib.guard import rights_of
from governance.lib.periods import Week
from governance.permissions import Permission
from governance.selectors.health import darkness
from governance.selectors.inbox import owed_count
from governance.views.navigation import acts_of, here_of, navigation_of


def shell(request: HttpRequest) -> dict[str, Any]:
    """Only what a template asks for is worked out, so that a fragment costs none of it."""
    now = timezone.now()
    around: dict[str, Any] = {"now": now, "this_week": Week.of(timezone.localdate(now))}
    person = getattr(request, "user", None)
    if person is None or not person.is_authenticated:
        return around
    around["person"] = person
    if person.must_change_password:
        return around | {"nav": [], "beginnings": (), "owed_count": 0}
    around["nav"] = SimpleLazyObject(lambda: navigation_of(request, person))
    around["nav_here"] = SimpleLazyObject(lambda: here_of(around["nav"]))
    around["beginnings"] = SimpleLazyObject(lambda: acts_of(person))
    around["owed_count"] = SimpleLazyObject(lambda: owed_count(person))
    around["darkness"] = darkness(
        getattr(person, "clock_at", None), signed_in_at=person.last_login, at=now
    )
    around["keeps_system"] = Permission.SYSTEM_VIEW in rights_of(person)
    return around
