"""A session through its pages: called, opened, minuted, signed; strangers find nothing (5.1, G20)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from governance.models import AgendaAction, Meeting, MeetingAttendance, Paper
from governance.services.meeting import Invitation, call_meeting
from governance.states import MeetingState
from tests.governance.deciding import NOW, answer, stored
from tests.governance.meeting import (
    called,
    closed,
    decided,
    draft_of,
    in_session,
    items_of,
    minuted,
    plan_case,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_that_time")]


def as_person(person):
    client = Client()
    client.force_login(person)
    return client


def page_of(person, meeting):
    return as_person(person).get(f"/committee/meetings/{meeting.pk}/")


def test_a_meeting_is_called_from_its_form(seated, officer, specialist):
    case = plan_case(officer)
    given = {
        "title": "年度规划审议会",
        "day": "2026-03-03",
        "begins": "14:00",
        "ends": "15:30",
        "approvals": [case.pk],
        "matters": "听取情况\n下季度安排",
        "guests": [specialist.pk],
    }

    answer_ = as_person(officer).post("/committee/meetings/new/", given)

    meeting = Meeting.objects.get()
    assert answer_.url == f"/committee/meetings/{meeting.pk}/"
    assert [item.title for item in items_of(meeting)] == [case.title, "听取情况", "下季度安排"]
    assert meeting.starts_at.isoformat() == "2026-03-03T06:00:00+00:00"


def test_a_guest_is_not_led_to_a_case_they_may_not_read(seated, officer, employee):
    case = plan_case(officer)
    when = NOW + timedelta(days=1)
    invitation = Invitation(
        "例会", when, when + timedelta(hours=1), approvals=(case,), guests=(employee,)
    )
    meeting = call_meeting(invitation, by=officer, at=NOW)
    link = f'href="/approvals/{case.pk}/"'

    assert link not in page_of(employee, meeting).content.decode()
    assert link in page_of(seated[0], meeting).content.decode()


def test_what_was_typed_stays_beside_the_sentence_that_refuses_it(seated, officer):
    given = {"title": "例会", "day": "2026-03-01", "begins": "14:00", "matters": "听取情况"}

    page = as_person(officer).post("/committee/meetings/new/", given)

    assert page.status_code == 200
    assert "会议日期应为今天或以后。" in page.content.decode()
    assert "听取情况" in page.content.decode()


def test_the_form_is_for_those_who_run_meetings(seated, officer, specialist):
    address = "/committee/meetings/new/"

    statuses = {
        each: as_person(each).get(address).status_code for each in (officer, *seated, specialist)
    }

    assert list(statuses.values()) == [200, 200, 200, 403, 403, 403]


def test_a_session_from_opening_to_signature_through_the_pages(seated, officer, specialist):
    meeting = called(officer, plan_case(officer))
    keeper, chair = as_person(officer), as_person(seated[0])
    at = f"/committee/meetings/{meeting.pk}/"
    keeper.post(f"{at}open_meeting/", {"chaired_by": seated[0].pk, "minuted_by": officer.pk})
    lines = {f"attendance-{each.pk}": "present" for each in seated}
    lines |= {f"attendance-{seated[3].pk}": "absent", f"reason-{seated[3].pk}": "出差"}
    keeper.post(f"{at}attendance/", {**lines, "guest": specialist.pk})
    texts = {f"item-{item.pk}": "讨论充分" for item in items_of(meeting)}
    seen = stored(meeting).version
    keeper.post(f"{at}minutes/", {**texts, "minutes": "小结", "seen": seen})
    item = items_of(meeting)[1]
    action = {
        "item": item.pk,
        "text": "通报红灯",
        "responsible": specialist.pk,
        "due_on": "2026-03-09",
    }
    keeper.post(f"{at}actions/", action)

    page = chair.get(at)
    assert "签发纪要并闭会" in page.content.decode()
    chair.post(f"{at}close_meeting/", {"seen": page.context["draft"]})

    row = stored(meeting)
    assert row.state == MeetingState.CLOSED
    assert MeetingAttendance.objects.filter(meeting=meeting).count() == 5
    as_person(specialist).post(
        f"{at}actions/{AgendaAction.objects.get().pk}/done/", {"note": "已经通报"}
    )
    assert AgendaAction.objects.get().done_note == "已经通报"


def test_the_page_shows_who_has_not_voted_and_no_vote_of_another_can_be_recorded(seated, officer):
    case = plan_case(officer)
    meeting = in_session(called(officer, case), seated, officer)
    answer(case, seated[0])

    page = page_of(officer, meeting).content.decode()

    assert "已表态 1 人，未表态 3 人" in page
    assert "任何人不得代录他人的表决" in page


def test_the_chair_leads_and_the_secretary_keeps_the_minutes_unless_somebody_else_is_named(
    seated, officer
):
    form = page_of(officer, called(officer)).context["session_form"]

    assert form["chaired_by"].value() == seated[0].pk
    assert form["minuted_by"].value() == seated[1].pk


def test_notes_of_a_running_session_are_read_by_those_in_it(seated, officer, specialist):
    meeting = minuted(in_session(called(officer), seated, officer), officer)

    assert "会议形成一项决议" in page_of(seated[2], meeting).content.decode()
    outside = page_of(specialist, meeting).content.decode()
    assert "会议形成一项决议" not in outside
    assert "讨论：" not in outside

    closed(meeting, seated, officer)

    assert "会议形成一项决议" in page_of(specialist, meeting).content.decode()


def test_staff_finds_only_what_it_was_invited_to(seated, officer, employee):
    hidden, shown = called(officer), called(officer, guests=(employee,))

    assert page_of(employee, hidden).status_code == 404
    assert page_of(employee, shown).status_code == 200
    assert as_person(employee).get("/committee/meetings/").status_code == 403


def test_a_stranger_opens_writes_and_signs_nothing(seated, officer, specialist):
    meeting = called(officer)
    client, at = as_person(specialist), f"/committee/meetings/{meeting.pk}/"
    given = {"chaired_by": seated[0].pk, "minuted_by": specialist.pk}

    statuses = [
        client.post(f"{at}open_meeting/", given).status_code,
        client.post(f"{at}cancel_meeting/", {"note": "取消好了"}).status_code,
        client.post(f"{at}items/", {"title": "加塞"}).status_code,
    ]
    in_session(meeting, seated, officer)
    statuses += [
        client.post(f"{at}minutes/", {"seen": stored(meeting).version}).status_code,
        client.post(f"{at}close_meeting/", {"seen": draft_of(meeting)}).status_code,
    ]

    assert statuses == [403] * 5
    assert stored(meeting).state == MeetingState.OPEN


def test_the_paper_is_ordered_awaited_and_hidden_from_strangers(
    seated, officer, specialist, employee
):
    meeting = closed(in_session(called(officer), seated, officer), seated, officer)
    at = f"/committee/meetings/{meeting.pk}/"
    client = as_person(specialist)
    assert client.get(f"{at}paper/?form=pdf").status_code == 404

    ordered = client.post(f"{at}print/", {"language": "en", "form": "docx"})

    waiting = client.get(ordered.url)
    assert (waiting.status_code, waiting["Refresh"]) == (202, "3")
    assert Paper.objects.get().format == "docx"
    assert as_person(employee).get(ordered.url).status_code == 404
    assert client.get(f"{at}paper/?form=exe").status_code == 404


@pytest.mark.parametrize("count", [1, 4])
def test_pages_take_as_many_statements_for_many_meetings_and_items(
    seated, officer, specialist, count
):
    for number in range(1, count + 1):
        cases = [plan_case(officer, number=10 * number + each) for each in range(count)]
        meeting = in_session(called(officer, *cases), seated, officer)
        for case in cases:
            decided(case, seated, responsible=specialist, meeting=meeting)
    client = as_person(officer)
    found = []
    for address in (
        f"/committee/meetings/{meeting.pk}/",
        "/committee/meetings/",
        "/committee/",
        "/resolutions/",
        f"/resolutions/{meeting.resolutions.first().pk}/",
    ):
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address).status_code == 200
        found.append(len(caught))

    assert max(found) <= 20, found
    assert found[1] <= 12
    assert found[3] <= 12


def test_the_list_is_a_file_too(seated, officer):
    meeting = called(officer, starts_at=NOW + timedelta(days=2))

    answer_ = as_person(officer).get("/committee/meetings/?format=csv&state=called")

    text = b"".join(answer_.streaming_content).decode()
    assert meeting.number in text


def test_the_agenda_is_put_in_order_with_buttons_and_no_script(seated, officer, specialist):
    meeting = called(officer, matters=("甲", "乙"))
    first, second = items_of(meeting)
    address = f"/committee/meetings/{meeting.pk}/items/{second.pk}/move"

    page = page_of(officer, meeting).content.decode()
    assert f'formaction="{address}/up/"' in page
    assert f"/items/{first.pk}/move/up/" not in page
    assert f"{address}/down/" not in page

    answer_ = as_person(officer).post(f"{address}/up/")

    assert answer_.url == f"/committee/meetings/{meeting.pk}/#item-{second.pk}"
    assert [each.title for each in items_of(meeting)] == ["乙", "甲"]
    assert as_person(specialist).post(f"{address}/down/").status_code in {403, 404}
    assert as_person(officer).post(f"{address}/sideways/").status_code == 404
    assert [each.title for each in items_of(meeting)] == ["乙", "甲"]
