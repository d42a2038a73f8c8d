"""The report as a Word file: the front in Word's own form, the body from the pages of the PDF (domain §5.1, §5.2)."""

from collections.abc import Iterator
from dataclasses import asdict, replace

from django.utils.translation import gettext as _

from governance.lib.word import Cell, Contents, Cover, Grid, Manuscript, Part, Text
from governance.lib.word import Heading as WordHeading
from governance.lib.word_html import parts_of_html
from kpi.selectors.report_paper import PaperPlan

NOTHING = "—"


def manuscript_of(plan: PaperPlan, body: str, pictures: dict[str, bytes]) -> Manuscript:
    """The whole document in the active language; `pictures` are the charts of the plan as PNG, by address."""
    before, between, after = plan.page_words
    return Manuscript(
        title=f"{plan.words.title} · {plan.words.month} · {plan.issue['number']}",
        subject=f"{plan.issue['number']} {plan.issue['version']}",
        author=plan.words.company or plan.issue["prepared_by"],
        language=plan.language_tag,
        created=plan.created,
        fonts=asdict(plan.layout.fonts),
        running={
            "number": plan.issue["number"],
            "heading": f"{plan.words.title} · {plan.words.month}",
            "version": plan.issue["version"],
            "label": plan.layout.secrecy,
            "before": before,
            "between": between,
            "after": after,
        },
        words={"table": _("Table "), "figure": _("Figure ")},
        blocks=tuple(_blocks(plan, body)),
        pictures=pictures,
    )


def _blocks(plan: PaperPlan, body: str) -> Iterator[Part]:
    yield from _front(plan)
    for at, part in enumerate(parts_of_html(body)):
        # The body begins on a page of its own, whatever section comes first.
        yield replace(part, fresh=True) if at == 0 and isinstance(part, WordHeading) else part


def _front(plan: PaperPlan) -> Iterator[Part]:
    words, issue = plan.words, plan.issue
    facts = [
        (_("Number"), issue["number"]),
        (_("Version"), issue["version"]),
        (_("Control status"), _("controlled")),
        *((row["act"], row["who"]) for row in plan.signers),
    ]
    issued = " ".join(part for part in (words.company, _("Issued"), plan.issued_on) if part)
    foot = [issued, *([plan.layout.secrecy] if plan.layout.secrecy else [])]
    yield Cover(plan.company, issue["number"], words.title, words.month, facts, foot)
    yield WordHeading(_("Approval"), fresh=True)
    yield Grid(
        _("Signers"),
        [[_("Act"), _("Name"), _("Role"), _("Date")]],
        [
            [Cell(row["act"], is_head=True), row["who"], row["as"], row["on"]]
            for row in plan.signers
        ],
        (24, 66, 44, 34),
        "cccc",
    )
    yield Text(
        _(
            "The policy does not say who reviews and approves this report. Until it does, the PMO prepares it and the process manager, who wrote no part of it, issues it."
        )
        + " "
        + _("Policy unclear")
        + " · G23",
        "note",
    )
    yield _versions(plan)
    yield Contents(_("Contents"))


def _versions(plan: PaperPlan) -> Grid:
    return Grid(
        _("Versions"),
        [
            [
                Cell(_("Version"), down=2),
                Cell(_("Prepared / changed"), across=2),
                Cell(_("Published"), across=2),
                Cell(_("Implemented"), across=2),
                Cell(_("Change note"), down=2),
            ],
            [
                None,
                _("Author"),
                _("Date"),
                _("Reviewer"),
                _("Date"),
                _("Approver"),
                _("Date"),
                None,
            ],
        ],
        [
            [
                row["label"],
                row["author"] or NOTHING,
                row["written_on"] or NOTHING,
                NOTHING,
                NOTHING,
                row["approver"] or NOTHING,
                row["on"],
                row["note"],
            ]
            for row in plan.versions
        ],
        (16, 20, 21, 17, 14, 20, 21, 39),
        "cccccccl",
    )
