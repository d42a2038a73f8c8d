"""The main job in a real browser: filled by keyboard, accepted, reported, issued, printed, pulled by a program."""

import json
import os
import shutil
import subprocess
import urllib.request
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from django.urls import reverse

from governance.lib.periods import Week
from governance.states import RenderState
from kpi.formulas.entry import Typed
from kpi.models import Report, ReportFile, Submission
from kpi.services.entry import WeekEntry
from kpi.services.submission import accept_submission, open_week, submit_week
from portal.tasks import tick
from tests.chrome import follow, settle
from tests.journeys.conftest import shanghai
from tests.rest import READ, make_token

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 360, "height": 740}
# Monday, week, and per slice: handled, solved at first contact.
WEEKS = (
    ("06-08", "2026-W23", [(300, 210)]),
    ("06-15", "2026-W24", [(320, 200)]),
    ("06-22", "2026-W25", [(310, 180)]),
    ("06-29", "2026-W26", [(290, 170)]),
    ("07-06", "2026-W27", [(90, 45), (200, 130)]),
)
PDF_SECONDS = 180


def keep(page, name):
    """Pictures of the journey, where somebody asks for them."""
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def travel(time_machine, text):
    """The clock of the server goes to a moment and rings."""
    time_machine.move_to(shanghai(text))
    tick()


def fill_by_keyboard(page, slices):
    """Nothing but keys: the first empty cell has the focus, Enter goes on, Alt+S hands in."""
    rows = list(zip(*[(solved, handled) for handled, solved in slices], strict=True))
    for number in [number for row in rows for number in row]:
        page.wait_for_function("document.activeElement.matches('[data-number]')")
        page.keyboard.type(str(number))
        page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.id === 'note'")


def is_whole(request, slices):
    """The draft that carries every number: on a slow machine others go before it, and none follows."""
    sent = parse_qs(request.post_data or "")
    typed = [value for name, (value,) in sent.items() if name.startswith("v.")]
    return sorted(typed) == sorted(str(number) for pair in slices for number in pair)


def look_again(page):
    """A draft that is whole needs one key more: the button that hands it in has the focus."""
    page.wait_for_selector("#kept svg")
    page.reload()
    page.wait_for_selector("button[value=submit]:focus")


def hand_in(window, company, week, slices, *, name=""):
    page = window.sign_in("lin", to=reverse("kpi:weekly-form", args=[company.assignment.pk, week]))
    with page.expect_response(lambda answer: is_whole(answer.request, slices)):
        fill_by_keyboard(page, order_of(page, slices))
    settle(page)
    page.wait_for_function("document.querySelector('#preview').innerText.includes('%')")
    if name:
        keep(page, name)
        look_again(page)
    with page.expect_navigation():
        page.keyboard.press("Enter" if name else "Alt+s")
    window.context.clear_cookies()
    return page


def order_of(page, slices):
    """The measures in the order of the sheet, whatever the catalogue says it is."""
    first = page.get_attribute("[data-number]", "name")
    return slices if "solved" in first else [(solved, handled) for handled, solved in slices]


def test_from_the_first_week_to_the_issued_report(visitor, company, time_machine, live_server):
    first, second, *others, last = WEEKS
    collect(visitor, company, time_machine, first, is_first=True)
    collect(visitor, company, time_machine, second, is_first=False)
    for story in others:
        hand_in_without_a_page(company, time_machine, story)
    collect(visitor, company, time_machine, last, is_first=False)
    assert (
        list(Submission.objects.order_by("pk").values_list("state", flat=True)) == ["accepted"] * 5
    )
    travel(time_machine, "07-06 17:01")
    report = Report.objects.get()
    analyse_and_submit(visitor, report)
    issue(visitor, report, time_machine)
    open_document(visitor, report, time_machine)
    pull(company, live_server)


def collect(visitor, company, time_machine, story, *, is_first):
    """The specialist finds the week on the first page and fills it; the PMO accepts it."""
    day, week, slices = story
    travel(time_machine, f"{day} 09:00")
    window = visitor()
    if is_first:
        page = window.sign_in("lin", to="/")
        link = page.locator(f"main a[href*='{week}']").first
        assert link.is_visible()
        keep(page, "1-home-of-the-specialist")
        window.context.clear_cookies()
    hand_in(
        window,
        company,
        week,
        slices,
        name="2-week-by-keyboard" if len(slices) > 1 or is_first else "",
    )
    assert Submission.objects.get(iso_week=int(week[-2:])).state == "submitted"
    assert window.complaints == []
    accept(visitor, company, week, is_first=is_first)


