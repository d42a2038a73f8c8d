"""Templates have one shape: blocks in order, includes that say what they take, nothing inline."""

import re
from pathlib import Path

import pytest

from tests.shape.tree import APPS, files, text_of

PAGES = ["title", "heading", "actions", "content", "script"]
MOST_LINES = 150
# Longer than that, with the reason.
LONG: dict[str, str] = {}
# Found by Django or a library by their name, so nobody names them.
FOUND_BY_NAME = {"404.html", "403.html", "400.html", "500.html", "403_csrf.html"}
INCLUDE = re.compile(r"{%\s*include\b(?P<rest>.*?)%}", re.DOTALL)
BLOCK = re.compile(r"{%\s*block\s+(\w+)")
COMMENT = re.compile(r"{#.*?#}|{%\s*comment.*?endcomment\s*%}|<!--.*?-->", re.DOTALL)
# A PDF is printed by WeasyPrint from its own style sheet; it is no page of the browser.
PAPER = (".pdf.html",)


def templates():
    found = [path for path in files(".html", ".txt", ".svg") if "templates" in path.parts]
    return [pytest.param(path, id=str(path)) for path in found]


def short(path):
    """The name a template is called by."""
    parts = path.parts
    return "/".join(parts[parts.index("templates") + 1 :])


def body(path):
    return COMMENT.sub("", text_of(path))


@pytest.mark.parametrize("path", templates())
def test_template_is_short(path):
    assert len(text_of(path).splitlines()) <= MOST_LINES or short(path) in LONG


@pytest.mark.parametrize("path", templates())
def test_includes_take_named_values_only(path):
    loose = [
        match["rest"].strip()
        for match in INCLUDE.finditer(body(path))
        if not match["rest"].rstrip().endswith("only")
    ]
    assert loose == []


@pytest.mark.parametrize("path", templates())
def test_includes_stay_in_their_own_folder_or_components(path):
    own = short(path).rpartition("/")[0].partition("/")[0]
    # The portal joins apps that do not know each other; what stands above all pages may show its parts.
    if own in {"portal", ""}:
        return
    names = [
        re.match(r"""\s*["']([^"']+)["']""", match["rest"])
        for match in INCLUDE.finditer(body(path))
    ]
    strangers = [
        name[1] for name in names if name and name[1].partition("/")[0] not in {own, "components"}
    ]
    assert strangers == []


@pytest.mark.parametrize("path", templates())
def test_nothing_is_inline(path):
    """The content security policy would drop it silently; here it is said aloud."""
    if path.name.endswith(PAPER) or path.suffix == ".txt":
        return
    text = body(path)
    assert re.findall(r"<style\b|\sstyle=|\son[a-z]+=[\"']|javascript:", text) == []
    scripts = re.findall(r"<script\b([^>]*)>(.*?)</script>", text, re.DOTALL)
    inline = [
        attributes
        for attributes, code in scripts
        if code.strip() and "application/json" not in attributes
    ]
    assert inline == []
    assert re.findall(r"(?:src|href)=[\"'](?:https?:)?//", text) == []


@pytest.mark.parametrize("path", templates())
def test_blocks_stand_in_the_fixed_order(path):
    order = [name for name in BLOCK.findall(body(path)) if name in PAGES]
    assert order == sorted(order, key=PAGES.index)


@pytest.mark.parametrize("path", templates())
def test_no_query_or_arithmetic_in_a_template(path):
    assert re.findall(r"\.all\b|\.objects\b|\|add:|\bwidthratio\b", body(path)) == []


def test_every_template_is_used():
    everything = "\n".join(
        text_of(path)
        for path in files(".py", ".html", ".txt", ".svg")
        if path.parts[0] in {*APPS, "config", "templates"}
    )
    unused = [
        short(parameter.values[0])
        for parameter in templates()
        if short(parameter.values[0]) not in everything
        and Path(short(parameter.values[0])).name not in FOUND_BY_NAME
    ]
    assert unused == []
