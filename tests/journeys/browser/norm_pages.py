"""What the story of the norm does on any page: pictures, buttons, fields, the clock, the words of a PDF."""

import os
import shutil
import subprocess
from pathlib import Path

from django.urls import reverse

from governance.models import Resolution, Vote
from governance.states import Ballot
from portal.tasks import tick
from tests.chrome import is_wider_than_its_window, violations
from tests.journeys.browser.acts import PHONE, press, printed
from tests.journeys.conftest import shanghai

PDF_SECONDS = 180


def keep(page, name):
    """Pictures of the journey, where somebody asks for them."""
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"norm-{name}.png", full_page=True)


def travel(time_machine, text):
    """The clock of the server goes to a moment and rings."""
    time_machine.move_to(shanghai(text), tick=True)
    tick()


def open_up(page, summary):
    page.locator("summary", has_text=summary).first.click()


def noted_step(page, address, note):
    """A step that asks for words: opened, written, taken."""
    form = f"form[action$='{address}']"
    page.locator(f"details:has({form}) > summary").first.click()
    page.fill(f"{form} textarea", note)
    press(page, f"{form} button[type=submit]")


def choose_by_words(page, **words):
    for name, label in words.items():
        options = page.locator(f"main [name={name}] option", has_text=label)
        page.locator(f"main [name={name}]").select_option(options.first.get_attribute("value"))


def check_words(content, words, name):
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        Path(folder, f"norm-{name}.pdf").write_bytes(content)
    assert content.startswith(b"%PDF")
    if shutil.which("pdftotext"):
        command = ["pdftotext", "-", "-"]
        found = subprocess.run(
            command, input=content, capture_output=True, check=True, timeout=PDF_SECONDS
        ).stdout.decode()
        for word in words:
            assert "".join(word.split()) in "".join(found.split()), (name, word)


def case_page(case):
    return reverse("governance:approval-detail", args=[case.pk])


def vote(visitor, person, case):
    """On the phone, from the decision page."""
    window = visitor(viewport=PHONE, has_touch=True)
    page = window.sign_in(person.username, to=case_page(case))
    # What is decided stands in the page: causes, plan and measures, and nothing to be done to them here.
    plan = page.locator("[data-preview]")
    assert "夜班无人会重启网关" in plan.inner_text()
    assert plan.locator("form, a.btn").count() == 0
    page.click("[data-ballot] label:has(input[value=approve])")
    keep(page, "11-vote-on-the-phone")
    press(page, "[data-ballot] button[type=submit]")
    assert Vote.objects.get(task__person=person).ballot == Ballot.APPROVE
    assert window.complaints == []


def look_at_the_record(visitor, row):
    """The record is ordered on its page, printed by the job, and says what was done."""
    words = ("夜班无人会重启网关", "76.71", Resolution.objects.get().number, "夜班须会重启网关")
    window = visitor()
    window.sign_in("shen")
    at = reverse("improvements:improvement", args=[row.pk])
    paper = reverse("improvements:improvement-paper", args=[row.pk])
    for language in ("zh-hans", "en"):
        address = f"{paper}?language={language}&form=pdf"
        form = "form[action$='/print/']"
        check_words(
            printed(window, at, form, address, language=language, form="pdf"), words, language
        )


def look_at_every_page(visitor, row):
    """Every page of improvements is accessible and fits, at the desk and on the phone, in both languages."""
    pages = [
        reverse(f"improvements:{name}")
        for name in ("improvements", "board", "pareto", "improvement-new")
    ]
    pages += [
        reverse(f"improvements:{name}", args=[row.pk])
        for name in ("improvement", "causes", "measure-new", "verification-plan")
    ]
    for language, size in (("zh-hans", None), ("en", PHONE)):
        options = {"viewport": size} if size else {}
        window = visitor(**options).speak(language)
        page = window.sign_in("shen")
        for address in pages:
            window.go(address)
            keep(page, f"30-{language}{address.replace('/', '-')}")
            assert violations(window) == [], address
            assert not is_wider_than_its_window(page), address
        assert window.complaints == []
