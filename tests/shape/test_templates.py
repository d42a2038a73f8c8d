"""Templates have one shape: blocks in order, includes that say what they take, nothing inline."""

import re

from django.template import TemplateSyntaxError
from django.template.loader import get_template

from tests.shape.tree import APPS, files, text_of

PAGES = ["title", "heading", "actions", "content", "script"]
MOST_LINES = 150
# Longer than that, with the reason.
LONG: dict[str, str] = {}
# Found by Django or a library by their name, so nobody names them.
FOUND_BY_NAME = {
    "404.html",
    "403.html",
    "400.html",
    "500.html",
    "403_csrf.html",
    "socialaccount/login.html",
}
INCLUDE = re.compile(r"{%\s*include\b(?P<rest>.*?)%}", re.DOTALL)
BLOCK = re.compile(r"{%\s*block\s+(\w+)")
COMMENT = re.compile(r"{#.*?#}|{%\s*comment.*?endcomment\s*%}|<!--.*?-->", re.DOTALL)
CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
CSS_BLOCK = re.compile(r"^\s*\.(c-[a-z]+)(?:__[a-z]+)?\s*$", re.MULTILINE)
# Blocks that two sheets style knowingly: a page adds to what the shell or the kit lays down.
SHARED_BLOCKS = {"c-board", "c-head", "c-panel", "c-section"}
# Parts that hold a form, shown here to be read only: their page hands them no form and no token.
READ_ONLY = {
    ("kpi/board_cell.html", "kpi/_submission_files.html"),
    ("kpi/report_detail.html", "kpi/_report_deviation.html"),
    ("kpi/report_detail.html", "kpi/_report_process.html"),
    ("kpi/report_period.html", "kpi/_report_process.html"),
    ("kpi/submission_detail.html", "kpi/_submission_files.html"),
    ("kpi/submission_revisions.html", "kpi/_submission_file.html"),
}
# A PDF is printed by WeasyPrint from its own style sheet; it is no page of the browser.
PAPER = (".pdf.html",)


def templates():
    return [path for path in files(".html", ".txt", ".svg") if "templates" in path.parts]


def short(path):
    """The name a template is called by."""
    parts = path.parts
    return "/".join(parts[parts.index("templates") + 1 :])


def body(path):
    return COMMENT.sub("", text_of(path))


def found(pattern, *, paper=True):
    """Where a pattern stands in the templates, the ones for paper included or not."""
    return [
        f"{short(path)}: {match}"
        for path in templates()
        if paper or not (path.name.endswith(PAPER) or path.suffix == ".txt")
        for match in re.findall(pattern, body(path), re.DOTALL)
    ]


def why_not(path):
    """Why a template cannot be read: a filter or tag whose library it does not load."""
    try:
        get_template(short(path))
    except TemplateSyntaxError as error:
        return f"{short(path)}: {error}"
    return ""


def test_every_template_loads_what_it_uses():
    assert [why for why in map(why_not, templates()) if why] == []


def test_templates_are_short():
    long = [short(path) for path in templates() if len(text_of(path).splitlines()) > MOST_LINES]
    assert sorted(set(long) - set(LONG)) == []


def test_includes_take_named_values_only():
    loose = [
        f"{short(path)}: {match['rest'].strip()}"
        for path in templates()
        for match in INCLUDE.finditer(body(path))
        if not match["rest"].rstrip().endswith("only")
    ]
    assert loose == []


def test_includes_stay_in_their_own_folder_or_components():
    strangers = []
    for path in templates():
        own = short(path).rpartition("/")[0].partition("/")[0]
        # The portal joins apps that do not know each other; what stands above all pages shows its parts.
        if own in {"portal", ""}:
            continue
        for match in INCLUDE.finditer(body(path)):
            name = re.match(r"""\s*["']([^"']+)["']""", match["rest"])
            if name and name[1].partition("/")[0] not in {own, "components"}:
                strangers.append(f"{short(path)}: {name[1]}")
    assert strangers == []


def test_nothing_is_inline():
    """The content security policy would drop it silently; here it is said aloud."""
    assert found(r"<style\b|\sstyle=|\son[a-z]+=[\"']|javascript:", paper=False) == []
    inline = [
        f"{short(path)}: {attributes}"
        for path in templates()
        for attributes, code in re.findall(
            r"<script\b([^>]*)>(.*?)</script>", body(path), re.DOTALL
        )
        if code.strip() and "application/json" not in attributes
    ]
    assert inline == []


def test_nothing_comes_from_elsewhere():
    assert found(r"(?:src|href)=[\"'](?:https?:)?//[^\"']*") == []


def test_blocks_stand_in_the_fixed_order():
    mixed = []
    for path in templates():
        order = [name for name in BLOCK.findall(body(path)) if name in PAGES]
        if order != sorted(order, key=PAGES.index):
            mixed.append(f"{short(path)}: {order}")
    assert mixed == []


def test_no_query_or_arithmetic_in_a_template():
    assert found(r"[\w.]+\.all\b|\.objects\b|\|add:|\bwidthratio\b") == []


def test_every_template_is_used():
    everything = "\n".join(
        text_of(path)
        for path in files(".py", ".html", ".txt", ".svg")
        if path.parts[0] in {*APPS, "config", "templates"}
    )
    unused = [
        short(path)
        for path in templates()
        if short(path) not in everything and not {path.name, short(path)} & FOUND_BY_NAME
    ]
    assert unused == []


def test_style_block_is_declared_by_one_sheet():
    """Two parts of one name take each other's looks: the weekly form once came out as a sheet of paper."""
    homes = {}
    for path in files(".css"):
        sheet = CSS_COMMENT.sub("", text_of(path))
        for selectors in re.findall(r"([^{}@;]+){", sheet) if path.name != "print.css" else ():
            for block in CSS_BLOCK.findall(selectors.replace(",", "\n")):
                homes.setdefault(block, set()).add(path.name)

    assert {block for block, names in homes.items() if len(names) > 1} == SHARED_BLOCKS


def test_included_form_is_handed_the_token():
    """`only` hides the token too: without it every browser is sent away with “the form has expired”."""
    posting = {short(path) for path in templates() if "{% csrf_token %}" in body(path)}
    bare = {
        (short(path), part)
        for path in templates()
        for rest in INCLUDE.findall(body(path))
        for part in re.findall(r'"([^"]+\.html)"', rest)
        if part in posting and "csrf_token=" not in rest
    }

    assert bare == READ_ONLY


def test_every_template_knows_the_tags_and_filters_it_uses():
    """A part that loads none of its filters is found on the page that includes it, and there by a reader."""
    refused = {}
    for path in templates():
        try:
            get_template(short(path))
        except TemplateSyntaxError as fault:
            refused[short(path)] = str(fault)
    assert refused == {}


def test_the_way_back_is_named_in_the_readers_language():
    bare = r"{%\s*crumb\s+(?:\w+\.)?(?:process|output|document|indicator|measure)\.(?:name|title)\s"
    assert found(bare) == []
