"""How much a person owes: the number that stands on every page."""

from governance.models import Obligation, Person
from governance.states import STILL_OWED


def owed_count(person: Person) -> int:
    """Everything still open counts, also what is past its time: it has not gone away."""
    return Obligation.objects.owed_by(person).filter(state__in=STILL_OWED).count()
