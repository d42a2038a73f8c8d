from datetime import datetime

import pytest
import time_machine

from governance.lib.periods import Week
from governance.models import AuditEntry, Obligation
from governance.selectors.calendar import local_zone
from kpi.models import MeasureValue, Submission
from kpi.services.submission import open_week, submit_week
from tests.kpi.services.test_submission import numbers

NOW = datetime(2026, 2, 24, 10, 0, tzinfo=local_zone())
W07 = Week.parse("2026-W07")
pytestmark = pytest.mark.usefixtures("steady_now")


def address(place, label="2026-W07", suffix=""):
    return f"/weekly/{place.pk}/{label}/{suffix}"


def typed(met="4", due="5", **more):
    return {"v.s_met.20260209": met, "v.s_due.20260209": due, "act": "submit"} | more


def test_the_list_counts_what_is_owed_in_its_title(place, as_, specialist):
    page = as_(specialist).get("/weekly/").content.decode()

    owed = Obligation.objects.filter(kind="weekly_data").count()
    assert f"<title>({owed})" in page
    assert address(place) in page


def test_fill_in_hand_in_and_go_on_to_the_next(place, as_, specialist):
    answer = as_(specialist).post(address(place), typed())

    assert answer.status_code == 302
    assert Submission.objects.get(iso_week=7).state == "submitted"
    assert answer["Location"].startswith(f"/weekly/{place.pk}/")


def test_bad_input_comes_back_with_its_sentence_and_what_was_typed(place, as_, specialist):
    answer = as_(specialist).post(address(place), typed(met="1e5", note="先记下"))

    page = answer.content.decode()
    assert answer.status_code == 400
    assert 'value="1e5"' in page
    assert "exponent" in page
    assert "先记下" in page
    assert MeasureValue.objects.get().value == 5


@pytest.mark.parametrize("typed_in", ["NaN", "sNaN", "Infinity", "-inf"])
def test_what_python_takes_for_a_number_is_refused_with_a_sentence(
    place, as_, specialist, typed_in
):
    answer = as_(specialist).post(address(place), typed(met=typed_in))

    assert answer.status_code == 400
    assert f'value="{typed_in}"' in answer.content.decode()


def test_the_draft_is_kept_while_typing_and_the_indicators_are_live(place, as_, specialist):
    answer = as_(specialist).post(
        address(place, suffix="draft/"), typed(met="4", due="5"), headers={"HX-Request": "true"}
    )

    page = answer.content.decode()
    assert "80.00%" in page
    assert "c-light--danger" in page
    assert 'id="version"' in page
    assert Submission.objects.get().state == "draft"


def test_a_draft_on_a_stale_screen_is_refused_with_the_name(place, as_, specialist, colleague):
    as_(specialist).post(address(place, suffix="draft/"), typed())

    answer = as_(colleague).post(address(place, suffix="draft/"), typed(met="1", version="1"))

    assert answer.status_code == 409
    assert specialist.name in answer.content.decode()


def test_only_a_hand_in_that_was_refused_stands_in_the_trail(place, as_, specialist, colleague):
    as_(specialist).post(address(place), typed(met="1e5"))
    late = as_(colleague)

    late.post(address(place, suffix="draft/"), typed(met="1", version="1"))
    assert not AuditEntry.objects.filter(action="governance.refuse_act").exists()

    answer = late.post(address(place), typed(met="1", version="1"))
    assert answer.status_code == 409
    entry = AuditEntry.objects.get(action="governance.refuse_act")
    assert (entry.after["code"], entry.actor_key) == ("conflict", colleague.actor_key)
    assert specialist.name in entry.note


def test_calculate_works_without_javascript(place, as_, specialist):
    page = as_(specialist).post(address(place), typed(met="5", act="calculate")).content.decode()

    assert "100.00%" in page


def test_a_split_week_has_two_columns(place, as_, specialist):
    with time_machine.travel(datetime(2026, 4, 7, 10, 0, tzinfo=local_zone()), tick=False):
        page = as_(specialist).get(address(place, "2026-W14")).content.decode()

    assert "v.s_met.20260330" in page
    assert "v.s_met.20260401" in page
    assert "G26" in page


def test_a_ticket_fed_measure_is_read_only_and_opens_to_its_tickets(
    place, as_, specialist, operations
):
    from kpi.models import DataSource
    from tests.kpi.collecting import make_cell

    source = DataSource.objects.create(
        code="tool",
        name="工单",
        process=place.process,
        department=operations,
        mapping_text="",
        created_at=NOW,
    )
    from kpi.models import Measure

    make_cell(
        Measure.objects.get(code="s_due"), W07.slices()[0], 12, source=source, department=operations
    )

    page = as_(specialist).get(address(place)).content.decode()

    assert "v.s_met.20260209" in page
    assert "v.s_due.20260209" not in page
    part = W07.slices()[0].label
    assert f"/sources/{source.pk}/tickets/?period={part}&amp;measure=s_due" in page


