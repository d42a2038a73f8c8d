"""What every page shows around itself: navigation, what can be begun, the present week, the number of things owed."""

from functools import cache
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from governance.lib.periods import Week
from governance.permissions import Permission, rights_held
from governance.selectors.health import darkness
from governance.selectors.inbox import owed_count
from governance.views.navigation import acts_of, navigation_of, place_of


def shell(request: HttpRequest) -> dict[str, Any]:
    """What costs a question is asked only where a template shows it, so that a fragment costs none of it."""
    now = timezone.now()
    around: dict[str, Any] = {"now": now, "this_week": Week.of(timezone.localdate(now))}
    person = getattr(request, "user", None)
    if person is None or not person.is_authenticated:
        return around
    around["person"] = person
    if person.must_change_password:
        return around | {"nav": (), "beginnings": (), "owed_count": 0}
    rights, language = rights_held(person), get_language() or ""
    around["nav"] = navigation_of(rights, language)
    here = place_of(around["nav"], request.path)
    around["nav_here"] = here.name if here else ""
    around["beginnings"] = acts_of(rights, language)
    # Asked by the first template that shows it: a template calls what it can call.
    around["owed_count"] = cache(lambda: owed_count(person))
    around["darkness"] = darkness(
        getattr(person, "clock_at", None), signed_in_at=person.last_login, at=now
    )
    around["keeps_system"] = Permission.SYSTEM_VIEW in rights
    return around
