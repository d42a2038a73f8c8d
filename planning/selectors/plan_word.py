"""A document of a plan as a Word file: the front in Word's own form, the body from the pages of the PDF (domain §5.2)."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from django.utils.translation import gettext as _

from governance.lib.word import Cell, Contents, Cover, Grid, Manuscript, Part, Text
from governance.lib.word import Heading as WordHeading
from governance.lib.word_html import parts_of_html
from planning.selectors.plan_paper import PlanPaper


def manuscript_of_plan(paper: PlanPaper, body: str, *, fonts: Mapping[str, str]) -> Manuscript:
    """The whole document in the active language."""
    before, between, after = paper.page_words
    return Manuscript(
        title=f"{paper.title} · {paper.year} · {paper.number}",
        subject=f"{paper.number} {paper.plan.label}",
        author=paper.company or paper.number,
        language=paper.language_tag,
        created=paper.created,
        fonts=fonts,
        running={
            "number": paper.number,
            "heading": f"{paper.title} · {paper.year}",
            "version": paper.plan.label,
            "label": paper.secrecy,
            "before": before,
            "between": between,
            "after": after,
        },
        words={"table": _("Table "), "figure": _("Figure ")},
        blocks=tuple(_blocks(paper, body)),
    )


def _blocks(paper: PlanPaper, body: str) -> Iterator[Part]:
    yield from _front(paper)
    for at, part in enumerate(parts_of_html(body)):
        # The body begins on a page of its own.
        yield replace(part, fresh=True) if at == 0 and isinstance(part, WordHeading) else part


def _front(paper: PlanPaper) -> Iterator[Part]:
    facts = [
        (_("Number"), paper.number),
        (_("Version"), paper.plan.label),
        (_("Control status"), _("controlled")),
        *((row["act"], row["who"]) for row in paper.cover_signers),
    ]
    issued = " ".join(part for part in (paper.company, paper.issued_words, paper.issued_on) if part)
    # One line at the foot: a long title takes the room of the second.
    foot = [f"{issued} · {paper.secrecy}"]
    yield Cover(paper.company, paper.number, paper.title, paper.year, facts, foot)
    yield WordHeading(_("Approval"), fresh=True)
    yield Grid(
        _("Signers"),
        [[_("Act"), _("Name"), _("Role"), _("Date")]],
        [
            [Cell(row["act"], is_head=True), row["who"], row["as"], row["on"]]
            for row in paper.signers
        ],
        (24, 66, 44, 34),
        "cccc",
    )
    yield Text(paper.note + " " + _("Policy unclear") + " · " + paper.gap, "note")
    yield _versions(paper)
    yield Contents(_("Contents"))


def _versions(paper: PlanPaper) -> Grid:
    return Grid(
        _("Versions"),
        [
            [
                Cell(_("Version"), down=2),
                Cell(_("Prepared / changed"), across=2),
                Cell(_("Approved"), across=2),
                Cell(_("Published"), across=2),
                Cell(_("Change note"), down=2),
            ],
            [None, _("Author"), _("Date"), _("Resolution"), _("Date"), _("Name"), _("Date"), None],
        ],
        [
            [
                row["label"],
                row["author"],
                row["written_on"],
                row["approved"],
                row["approved_on"],
                row["published"],
                row["published_on"],
                row["note"],
            ]
            for row in paper.versions
        ],
        (14, 18, 21, 28, 21, 18, 21, 27),
        "cccccccl",
    )
