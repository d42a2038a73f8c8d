"""What a person does on any page of a browser journey: press, fill, vote, open what was printed."""

import os
from datetime import datetime
from io import BytesIO
from pathlib import Path

from django.urls import reverse
from pypdf import PdfReader

from governance.models import Job, Paper, Vote
from governance.selectors.calendar import local_zone
from governance.states import Ballot, JobState, RenderState
from portal.tasks import tick
from tests.chrome import follow, is_wider_than_its_window

PHONE = {"width": 360, "height": 720}
BAR = "[data-ballot]"


def keep(page, name):
    """Pictures of the journey, where somebody asks for them."""
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"plan-{name}.png", full_page=True)


def travel(time_machine, text):
    """The clock of the server goes to a moment of the wall clock, `2027-05-10 09:00`, and rings."""
    moment = datetime.fromisoformat(text).replace(tzinfo=local_zone())
    time_machine.move_to(moment, tick=True)
    tick()


def press(page, selector):
    """A button is pressed; where it asks back, the answer is yes."""
    button = page.locator(selector).first
    asks = button.get_attribute("data-confirm") is not None
    if asks:
        button.click()
        button = page.locator("#confirm button[value=yes]")
    follow(page, button)


def step(page, name):
    press(page, f"form[action$='/{name}/'] button[type=submit]")


def fill(page, within="main", **answers):
    """Each field by its name, whatever it is: text, day, choice or radio."""
    for name, answer in answers.items():
        field = page.locator(f"{within} [name={name}]").first
        if field.get_attribute("type") == "radio":
            page.check(f"{within} [name={name}][value={answer}]")
        elif field.evaluate("box => box.tagName") == "SELECT":
            field.select_option(str(answer))
        else:
            field.fill(answer)


def text_of(page):
    return page.inner_text("main")


def case_page(case):
    return reverse("governance:approval-detail", args=[case.pk])


def vote(visitor, person, case, ballot, reason="", **options):
    """From the inbox to the answer, in one's own name."""
    window = visitor(**options)
    page = window.sign_in(person.username, to="/inbox/")
    follow(page, f"a.c-duty__what[href='{case_page(case)}']")
    page.click(f"{BAR} label:has(input[value={ballot}])")
    if reason:
        page.fill("#answer-reason", reason)
    keep(page, f"20-vote-{ballot}{'-phone' if options else ''}")
    assert not is_wider_than_its_window(page)
    press(page, f"{BAR} button[type=submit]")
    case.refresh_from_db()
    found = Vote.objects.get(task__person=person, task__step__approval=case, voided_at=None)
    assert (found.ballot, found.content_sha256) == (Ballot(ballot), case.content_sha256)
    assert window.complaints == []


def check_words(content, words, name):
    """A printed PDF is opened and says what it has to say."""
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        Path(folder, f"plan-{name}.pdf").write_bytes(content)
    assert content.startswith(b"%PDF")
    found = "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    for word in words:
        assert "".join(word.split()) in "".join(found.split()), (name, word)


def printed(window, at, within, address, **choices):
    """A paper is ordered on its page, made by the job and fetched from its address.

    Ordered in a tab of its own, closed at once: the page that waits looks again by itself every three seconds,
    which would come in the way of the next page.
    """
    tab = window.context.new_page()
    tab.on("console", window.hear)
    tab.goto(window.url + at)
    fill(tab, within, **choices)
    press(tab, f"{within} button[type=submit]")
    tab.close()
    tick()
    answer = window.page.request.get(window.url + address)
    assert answer.headers["content-type"] == "application/pdf", (answer.status, unfinished())
    return answer.body()


def unfinished():
    """What a worker has not brought to its end, and why: says more than the page that waits for it."""
    jobs = Job.objects.exclude(state=JobState.DONE)
    papers = Paper.objects.exclude(state=RenderState.READY)
    return [
        *jobs.values_list("kind", "subject", "state", "attempts", "next_at", "error"),
        *papers.values_list("name", "state", "reason", "requested_at"),
    ]
