"""The manual inside the house: every page has its chapter, in both languages, with its pictures."""

import pytest
from django.urls import reverse

from governance.views.navigation import NAVIGATION
from portal.selectors.manual import HELP, chapter_for, chapters_of

PAGES = [entry.url_name for section in NAVIGATION for entry in section.entries]


def test_both_languages_have_the_same_chapters_with_as_many_parts():
    chinese, english = chapters_of("zh"), chapters_of("en")

    assert len(chinese) == len(english) > 20
    assert [len(each.parts) for each in chinese] == [len(each.parts) for each in english]


@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_the_navigation_has_a_chapter(page):
    assert chapter_for(page)


def test_help_names_no_page_that_is_gone():
    assert set(HELP) <= set(PAGES)


@pytest.mark.parametrize(("language", "title"), [("zh-hans", "审批与委托"), ("en", "Approvals")])
def test_help_on_a_page_opens_its_chapter(client, chair, settings, language, title):
    client.force_login(chair)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    page = client.get(reverse("governance:approvals")).content.decode()
    address = reverse("portal:manual-for", args=["governance:approvals"])
    assert f'href="{address}"' in page

    chapter = client.get(address, follow=True).content.decode()

    assert title in chapter
    assert 'alt="' in chapter


def test_a_chapter_shows_its_pictures_and_no_other_file_leaves(client, employee):
    client.force_login(employee)
    number = chapter_for("kpi:board")
    chapter = client.get(reverse("portal:manual-chapter", args=[number])).content.decode()
    address = reverse("portal:manual-picture", args=["zh", "board"])
    assert f'<img src="{address}"' in chapter

    picture = client.get(address)

    assert b"".join(picture.streaming_content).startswith(b"\x89PNG")
    assert client.get(reverse("portal:manual-picture", args=["zh", "nothing"])).status_code == 404
    assert client.get(reverse("portal:manual-picture", args=["fr", "board"])).status_code == 404
    assert client.get(reverse("portal:manual-chapter", args=[99])).status_code == 404


def test_a_page_that_is_unknown_leads_to_the_chapters(client, employee):
    client.force_login(employee)

    answer = client.get(reverse("portal:manual-for", args=["no:page"]), follow=True)

    assert answer.status_code == 200
