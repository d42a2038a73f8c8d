"""Markdown as people write it, turned into HTML that holds nothing but text, tables, lists, links and pictures.

Two doors one behind the other: the parser reads no HTML at all, and what it has made is cleaned once more by
a list of what may stand. A picture is named `image:` and a short id; no other address of a picture is shown.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from html import escape
from itertools import groupby
from typing import Any

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

IMAGE = "image:"
SHORT = 12
_ID = re.compile(rf"{IMAGE}([0-9a-f]{{{SHORT}}})\Z")
_CLASSES = {"text-align:right": "num", "text-align:center": "mid"}
_TAGS = frozenset(
    [
        "p",
        "br",
        "strong",
        "em",
        "s",
        "ul",
        "ol",
        "li",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "blockquote",
        "code",
        "pre",
        "a",
        "img",
        "hr",
        "span",
    ]
)
_ATTRIBUTES = {"a": {"href", "title"}, "img": {"src", "alt"}, "ol": {"start"}, "th": {"scope"}}
_ALIGNED = {"th": {"num", "mid"}, "td": {"num", "mid"}, "span": {"lost"}}
_SCHEMES = {"http", "https", "mailto", "asset"}
_ALONE = re.compile(r'<p>(<img src="[^"]*" alt="([^"]*)">)</p>')
# What would begin something in Markdown, so that a plain line stays what it is.
_SPECIAL = re.compile(r"([\\`*_\[\]<>~|&])")
_OPENING = re.compile(r"^(\s*)([#>+=-]|\d{1,9}[.)](?=\s|$))")


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    """Headings belong to the clause tree and four blanks are how people indent, so neither is read."""
    parser = MarkdownIt("commonmark", {"html": False, "breaks": True, "xhtmlOut": False})
    parser.enable(["table", "strikethrough"]).disable(["code", "heading", "lheading", "reference"])
    return parser


def html_of_markdown(text: str, pictures: Mapping[str, str]) -> SafeString:
    """A text as clean HTML; `pictures` gives the address of each short id the reader may see.

    A picture without an address stands as its words. Tables with figures aligned carry `num` and `mid`.
    """
    parser = _parser()
    tokens = parser.parse(text)
    _prepare(tokens, pictures)
    made = RendererHTML().render(tokens, parser.options, {})
    known = frozenset(pictures.values())
    clean = nh3.clean(
        made,
        tags=set(_TAGS),
        attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
        allowed_classes={tag: set(names) for tag, names in _ALIGNED.items()},
        url_schemes=set(_SCHEMES),
        attribute_filter=_only(known),
        link_rel="noopener noreferrer",
    )
    whole = _ALONE.sub(r"<figure>\1<figcaption>\2</figcaption></figure>", clean)
    return mark_safe(whole)  # noqa: S308 -- cleaned above; the one place that says so


def images_in(text: str) -> list[str]:
    """The short ids of the pictures a text shows, in their order, each once."""
    found: dict[str, None] = {}

    def look(tokens: list[Token]) -> None:
        for token in tokens:
            match = _ID.fullmatch(str(token.attrGet("src"))) if token.type == "image" else None
            if match:
                found[match[1]] = None
            look(token.children or [])

    look(_parser().parse(text))
    return list(found)


def plain_of_markdown(text: str) -> str:
    """The words of a text without its marks, a line for each paragraph, point and row."""
    lines: list[str] = []
    cells: list[str] | None = None
    for token in _parser().parse(text):
        if token.type == "tr_open":
            cells = []
        elif token.type == "tr_close":
            lines.append("\t".join(cells or []))
            cells = None
        elif token.type == "fence":
            lines.append(token.content.rstrip("\n"))
        elif token.type == "inline":
            said = "".join(_said(child) for child in token.children or [])
            (lines if cells is None else cells).append(said)
    return "\n".join(lines)


def markdown_of_lines(text: str) -> str:
    """Plain lines as Markdown that says the same: tabbed lines are a table, lines with a dash are points.

    Every other line is a paragraph, and no character of it begins anything.
    """
    blocks: list[str] = []
    for kind, lines in groupby(filter(str.strip, text.splitlines()), key=_kind_of):
        if kind == "table":
            blocks.append(
                table_of_rows([[cell.strip() for cell in line.split("\t")] for line in lines])
            )
        elif kind == "point":
            blocks.append("\n".join(f"- {escaped_line(line[2:])}" for line in lines))
        else:
            blocks += [escaped_line(line) for line in lines]
    return "\n\n".join(blocks)


def _kind_of(line: str) -> str:
    if "\t" in line:
        return "table"
    return "point" if line.startswith("- ") else "line"


def escaped_line(line: str) -> str:
    """One line of plain text in Markdown, every sign of it standing for itself."""
    said = _SPECIAL.sub(r"\\\1", line.strip())
    return _OPENING.sub(_held, said)


def table_of_rows(rows: list[list[str]]) -> str:
    """Rows of plain cells as a Markdown table, the first row its head."""
    wide = max(len(row) for row in rows)
    cells = [[*row, *[""] * (wide - len(row))] for row in rows]
    lines = ["| " + " | ".join(_cell(cell) for cell in row) + " |" for row in cells]
    return "\n".join([lines[0], "|" + " --- |" * wide, *lines[1:]])


def _cell(cell: str) -> str:
    return " ".join(_SPECIAL.sub(r"\\\1", cell).split()) or " "


def _held(match: re.Match[str]) -> str:
    mark = match[2]
    return f"{match[1]}{mark[:-1]}\\{mark[-1]}"


def _said(token: Token) -> str:
    if token.type in {"softbreak", "hardbreak"}:
        return "\n"
    if token.type == "image":
        return f"[{token.content}]"
    return token.content


def _only(known: frozenset[str]) -> Callable[[str, str, str], str | None]:
    def keep(tag: str, name: str, value: str) -> str | None:
        if tag == "img" and name == "src":
            return value if value in known else None
        if tag == "a" and name == "href" and value.startswith("asset:"):
            return None
        return value

    return keep


def _prepare(tokens: list[Token], pictures: Mapping[str, str]) -> None:
    for token in tokens:
        style = token.attrs.pop("style", None)
        if style in _CLASSES:
            token.attrSet("class", _CLASSES[str(style)])
        if token.type == "th_open":
            token.attrSet("scope", "col")
        if token.type == "image":
            _picture(token, pictures)
        _prepare(token.children or [], pictures)


def _picture(token: Token, pictures: Mapping[str, str]) -> None:
    match = _ID.fullmatch(str(token.attrGet("src")))
    address = pictures.get(match[1], "") if match else ""
    if address:
        attributes: dict[str, Any] = {"src": address, "alt": token.content}
        token.attrs = attributes
        return
    # As text, never as an address: nothing is fetched from anywhere but our own store.
    token.type, token.tag, token.nesting = "html_inline", "", 0
    token.content = f'<span class="lost">[{escape(token.content or "?")}]</span>'
    token.children, token.attrs = None, {}
