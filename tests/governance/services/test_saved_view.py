import pytest

from governance.lib.workflow import NotAllowed
from governance.models import AuditEntry, SavedView
from governance.services.saved_view import (
    MOST,
    CannotKeepView,
    NewView,
    delete_view,
    rename_view,
    save_view,
    share_view,
)
from tests.people import LONG_AGO

PAGE = "kpi:board"


def keep(person, name="本周", query="state=late", **more):
    return save_view(NewView(PAGE, name, query, **more), by=person, at=LONG_AGO)


def test_save_view_keeps_the_filters_and_writes_the_trail(officer):
    view = keep(officer)

    assert (view.owner, view.query, view.is_shared) == (officer, "state=late", False)
    entry = AuditEntry.objects.get(action="governance.save_view")
    assert entry.after["query"] == "state=late"


def test_save_view_under_the_same_name_takes_the_new_filters(officer):
    keep(officer)
    keep(officer, name=" 本周 ", query="state=missing")

    assert SavedView.objects.get().query == "state=missing"


@pytest.mark.parametrize("name", ["", "   ", "x" * 41, "a\u202eb"])
def test_save_view_without_a_readable_name_is_refused(officer, name):
    with pytest.raises(CannotKeepView):
        keep(officer, name=name)


def test_save_view_without_a_filter_is_refused(officer):
    with pytest.raises(CannotKeepView):
        keep(officer, query="")


def test_save_view_keeps_twenty_of_a_page_and_no_more(officer, manager):
    for number in range(MOST):
        keep(officer, name=f"v{number}")

    with pytest.raises(CannotKeepView):
        keep(officer, name="one more")
    keep(officer, name="v0", query="state=missing")
    keep(manager)


def test_views_are_seen_by_their_owner_and_by_all_when_shared(officer, specialist):
    view = keep(officer)
    assert list(SavedView.objects.visible_to(specialist)) == []

    share_view(view, is_shared=True, by=officer, at=LONG_AGO)
    assert list(SavedView.objects.visible_to(specialist)) == [view]

    share_view(view, is_shared=False, by=officer, at=LONG_AGO)
    assert list(SavedView.objects.visible_to(specialist)) == []


def test_sharing_is_the_pmo_s(specialist):
    with pytest.raises(NotAllowed):
        keep(specialist, is_shared=True)
    view = keep(specialist)
    with pytest.raises(NotAllowed):
        share_view(view, is_shared=True, by=specialist, at=LONG_AGO)


def test_only_the_owner_changes_a_view_even_a_shared_one(officer, manager):
    view = keep(officer, is_shared=True)

    for act in (
        lambda: rename_view(view, "x", by=manager, at=LONG_AGO),
        lambda: share_view(view, is_shared=False, by=manager, at=LONG_AGO),
        lambda: delete_view(view, by=manager, at=LONG_AGO),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_rename_view_takes_no_name_twice(officer):
    view = keep(officer)
    keep(officer, name="other")

    with pytest.raises(CannotKeepView):
        rename_view(view, "other", by=officer, at=LONG_AGO)
    view.refresh_from_db()
    rename_view(view, "third", by=officer, at=LONG_AGO)
    assert SavedView.objects.filter(name="third").exists()


def test_delete_view_leaves_what_it_was_in_the_trail(officer):
    delete_view(keep(officer), by=officer, at=LONG_AGO)

    assert not SavedView.objects.exists()
    assert AuditEntry.objects.get(action="governance.delete_view").before["name"] == "本周"
