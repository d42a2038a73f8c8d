"""Decisions are taken by people: no access token and no job decides (reliability §3.3 nos. 10 and 11)."""

from django.utils.translation import gettext as _

from governance.lib.actors import Actor
from governance.lib.context import current_context
from governance.lib.workflow import NotAllowed


def demand_human(by: Actor) -> None:
    """Only a person who is signed in decides; raises `NotAllowed` for a token's request and for a job."""
    if by.actor_kind != "person" or current_context().via.startswith("token:"):
        raise NotAllowed(
            _("Only a person who is signed in decides; an access token or a job never does.")
        )