@pytest.mark.parametrize("label", ["2026-W00", "2026-W54", "2027-W53", "9999-W01", "x"])
def test_a_week_that_does_not_exist_is_a_clear_error(place, as_, specialist, label):
    assert as_(specialist).get(address(place, label)).status_code == 400


def test_next_week_sends_back_with_a_sentence(place, as_, specialist):
    answer = as_(specialist).get(address(place, "2026-W10"), follow=True)

    assert "has not begun" in answer.content.decode()


def test_strangers_and_the_missing_answer_alike(place, as_, stranger, employee):
    client = as_(stranger)
    assert (
        client.get(address(place)).status_code
        == client.get("/weekly/99999/2026-W07/").status_code
        == 404
    )
    assert client.post(address(place), typed()).status_code == 404
    assert as_(employee).get("/weekly/").status_code == 403


def test_readers_see_the_record_without_a_form(place, as_, head, chair, auditor):
    for person in (head, chair, auditor):
        page = as_(person).get(address(place))
        assert page.status_code == 200
        assert "<textarea" not in page.content.decode()
        assert as_(person).post(address(place), typed()).status_code in {403, 404}


def hand_in(place, specialist, week=W07):
    return submit_week(
        open_week(place, week, by=specialist, at=NOW), numbers(week=week), by=specialist, at=NOW
    )


def test_accept_from_the_panel_freezes_the_record(place, as_, specialist, officer):
    row = hand_in(place, specialist)
    client = as_(officer)
    panel = client.get(address(place)).content.decode()
    assert f"/submissions/{row.pk}/accept/" in panel

    client.post(f"/submissions/{row.pk}/accept/", {"version": row.version})

    page = as_(specialist).get(address(place)).content.decode()
    assert "frozen" in page
    assert "G16" in page
    assert "<textarea" not in page


def test_return_needs_a_reason_and_shows_it_to_the_specialist(place, as_, specialist, officer):
    row = hand_in(place, specialist)
    client = as_(officer)
    client.post(f"/submissions/{row.pk}/return/", {"version": row.version, "note": "。"})
    row.refresh_from_db()
    assert row.state == "submitted"

    client.post(
        f"/submissions/{row.pk}/return/", {"version": row.version, "note": "分母不符，请核对"}
    )

    page = as_(specialist).get(address(place)).content.decode()
    assert "分母不符，请核对" in page
    assert "<textarea" in page


def test_a_decision_on_an_outdated_screen_is_refused(place, as_, specialist, officer):
    row = hand_in(place, specialist)
    answer = as_(officer).post(
        f"/submissions/{row.pk}/accept/", {"version": row.version - 1}, follow=True
    )

    row.refresh_from_db()
    assert row.state == "submitted"
    assert specialist.name in answer.content.decode()


def test_acts_of_the_wrong_person_are_refused(place, as_, specialist, stranger, head):
    row = hand_in(place, specialist)
    assert as_(specialist).post(f"/submissions/{row.pk}/accept/").status_code == 403
    assert as_(head).post(f"/submissions/{row.pk}/return/", {"note": "不行"}).status_code == 403
    assert as_(stranger).post(f"/submissions/{row.pk}/accept/").status_code == 404
    assert as_(specialist).post(f"/submissions/{row.pk}/explode/").status_code == 404


def test_hand_in_twice_says_so_and_changes_nothing(place, as_, specialist):
    client = as_(specialist)
    client.post(address(place), typed())
    answer = client.post(address(place), typed(met="1"), follow=True)

    assert "already been handed in" in answer.content.decode()
    assert MeasureValue.objects.get(measure__code="s_met").value == 4


def test_enter_on_behalf_is_asked_for_and_explained(place, as_, officer):
    client = as_(officer)
    assert "<textarea" not in client.get(address(place)).content.decode()
    assert client.post(address(place), typed(behalf="1")).status_code == 400

    client.post(address(place), typed(behalf="1", note="专员病假，代填"))

    assert Submission.objects.get(iso_week=7).submitted_by == officer


@pytest.mark.performance
def test_pages_cost_at_most_twenty_statements(
    place, as_, specialist, officer, django_assert_max_num_queries
):
    hand_in(place, specialist)
    hand_in(place, specialist, Week.parse("2026-W06"))
    client = as_(specialist)
    for url in ("/weekly/", address(place), address(place, "2026-W08")):
        client.get(url)
        with django_assert_max_num_queries(20):
            assert client.get(url).status_code == 200
