"""Every list is offered as a file; every file is asked for with the page's own rights and filter."""

import re

from tests.shape.test_templates import body, short, templates
from tests.shape.tree import APPS, python_of, text_of

# Lists that are no list page, with the reason.
NO_LIST = {
    "kpi/upload_detail.html": "the weeks of one file, which itself is downloaded",
    "governance/_gallery_tables.html": "shows what a table looks like",
}


def pages():
    return {
        short(path): body(path)
        for path in templates()
        if not short(path).startswith(("components/", "errors/"))
    }


def test_every_list_page_offers_its_list_as_a_file():
    without = [
        name
        for name, text in pages().items()
        if ("{% pager " in text or name.endswith("_list.html"))
        and "{% exports %}" not in text
        and name not in NO_LIST
        and not name.rpartition("/")[2].startswith("_")
    ]
    assert without == []
    assert sum("{% exports %}" in text for text in pages().values()) > 15


def test_every_page_that_offers_a_file_gives_it():
    """A link to a file that the view never makes would show the page again."""
    offered = {name for name, text in pages().items() if "{% exports %}" in text}
    given = set()
    for path in python_of(*APPS):
        text = text_of(path)
        if "file_wanted(request)" in text:
            given |= set(re.findall(r'"([a-z]+/[a-z_]+\.html)"', text))
    assert offered - given == set()
