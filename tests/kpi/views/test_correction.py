from datetime import timedelta

import pytest

from governance.lib.periods import Week
from kpi.models import Submission
from kpi.services.correction import open_correction
from kpi.services.handover import HandOver, hand_over
from kpi.services.submission import accept_submission, open_week, submit_week
from tests.kpi.services.test_submission import numbers
from tests.kpi.views.conftest import NOW
from tests.kpi.views.test_weekly import address, typed

pytestmark = pytest.mark.usefixtures("steady_now")
W07 = Week.parse("2026-W07")
HERE = "correction/"


@pytest.fixture
def accepted(place, specialist, officer):
    row = submit_week(
        open_week(place, W07, by=specialist, at=NOW), numbers(), by=specialist, at=NOW
    )
    return accept_submission(row, by=officer, at=NOW)


def text(answer):
    return answer.content.decode()


def test_the_whole_way_by_the_pages(accepted, place, as_, specialist, manager):
    client = as_(specialist)
    page = text(client.get(address(place)))
    assert address(place, suffix=HERE) in page
    assert client.post(address(place, suffix=HERE), {"reason": "。"}).status_code == 400
    answer = client.post(address(place, suffix=HERE), {"reason": "two tickets counted twice"})
    assert answer.status_code == 302
    page = text(client.get(address(place, suffix=HERE)))
    assert 'value="4"' in page
    assert "two tickets counted twice" in page
    assert f'hx-post="{address(place, suffix="correction/draft/")}"' in page

    live = client.post(address(place, suffix="correction/draft/"), typed(met="5"))
    assert "100.00%" in text(live)
    answer = client.post(address(place, suffix=HERE), typed(met="5"))
    assert answer.status_code == 302
    row = Submission.objects.get(revision=2)
    assert row.state == "submitted"

    boss = as_(manager)
    page = text(boss.get(address(place, suffix=HERE)))
    assert f"/submissions/{row.pk}/accept/" in page
    answer = boss.post(f"/submissions/{row.pk}/accept/", {"version": row.version})
    assert answer["Location"] == address(place)
    page = text(boss.get(address(place, suffix="revisions/")))
    assert "Revision 1" in page
    assert "Revision 2" in page
    assert page.count("c-revisions__new") == 1
    assert "corrected" in text(boss.get("/board/"))


def test_a_correction_is_decided_on_beside_the_board(accepted, place, as_, specialist, manager):
    client = as_(specialist)
    client.post(address(place, suffix=HERE), {"reason": "two tickets counted twice"})
    client.post(address(place, suffix=HERE), typed(met="5"))
    boss, cell = as_(manager), f"/board/{place.pk}/2026-W07/"

    board, beside = text(boss.get("/board/")), text(boss.get(cell))

    assert board.count(f'href="{cell}"') == 2  # in the table and in the queue
    assert address(place, suffix=HERE) in beside
    assert address(place, suffix="revisions/") in beside
    assert f"/submissions/{Submission.objects.get(revision=2).pk}/accept/" in beside


def test_nothing_new_comes_back_with_its_sentence(accepted, place, as_, specialist):
    client = as_(specialist)
    client.post(address(place, suffix=HERE), {"reason": "looked again"})

    answer = client.post(address(place, suffix=HERE), typed())

    assert answer.status_code == 400
    assert "Nothing differs" in text(answer)


def test_a_correction_is_discarded_from_its_page(accepted, place, as_, specialist):
    row = open_correction(accepted, reason="looked again", by=specialist, at=NOW)
    client = as_(specialist)
    assert f"/submissions/{row.pk}/discard/" in text(client.get(address(place, suffix=HERE)))

    answer = client.post(f"/submissions/{row.pk}/discard/", {"version": row.version})

    assert answer["Location"] == address(place)
    row.refresh_from_db()
    assert row.state == "discarded"


def test_the_list_of_the_specialist_shows_what_is_under_way(accepted, place, as_, specialist):
    open_correction(accepted, reason="looked again", by=specialist, at=NOW)

    assert address(place, suffix=HERE) in text(as_(specialist).get("/weekly/"))


def test_who_may_see_reads_and_strangers_find_nothing(
    accepted, place, as_, head, stranger, employee
):
    assert as_(head).get(address(place, suffix=HERE)).status_code == 404
    assert as_(head).get(address(place, suffix="revisions/")).status_code == 200
    open_correction(accepted, reason="looked again", by=place.person, at=NOW)
    page = as_(head).get(address(place, suffix=HERE))
    assert page.status_code == 200
    assert "<form method" not in text(page).split("c-timeline")[0].split("<main")[-1]
    assert as_(stranger).get(address(place, suffix=HERE)).status_code == 404
    assert as_(stranger).get(address(place, suffix="revisions/")).status_code == 404
    assert as_(employee).get(address(place, suffix="revisions/")).status_code == 403


def test_what_is_not_accepted_has_nothing_to_correct(place, as_, specialist):
    answer = as_(specialist).get(address(place, suffix=HERE))

    assert answer["Location"] == address(place)
    assert as_(specialist).get(address(place, suffix="revisions/")).status_code == 404


def test_the_pmo_reads_a_specialists_correction_and_writes_only_when_it_asks_to(
    accepted, place, as_, specialist, officer
):
    open_correction(accepted, reason="looked again", by=specialist, at=NOW)
    client = as_(officer)

    assert 'id="sheet"' not in text(client.get(address(place, suffix=HERE)))
    assert 'id="sheet"' in text(client.get(address(place, suffix=HERE) + "?behalf=1"))


def test_hand_over_by_the_page_and_what_the_successor_sees(
    accepted, place, as_, specialist, officer, stranger
):
    page = text(as_(officer).get(f"/assignments/{place.pk}/hand-over/"))
    assert "What moves" in page
    yesterday = (NOW - timedelta(days=1)).date()
    answer = as_(officer).post(
        f"/assignments/{place.pk}/hand-over/",
        {"to": stranger.pk, "last_day": yesterday.isoformat(), "reason": "new team"},
    )

    assert answer.status_code == 302
    page = text(as_(stranger).get(address(place)))
    assert address(place, suffix=HERE) in page
    assert as_(specialist).get(address(place, suffix=HERE)).status_code == 404
    assert as_(specialist).get(f"/assignments/{place.pk}/hand-over/").status_code == 403


def test_only_process_specialists_are_offered_as_successors(
    place, as_, colleague, officer, employee, system_admin
):
    form = as_(officer).get(f"/assignments/{place.pk}/hand-over/").context["form"]

    for name in ("to", "deputy"):
        offered = set(form.fields[name].queryset)
        assert colleague in offered
        assert not offered & {employee, system_admin, officer}


def test_a_hand_over_that_cannot_be_comes_back_with_its_sentence(place, as_, colleague, officer):
    terms = HandOver(colleague, NOW.date(), "new team")
    hand_over(place, terms, by=officer, at=NOW)

    answer = as_(officer).post(
        f"/assignments/{place.pk}/hand-over/",
        {"to": colleague.pk, "last_day": NOW.date().isoformat(), "reason": "again"},
    )

    assert answer.status_code == 200
    assert "ended already" in text(answer)
