"""Sign-in: who a session belongs to, and the roles that person acts in during this request."""

from dataclasses import replace
from typing import Any

from django.contrib.auth.backends import ModelBackend

from governance.lib.context import current_context, set_context
from governance.models import Person
from governance.models.person import roles_held
from governance.permissions import rights_held
from governance.selectors.health import clock_heard
from governance.selectors.policy_issue import gaps_decided


class PersonBackend(ModelBackend):
    """Loads the person once per request together with department, roles and the last tick; rights act at once."""

    def get_user(self, user_id: Any) -> Person | None:
        # Every page tells whether the clock rings and what has been ruled; asked here it costs no
        # question of its own.
        people = Person.objects.select_related("department").annotate(
            clock_at=clock_heard(), gaps_known=gaps_decided()
        )
        person = people.filter(pk=user_id, is_active=True).first()
        if person is not None:
            set_context(replace(current_context(), gaps=person.gaps_known or ""))
            person.roles_of_request = roles_held(person)  # type: ignore[attr-defined]  # -- kept for one request only, never a column
            person.rights_of_request = rights_held(person)  # type: ignore[attr-defined]  # -- likewise
        return person

    def get_user_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """Rights come from `governance.permissions` alone."""
        return set()

    def get_group_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """There are no groups."""
        return set()
