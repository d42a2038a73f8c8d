"""A process whose owner leaves is answered for by a successor (R55)."""

from datetime import datetime

from governance.models import Person
from governance.selectors.leaver import Held
from governance.services.leaver import Leaving
from processes.services.process import change_owner


def pass_on_process(held: Held, to: Person, leaving: Leaving, *, by: Person, at: datetime) -> None:
    """The successor answers for the process from now on."""
    change_owner(held.row, to, reason=leaving.reason, by=by, at=at)
