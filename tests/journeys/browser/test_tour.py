"""A tour of the whole house: every page in the navigation, every role, both languages, both widths (design §4)."""

import pytest
from django.urls import resolve, reverse

from governance.views.navigation import NAVIGATION
from tests.chrome import DESK, PHONE
from tests.guide import GUIDES, LANGUAGES, Reading, client_of, stops

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.usefixtures("demo_year")]

# Written by and for programmers, in English.
FOREIGN = {"governance:api-docs"}

# Looked at by the tour alone; a page that is no longer found by a link would be looked at by nobody.
LEFT_TO_THE_TOUR = {
    "governance:document-entry",
    "governance:document-new",
    "governance:document-readers",
    "governance:document-readings",
    "governance:exception-new",
    "governance:meeting-new",
    "governance:meetings",
    "governance:member-new",
    "governance:rule-new",
    "planning:learners",
    "planning:training-coverage",
    "planning:training-new",
    "portal:document-uses",
    "portal:hand-over",
}


def test_every_role_reads_every_page_of_its_navigation():
    """Whoever sees an entry is let in and reads a page in their language; any other page stays shut or opens, whole."""
    whole = {reverse(entry.url_name) for section in NAVIGATION for entry in section.entries}
    shown, wrong = set(), {}
    for login, role in GUIDES.items():
        open_to = set(Reading(client_of(login).get("/")).nav)
        shown |= open_to
        for language in LANGUAGES:
            client = client_of(login, language)
            for address in sorted(open_to):
                if told := faults_of(client.get(address), language, address):
                    wrong[f"{role} {language} {address}"] = told
        for address in sorted(whole - open_to):
            if (code := client.get(address).status_code) not in {200, 403}:
                wrong[f"{role} {address}"] = [f"not shown, and answers {code}"]

    assert not wrong, listed(wrong)
    assert shown == whole


def listed(wrong):
    """Every page with all that is wrong on it, a line each."""
    return "\n".join(f"{page}: {fault}" for page, told in wrong.items() for fault in told)


def faults_of(answer, language, address):
    if answer.status_code != 200:
        return [answer.status_code]
    page = Reading(answer)
    told = [] if page.heads == 1 else [f"{page.heads} first headings"]
    if page.lang != language:
        told.append(f"speaks {page.lang}")
    if language != "en" and resolve(address).view_name not in FOREIGN:
        told += page.english()
    return told


@pytest.mark.long
def test_every_page_of_the_navigation_is_accessible_and_fits(guide):
    """In Chinese by day and in English by night, at both widths; axe, console, one primary button."""
    front, _others = stops(deep=False)
    wrong = {}
    for stop in front:
        told = [
            *guide.look(stop, "zh-hans", "light", DESK, PHONE),
            *guide.look(stop, "en", "dark", PHONE, DESK),
        ]
        if told:
            wrong[f"{stop.login} {stop.address}"] = told

    assert len(front) > 30
    assert not wrong, listed(wrong)


@pytest.mark.long
def test_every_other_kind_of_page_is_accessible_and_fits(guide):
    """One page of each, found link by link; in one language each, at both widths."""
    _front, others = stops()
    wrong = {}
    # Person by person, so that a window is opened once.
    others.sort(key=lambda stop: stop.login)
    for number, stop in enumerate(others):
        language, scheme, sizes = (
            ("zh-hans", "light", (DESK, PHONE)) if number % 2 else ("en", "dark", (PHONE, DESK))
        )
        if told := [*guide.look(stop, language, scheme, *sizes)]:
            wrong[f"{stop.login} {stop.address}"] = told

    found = {resolve(stop.address.partition("?")[0]).view_name for stop in others}
    assert found >= LEFT_TO_THE_TOUR
    assert len(others) > 60
    assert not wrong, listed(wrong)
