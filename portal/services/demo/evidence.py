"""The demo's evidence pack: of the last whole quarter, ordered when the demo is made and packed by the first worker (R66)."""

from datetime import datetime

from governance.lib.periods import Quarter
from governance.models import Person
from governance.selectors.calendar import local_day
from portal.models import EvidencePack
from portal.selectors.stretch import Stretch
from portal.services.evidence_pack import order_pack

ORDERED_BY = "gu"


def order_last_quarter(*, at: datetime) -> EvidencePack:
    """The process manager orders what an assessor would ask for next; nothing is printed while the demo is made."""
    quarter = Quarter.of(local_day(at)).previous()
    manager = Person.objects.get(username=ORDERED_BY)
    return order_pack(Stretch.of(quarter), language="zh-hans", by=manager, at=at)
