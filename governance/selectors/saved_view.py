"""The saved views of a page as tabs: one's own, and those the PMO shares (design §4)."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.urls import reverse

from governance.lib.filters import kept_query, same_filters
from governance.models import Person, SavedView
from governance.permissions import Permission, has_permission


@dataclass(frozen=True)
class ViewTab:
    """One saved view of the page, and whether its filters are the present ones."""

    view: SavedView
    url: str
    is_active: bool
    is_own: bool


@dataclass(frozen=True)
class ViewBar:
    """What a page says about its saved views; `query` are the present filters, to be kept."""

    page: str
    query: str
    tabs: list[ViewTab]
    may_share: bool

    @property
    def own(self) -> list[SavedView]:
        return [tab.view for tab in self.tabs if tab.is_own]

    @property
    def may_keep(self) -> bool:
        """There is something to keep, and it is not kept yet."""
        return bool(self.query) and not any(tab.is_active for tab in self.tabs)


def views_of_page(person: Person, page: str, address: str) -> ViewBar:
    """The shared views first, then one's own, each by name; one statement."""
    rows = SavedView.objects.visible_to(person).filter(page=page).order_by("-is_shared", "name")
    target = reverse(page)
    tabs = [
        ViewTab(
            row,
            f"{target}?{row.query}",
            same_filters(row.query, address),
            row.owner_id == person.pk,
        )
        for row in rows
    ]
    query = _present(page, address)
    return ViewBar(page, query, tabs, has_permission(person, Permission.VIEW_SHARE))


def _present(page: str, address: str) -> str:
    try:
        return kept_query(page, address)
    except ValidationError:
        return ""  # what the page itself cannot read is not offered for keeping
