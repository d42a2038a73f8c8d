"""The printed report of a review in parts: what stands on its pages, from the signed content alone (domain §5.1)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from governance.lib.bilingual import listed
from governance.states import Attendance
from kpi.selectors.report_phrases import day_in_text, moment_text, period_text, spoken
from reviews.selectors.cell import Table
from reviews.selectors.content import CONCLUSIONS
from reviews.selectors.table import (
    NOTHING,
    InputText,
    attendance_table,
    input_text,
    items_table,
)
from reviews.states import InputKind, ReviewKind, TriggerKind

LANGUAGE_TAGS = {"zh-hans": "zh-CN", "en": "en"}
# Those that have a chapter of their own in the report; the others are one chapter together.
GOALS, EARLIER = InputKind.GOALS, InputKind.ITEMS


@dataclass(frozen=True)
class Chapter:
    """A heading of the report with its anchor."""

    code: str
    text: str


@dataclass(frozen=True)
class ReviewSheet:
    """A report before it is laid out."""

    title: str
    subtitle: str
    number: str
    company: str
    created: str
    issued: str
    sha256: str
    language_tag: str
    signed_by: str
    cover_facts: list[tuple[str, str]]
    info: list[tuple[str, str]]
    signers: list[dict[str, str]]
    trigger: list[tuple[str, str]]
    attendance: Table
    inputs: list[InputText]
    goals: InputText | None
    earlier: InputText | None
    others: list[InputText]
    conclusions: list[tuple[str, str]]
    items: Table
    content: dict[str, Any]
    chapters: dict[str, str]

    @property
    def heading(self) -> str:
        """What stands above every page."""
        return f"{self.title} · {self.subtitle}"

    @property
    def contents(self) -> list[Chapter]:
        """The chapters in their order."""
        return [Chapter(code, text) for code, text in self.chapters.items()]

    @property
    def page_words(self) -> list[str]:
        """The words around the two numbers of a page."""
        return (_("Page %(page)s of %(pages)s") % {"page": "|", "pages": "|"}).split("|")


def review_sheet(content: dict[str, Any], *, sha256: str, language: str) -> ReviewSheet:
    """The document of a signed content in the active language."""
    inputs = [
        input_text(each["kind"], each["content"], each["discussion"]) for each in content["inputs"]
    ]
    by_kind = {each.kind: each for each in inputs}
    signed_at = datetime.fromisoformat(content["signed_at"])
    subtitle = _subtitle(content)
    return ReviewSheet(
        title=_("Process Review Report"),
        subtitle=subtitle,
        number=content["number"],
        company=content["company"],
        created=signed_at.astimezone(timezone.get_default_timezone()).isoformat(),
        issued=" ".join(
            part for part in (content["company"], _("Issued"), day_in_text(signed_at)) if part
        ),
        sha256=sha256,
        language_tag=LANGUAGE_TAGS[language],
        signed_by=content["signed_by"],
        cover_facts=[
            (_("Number"), content["number"]),
            (_("Kind"), str(ReviewKind(content["kind"]).label)),
            (_("Date of the meeting"), moment_text(content["began_at"])[:10]),
            (_("Chair"), content["chair"] or NOTHING),
            (_("Signed by"), content["signed_by"]),
        ],
        info=_info(content),
        signers=_signers(content),
        trigger=_trigger(content),
        attendance=attendance_table(content["attendance"]),
        inputs=inputs,
        goals=by_kind.get(GOALS),
        earlier=by_kind.get(EARLIER),
        others=[each for each in inputs if each.kind not in {GOALS, EARLIER}],
        conclusions=_conclusions(content),
        items=items_table(content["items"]),
        content=content,
        chapters=_chapters(content),
    )


def _subtitle(content: dict[str, Any]) -> str:
    if content["kind"] == ReviewKind.REGULAR:
        return period_text(content["period"])
    return _("ad-hoc review, trigger of %(day)s") % {"day": content["end"]}


def _info(content: dict[str, Any]) -> list[tuple[str, str]]:
    there = [row for row in content["attendance"] if row["attendance"] == Attendance.PRESENT]
    departments = dict.fromkeys(spoken(row, "department") or NOTHING for row in there)
    return [
        (_("Review"), _("Process Review Report") + " · " + _subtitle(content)),
        (_("Kind"), str(ReviewKind(content["kind"]).label)),
        (_("Period reviewed"), f"{content['start']} – {content['end']}"),
        (
            _("Meeting"),
            f"{moment_text(content['began_at'])} – {moment_text(content['ended_at'])[11:]}",
        ),
        (_("Place"), content["place"] or NOTHING),
        (_("Chair"), content["chair"] or NOTHING),
        (_("Minutes kept by"), content["minutes"] or NOTHING),
        (_("Departments present"), listed(departments) or NOTHING),
        (_("Basis"), _("Process Framework Management Policy, clause 6.4.3")),
    ]


def _signers(content: dict[str, Any]) -> list[dict[str, str]]:
    return [
        {
            "act": _("Prepared"),
            "who": listed(content["authors"]) or NOTHING,
            "as": _("PMO"),
            "on": moment_text(content["ended_at"])[:10],
        },
        {
            "act": _("Signed and issued"),
            "who": content["signed_by"],
            "as": _("Process manager"),
            "on": moment_text(content["signed_at"])[:10],
        },
    ]


def _trigger(content: dict[str, Any]) -> list[tuple[str, str]]:
    found = content["trigger"]
    if not found:
        return []
    return [
        (_("Trigger"), str(TriggerKind(found["kind"]).label)),
        (_("Happened at"), moment_text(found["happened_at"])),
        (_("Evidence"), found["evidence"]),
    ]


def _conclusions(content: dict[str, Any]) -> list[tuple[str, str]]:
    words = (_("Suitability"), _("Adequacy"), _("Effectiveness"))
    return [(word, content[name]) for word, name in zip(words, CONCLUSIONS, strict=True)]


def _chapters(content: dict[str, Any]) -> dict[str, str]:
    titles = {
        "info": _("About the review"),
        "trigger": _("Trigger and evidence"),
        "attendance": _("Attendance"),
        "goals": _("Attainment of goals"),
        "inputs": _("What else lay on the table"),
        "problems": _("Problems"),
        "directions": _("Direction of improvement"),
        "conclusions": _("Conclusions"),
        "items": _("Items of improvement"),
        "earlier": _("Items of earlier reviews"),
        "record": _("Record of this document"),
    }
    if not content["trigger"]:
        del titles["trigger"]
    return {code: f"{place} {title}" for place, (code, title) in enumerate(titles.items(), 1)}
