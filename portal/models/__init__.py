from portal.models.calendar_feed import CalendarFeed
from portal.models.evidence_pack import EvidencePack

__all__ = ["CalendarFeed", "EvidencePack"]
