from portal.models.calendar_feed import CalendarFeed
from portal.models.search_entry import SearchEntry

__all__ = ["CalendarFeed", "SearchEntry"]