def hand_in_without_a_page(company, time_machine, story):
    """What two weeks have shown in the browser need not be seen four times."""
    day, label, slices = story
    travel(time_machine, f"{day} 09:00")
    at, week = shanghai(f"{day} 09:00"), Week.parse(label)
    cells = {
        (code, part): Typed(str(number))
        for part, numbers in zip(week.slices(), slices, strict=True)
        for code, number in zip(("dsk_handled", "dsk_solved_at_first"), numbers, strict=True)
    }
    row = open_week(company.assignment, week, by=company.specialist, at=at)
    row = submit_week(row, WeekEntry(cells), by=company.specialist, at=at)
    accept_submission(row, by=company.officer, at=at)


def accept(visitor, company, week, *, is_first):
    window = visitor()
    page = window.sign_in("shen", to="/board/")
    if is_first:
        keep(page, "3-board")
    page = window.go(reverse("kpi:weekly-form", args=[company.assignment.pk, week]))
    follow(page, "form[action*='/accept/'] button")
    assert Submission.objects.get(iso_week=int(week[-2:])).state == "accepted"
    assert window.complaints == []


def analyse_and_submit(visitor, report):
    """The red is analysed on the page, then the report goes to the process manager."""
    window = visitor()
    page = window.sign_in("shen", to=reverse("kpi:report", args=[report.pk]))
    keep(page, "4-draft")
    form = page.locator(
        f"form[action$='{reverse('kpi:report-deviation', args=[report.pk, 'DSK-05'])}']"
    )
    if not form.locator("[name=cause]").is_visible():
        page.locator("#deviation-DSK-05 summary").first.click()
    form.locator("[name=cause]").fill("服务台新员工上岗")
    form.locator("[name=impact]").fill("二线处理量上升")
    form.locator("[name=measure]").fill("一对一带教四周")
    form.locator("[name=responsible]").select_option(label="林小满")
    form.locator("[name=due_on]").fill("2026-08-03")
    form.locator("[name=decision]").select_option("improvement")
    follow(page, form.locator("button[type=submit]").first)
    take_step(page, "submit")
    report.refresh_from_db()
    assert report.state == "submitted"
    assert window.complaints == []


def take_step(page, name):
    follow(page, page.locator(f"form[action*='/steps/{name}/'] button").first)


def issue(visitor, report, time_machine):
    """Another person than its authors issues it."""
    time_machine.move_to(shanghai("07-07 10:00"))
    window = visitor()
    page = window.sign_in("gu", to=reverse("kpi:report", args=[report.pk]))
    take_step(page, "issue")
    report.refresh_from_db()
    assert (report.state, report.number) == ("issued", "BH-ITSS-0600-MR-2026-06")
    keep(page, "5-issued")
    assert window.complaints == []


def open_document(visitor, report, time_machine):
    """A job prints it; the browser is handed a PDF that says the same."""
    travel(time_machine, "07-07 10:02")
    file = ReportFile.objects.get(format="pdf")
    assert file.state == RenderState.READY, file.reason
    window = visitor()
    page = window.sign_in("gu", to=reverse("kpi:report", args=[report.pk]))
    answer = page.request.get(window.url + reverse("kpi:report-pdf", args=[report.pk]))
    assert answer.headers["content-type"] == "application/pdf"
    content = answer.body()
    assert content.startswith(b"%PDF")
    if shutil.which("pdftotext"):
        text = subprocess.run(
            ["pdftotext", "-", "-"],
            input=content,
            capture_output=True,
            check=True,
            timeout=PDF_SECONDS,
        ).stdout.decode()
        assert report.number in text
        assert "61.45" in text


def pull(company, live_server):
    """A program with a token reads the figure that was issued."""
    text = make_token(company.manager, READ)[1]
    url = f"{live_server.url}/api/v1/kpi/values/?indicator=DSK-05&grain=month&from=2026-06&to=2026-06&scope=company"
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {text}"})
    with urllib.request.urlopen(request, timeout=120) as answer:
        (item,) = json.load(answer)["items"]
    assert (item["numerator"], item["denominator"], item["status"]) == ("805", "1310", "final")


def test_a_week_is_filled_on_a_phone(visitor, company, time_machine):
    """At 360 px nothing runs out of the window, and the week goes in as at the desk."""
    travel(time_machine, "07-06 09:00")
    window = visitor(viewport=PHONE, has_touch=True)
    page = window.sign_in(
        "lin", to=reverse("kpi:weekly-form", args=[company.assignment.pk, "2026-W27"])
    )
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    numbers = {"dsk_handled": (90, 200), "dsk_solved_at_first": (45, 130)}
    for measure, values in numbers.items():
        for box, value in zip(
            page.locator(f"input[name^='v.{measure}.']").all(), values, strict=True
        ):
            box.fill(str(value))
    keep(page, "6-week-on-a-phone")
    follow(page, "button[value=submit]")
    assert Submission.objects.get().state == "submitted"
    assert window.complaints == []
