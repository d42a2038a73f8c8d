import pytest
from django.urls import reverse

from governance.models import SavedView


@pytest.fixture
def as_(client):
    def sign_in(person):
        client.logout()
        client.force_login(person, backend="governance.views.backend.PersonBackend")
        client.cookies["django_language"] = "en"
        return client

    return sign_in


def save(client, page="governance:issues", query="state=open&page=3&evil=1", **more):
    given = {"page": page, "name": "open ones", "query": query, **more}
    return client.post(reverse("governance:view-save"), given)


def test_the_present_filters_are_kept_without_page_and_strangers(as_, officer):
    client = as_(officer)
    answer = save(client)

    assert SavedView.objects.get().query == "state=open"
    assert answer.headers["Location"] == "/policy-issues/?state=open"
    page = client.get("/policy-issues/?state=open").content.decode()
    assert 'href="/policy-issues/?state=open" aria-current="page">open ones' in page


def test_a_page_offers_keeping_only_what_is_not_kept_yet(as_, officer):
    client = as_(officer)
    assert "Keep the present filters" not in client.get("/policy-issues/").content.decode()
    assert "Keep the present filters" in client.get("/policy-issues/?state=open").content.decode()
    save(client)
    assert (
        "Keep the present filters" not in client.get("/policy-issues/?state=open").content.decode()
    )
    assert "Keep the present filters" in client.get("/policy-issues/?state=ruled").content.decode()


@pytest.mark.parametrize("page", ["governance:settings", "nowhere", "", "governance:issue-detail"])
def test_a_page_without_filters_keeps_nothing(as_, officer, page):
    assert save(as_(officer), page=page).status_code == 404
    assert not SavedView.objects.exists()


def test_a_page_one_may_not_open_keeps_nothing(as_, officer):
    assert save(as_(officer), page="governance:audit", query="q=x").status_code == 403


def test_a_value_the_filter_refuses_is_refused(as_, officer):
    save(as_(officer), query="state=burning")
    assert not SavedView.objects.exists()


def test_a_shared_view_shows_on_the_page_of_others_who_cannot_change_it(as_, officer, specialist):
    save(as_(officer), shared="on")
    client, view = as_(specialist), SavedView.objects.get()

    assert "open ones" in client.get("/policy-issues/").content.decode()
    step = reverse("governance:view-step", args=[view.pk, "delete"])
    assert client.post(step).status_code == 403
    assert SavedView.objects.exists()


def test_a_view_is_renamed_shared_and_deleted_by_its_owner(as_, officer, specialist):
    client = as_(officer)
    save(client)
    view = SavedView.objects.get()

    def step(act, **given):
        return client.post(reverse("governance:view-step", args=[view.pk, act]), given)

    step("rename", name="renamed")
    step("share")
    view.refresh_from_db()
    assert (view.name, view.is_shared) == ("renamed", True)
    step("unshare")
    assert step("burn").status_code == 404
    as_(specialist)
    assert step("delete").status_code == 404
    as_(officer)
    step("delete")
    assert not SavedView.objects.exists()


@pytest.mark.parametrize(
    ("page", "query"),
    [
        ("portal:search", "q=事件"),
        ("portal:inbox", "kind=weekly_data"),
        ("portal:findings", "period=2026"),
        ("improvements:pareto", "year=2026"),
    ],
)
def test_pages_of_every_right_keep_their_filters(as_, officer, page, query):
    client = as_(officer)
    save(client, page=page, query=query)

    kept = SavedView.objects.get()
    shown = client.get(f"{reverse(page)}?{kept.query}").content.decode()

    assert kept.query
    assert 'aria-current="page">open ones' in shown
