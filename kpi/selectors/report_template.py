"""The layout reports are printed by: sections and their order, signers, fonts, the words around the page (G23, domain §5.2)."""

from dataclasses import asdict, dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from governance.lib.bilingual import is_english
from kpi.models import ReportTemplate
from kpi.states import PaperSection, Signature

MONTHLY = "monthly"
# The policy asks for attainment and deviations (6.4.2③); without its period no report says anything.
REQUIRED = frozenset({PaperSection.INFO, PaperSection.FIGURES, PaperSection.DEVIATIONS})
APPENDICES = (PaperSection.WEEKLY, PaperSection.DEFINITIONS)
# Named in the Word file and present on every office machine here; the PDF embeds Noto and says so.
CHINESE_FONTS = ("宋体", "黑体", "仿宋", "楷体", "微软雅黑")
LATIN_FONTS = ("Times New Roman", "Arial", "Calibri")


@dataclass(frozen=True)
class Signer:
    """One line of the approval block; without a label it is not printed."""

    label: str
    label_en: str
    source: str


@dataclass(frozen=True)
class Fonts:
    """The fonts a Word file names: Chinese for body, headings and remarks, and one for Latin letters and digits."""

    body: str = "宋体"
    heading: str = "黑体"
    note: str = "仿宋"
    latin: str = "Times New Roman"


@dataclass(frozen=True)
class Layout:
    """A decided layout; `number` 0 is the shipped one, which nobody has decided yet."""

    sections: tuple[str, ...]
    signers: tuple[Signer, ...]
    fonts: Fonts = Fonts()
    confidentiality: str = "仅限内部使用"
    confidentiality_en: str = "For internal use"
    header: str = ""
    number: int = 0

    @property
    def secrecy(self) -> str:
        """The line of confidentiality in the reader's language."""
        return self.confidentiality_en if is_english() else self.confidentiality


@dataclass(frozen=True)
class Heading:
    """One section as it is printed in this document: with its number, or as an appendix with its letter."""

    code: str
    number: str
    title: str

    @property
    def text(self) -> str:
        return f"{self.number}\u2002{self.title}"


SHIPPED = Layout(
    sections=tuple(str(code) for code in PaperSection.values),
    signers=(
        Signer("编制", "Prepared by", Signature.PREPARED),
        Signer("审核", "Reviewed by", Signature.NOBODY),
        Signer("批准", "Approved by", Signature.ISSUED),
    ),
)


def layout_in_force(kind: str = MONTHLY) -> Layout:
    """The layout decided last, else the shipped one."""
    row = ReportTemplate.objects.filter(kind=kind).order_by("-number").first()
    return SHIPPED if row is None else replace(layout_of(row.layout), number=row.number)


def templates_decided(kind: str = MONTHLY) -> list[ReportTemplate]:
    """Every decision on the layout, the latest first."""
    rows = ReportTemplate.objects.filter(kind=kind).select_related("decided_by")
    return list(rows.order_by("-number"))


def layout_of(facts: dict[str, Any] | None) -> Layout:
    """A layout out of plain data; what was issued before there were templates used the shipped one."""
    if not facts:
        return SHIPPED
    return Layout(
        sections=tuple(facts["sections"]),
        signers=tuple(Signer(**each) for each in facts["signers"]),
        fonts=Fonts(**facts["fonts"]),
        confidentiality=facts["confidentiality"],
        confidentiality_en=facts["confidentiality_en"],
        header=facts["header"],
        number=facts.get("number", 0),
    )


def layout_facts(layout: Layout) -> dict[str, Any]:
    """A layout as plain data, as it is stored and frozen."""
    facts = asdict(layout)
    facts["sections"] = list(layout.sections)
    facts["signers"] = [asdict(each) for each in layout.signers]
    return facts


def headings(layout: Layout) -> list[Heading]:
    """The sections numbered as they follow each other; appendices come last and carry letters."""
    body = [code for code in layout.sections if code not in APPENDICES]
    ends = [code for code in layout.sections if code in APPENDICES]
    found = [
        Heading(code, str(at), str(PaperSection(code).label)) for at, code in enumerate(body, 1)
    ]
    letters = "ABCDEFGH"
    found += [
        Heading(
            code, _("Appendix %(letter)s") % {"letter": letters[at]}, str(PaperSection(code).label)
        )
        for at, code in enumerate(ends)
    ]
    return found
