from portal.models.calendar_feed import CalendarFeed
from portal.models.evidence_pack import EvidencePack
from portal.models.search_entry import SearchEntry

__all__ = ["CalendarFeed", "EvidencePack", "SearchEntry"]
