"""A major complaint calls the departments at once, in a real browser: from the trigger to the signed report (6.4.3②)."""

import os
from pathlib import Path

import pytest
from django.urls import reverse

from governance.models import Obligation, Paper
from governance.services.obligation import ObligationState
from governance.states import ObligationKind
from portal.tasks import tick
from reviews.models import Feedback, Review, ReviewAttendance, ReviewTrigger
from reviews.states import InputKind, ReviewState
from tests.chrome import is_wider_than_its_window, violations
from tests.journeys.browser.acts import fill, press
from tests.journeys.conftest import shanghai
from tests.reviews.world import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 360, "height": 720}
WORDS = {
    "problems": "核心系统中断四小时，期间无人通知客户。",
    "directions": "中断三十分钟内通知客户，指定值班经理。",
    "suitability": "过程框架适宜。",
    "adequacy": "缺少对外通报的规定。",
    "effectiveness": "本次处置无效。",
}


def keep(page, name):
    """Pictures of the journey, where somebody asks for them."""
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"review-{name}.png", full_page=True)


def send(page, name):
    press(page, f"form[action$='/{name}/'] button[type=submit]")


@pytest.fixture
def company(operations, development, time_machine):
    time_machine.move_to(shanghai("07-10 10:05"), tick=True)
    return World(operations, development)


def travel(time_machine, text):
    time_machine.move_to(shanghai(text), tick=True)
    tick()


def test_a_major_complaint_becomes_a_signed_report(visitor, company, time_machine):
    said = company.feedback(is_major=True)
    trigger = raise_it(visitor, said)
    travel(time_machine, "07-10 11:00")
    review = take_it_up(visitor, trigger)
    convene(visitor, review, company)
    travel(time_machine, "07-13 17:00")
    hold(visitor, review)
    write(visitor, review, company)
    sign(visitor, review)
    read_on_the_phone(visitor, review)


def raise_it(visitor, said):
    window = visitor()
    page = window.sign_in("shen", to=reverse("reviews:feedback-one", args=[said.pk]))
    press(page, "a.btn-primary[href*='feedback=']")
    press(page, "main form button[type=submit]")
    keep(page, "1-trigger")
    assert violations(window) == []
    assert window.complaints == []
    return ReviewTrigger.objects.get(feedback=said)


def take_it_up(visitor, trigger):
    window = visitor()
    page = window.sign_in("gu", to=reverse("reviews:trigger", args=[trigger.pk]))
    send(page, "take-up")
    review = Review.objects.get(trigger=trigger)
    keep(page, "2-prepared")
    # What lies on the table is there before anybody is invited, the complaint among it.
    assert "工单三天无人回复" in page.inner_text("main")
    owed = Obligation.objects.get(kind=ObligationKind.TRIGGER)
    assert owed.state == ObligationState.DONE
    return review


def convene(visitor, review, company):
    window = visitor()
    page = window.sign_in("gu", to=reverse("reviews:review-convene", args=[review.pk]))
    fill(page, starts_at="2026-07-13T14:00", place="三楼会议室", chair=company.manager.pk)
    fill(page, minutes=company.officer.pk)
    for guest in company.guests:
        page.check(f"main [name=people][value='{guest.pk}']")
    press(page, "main form button.btn-primary")
    review.refresh_from_db()
    assert review.state == ReviewState.CONVENED
    assert review.inputs.count() == len(InputKind.values)


def hold(visitor, review):
    window = visitor()
    page = window.sign_in("shen", to=reverse("reviews:review", args=[review.pk]))
    for seat in ReviewAttendance.objects.filter(review=review):
        page.select_option(f"main [name='came-{seat.pk}-attendance']", "present")
    send(page, "attendance")
    fill(page, began_at="2026-07-13T14:00", ended_at="2026-07-13T15:30")
    send(page, "hold")
    review.refresh_from_db()
    keep(page, "3-held")
    assert review.state == ReviewState.HELD


def write(visitor, review, company):
    window = visitor()
    page = window.sign_in("shen", to=reverse("reviews:review", args=[review.pk]))
    fill(page, **WORDS)
    send(page, "report")
    page.goto(page.url.split("#")[0].replace(f"/{review.pk}/", f"/{review.pk}/items/new/"))
    fill(page, text="中断三十分钟内通知客户", department=company.operations.pk)
    press(page, "main form button.btn-primary")
    keep(page, "4-item-not-whole")
    # An item without person, date and verification holds up the signature, and the page says which.
    assert page.locator("#items .c-badge--danger").count() == 3
    press(page, "#items tbody th a")
    fill(page, responsible=company.specialist.pk, due_on="2026-08-31", verification="抽查三次中断")
    press(page, "main form button.btn-primary")
    assert page.locator("#items .c-badge--danger").count() == 0
    assert violations(window) == []


def sign(visitor, review):
    window = visitor()
    page = window.sign_in("gu", to=reverse("reviews:review", args=[review.pk]))
    send(page, "steps/sign_review")
    tick()
    review.refresh_from_db()
    keep(page, "5-signed")
    assert (review.state, review.number[-3:]) == (ReviewState.SIGNED, "001")
    assert "3 天" in page.inner_text("main") or "小时" in page.inner_text("main")
    assert Paper.objects.filter(source_sha256=review.content_sha256).exists()
    assert Obligation.objects.get(kind=ObligationKind.REVIEW_ITEM).state == ObligationState.OPEN


def read_on_the_phone(visitor, review):
    window = visitor(viewport=PHONE)
    page = window.sign_in("lin", to=reverse("reviews:review", args=[review.pk]))
    keep(page, "6-phone")
    assert not is_wider_than_its_window(page)
    assert violations(window) == []
    assert Feedback.objects.get().customer not in page.inner_text("main")
