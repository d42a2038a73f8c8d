"""Keeping, renaming, sharing and giving up a saved view (design §4)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from governance.lib.workflow import NotAllowed, Refused
from governance.models import Person, SavedView
from governance.permissions import Permission, demand
from governance.services.audit import Change, record

MOST = 20
LONGEST_NAME = 40


class CannotKeepView(Refused):
    """The view has no name, no filter, or one too many stands there already."""


@dataclass(frozen=True)
class NewView:
    """A page, the filters kept of its address, and what they are called."""

    page: str
    name: str
    query: str
    is_shared: bool = False


def save_view(new: NewView, *, by: Person, at: datetime) -> SavedView:
    """The present filters of a page get a name; the same name again takes the new filters.

    A person keeps at most twenty views of a page; only the PMO shares one with everybody.
    """
    name = _clean_name(new.name)
    if not new.query:
        raise CannotKeepView(_("Choose a filter first; a view without one is the page itself."))
    if new.is_shared:
        demand(by, Permission.VIEW_SHARE)
    with transaction.atomic():
        # The owner's row is held, so that two clicks at once do not keep a twenty-first.
        Person.objects.select_for_update().get(pk=by.pk)
        mine = SavedView.objects.filter(owner=by, page=new.page)
        view = mine.filter(name=name).first()
        if view is None:
            if mine.count() >= MOST:
                raise CannotKeepView(
                    _("You keep %(most)s views of this page already; delete one first.")
                    % {"most": MOST}
                )
            view = SavedView(owner=by, page=new.page, name=name, created_at=at)
        view.query, view.is_shared = new.query, new.is_shared
        view.save()
        record("governance.save_view", by=by, at=at, obj=view, change=Change(after=_told(view)))
    return view


def rename_view(view: SavedView, name: str, *, by: Person, at: datetime) -> SavedView:
    """Only the owner renames a view, and to no name that another view of the page has."""
    _demand_own(view, by)
    before, view.name = view.name, _clean_name(name)
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=by.pk)
        others = SavedView.objects.filter(owner=by, page=view.page).exclude(pk=view.pk)
        if others.filter(name=view.name).exists():
            raise CannotKeepView(_("Another view of this page has this name already."))
        view.save(update_fields=["name"])
        change = Change(before={"name": before}, after=_told(view))
        record("governance.rename_view", by=by, at=at, obj=view, change=change)
    return view


def share_view(view: SavedView, *, is_shared: bool, by: Person, at: datetime) -> SavedView:
    """The PMO shows one of its own views to everybody, or no longer; nobody sees more rows through it."""
    demand(by, Permission.VIEW_SHARE)
    _demand_own(view, by)
    with transaction.atomic():
        view.is_shared = is_shared
        view.save(update_fields=["is_shared"])
        record("governance.share_view", by=by, at=at, obj=view, change=Change(after=_told(view)))
    return view


def delete_view(view: SavedView, *, by: Person, at: datetime) -> None:
    """Only the owner gives a view up; the trail keeps what it was."""
    _demand_own(view, by)
    with transaction.atomic():
        record("governance.delete_view", by=by, at=at, obj=view, change=Change(before=_told(view)))
        view.delete()


def _demand_own(view: SavedView, by: Person) -> None:
    if view.owner_id != by.pk:
        raise NotAllowed(_("Only its owner changes a saved view."))


def _clean_name(name: str) -> str:
    clean = " ".join(name.split())
    if not clean or len(clean) > LONGEST_NAME or not clean.isprintable():
        raise CannotKeepView(
            _("A view needs a name of 1 to %(most)s characters.") % {"most": LONGEST_NAME}
        )
    return clean


def _told(view: SavedView) -> dict[str, str | bool]:
    return {
        "page": view.page,
        "name": view.name,
        "query": view.query,
        "is_shared": view.is_shared,
    }
