"""What the auditor sees first: the trail, how far the policy is kept, the latest evidence pack (design §3)."""

from dataclasses import dataclass
from datetime import date, datetime

from governance.lib.periods import Year
from governance.models import AuditAnchor, Person
from governance.permissions import Permission, has_permission
from governance.selectors.audit import latest_anchor
from portal.models import EvidencePack
from portal.selectors.conformance import Tally, tally_of
from portal.selectors.stretch import Stretch


@dataclass(frozen=True)
class AuditDesk:
    """The head of the trail as it was last written down apart, this year's duties, the latest pack."""

    anchor: AuditAnchor | None
    stretch: Stretch
    tally: Tally
    pack: EvidencePack | None


def audit_desk(person: Person, today: date, *, at: datetime) -> AuditDesk | None:
    """For whoever reads the whole trail; None for everybody else. Three statements."""
    if not has_permission(person, Permission.AUDIT_VIEW):
        return None
    stretch = Stretch.of(Year.of(today))
    packs = EvidencePack.objects.visible_to(person).exclude(sha256="")
    return AuditDesk(
        latest_anchor(),
        stretch,
        tally_of(person, stretch, at=at),
        packs.order_by("-ordered_at", "-pk").first(),
    )
