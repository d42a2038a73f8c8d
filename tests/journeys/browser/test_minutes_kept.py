"""Minutes that are being written are not lost by another form of the same page."""

import pytest
from django.urls import reverse

from tests.governance.deciding import NOW, make_members, seat_committee
from tests.governance.meeting import called, in_session

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TYPED = "会议认为目标可行"


def test_another_form_asks_before_typed_minutes_are_lost(
    visitor, officer, development, time_machine
):
    time_machine.move_to(NOW, tick=True)
    members = make_members(development)
    seat_committee(members, by=officer)
    meeting = called(officer)
    in_session(meeting, members, members[1])
    window = visitor()
    page = window.sign_in(members[1].username, to=reverse("governance:meeting", args=[meeting.pk]))
    attendance = page.locator("#attendance form button").last

    page.fill("#minutes [name=minutes]", TYPED)
    attendance.click()
    page.click("#confirm button[value=no]")
    assert page.input_value("#minutes [name=minutes]") == TYPED

    with page.expect_navigation():
        page.click("#minutes form[data-keep] button")
    meeting.refresh_from_db()
    assert meeting.minutes == TYPED
    with page.expect_navigation():
        attendance.click()
    assert window.complaints == []
