"""The frame of a Word file: styles with their Chinese fonts, page, header, footer, properties (domain §5.2)."""

from datetime import UTC, datetime
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

INK = "1F3A5F"
# Sizes in points by the Chinese names: 三号 16, 四号 14, 小四 12, 五号 10.5, 小五 9.
_STYLES = (
    # name, font, size, bold, colour, before, after
    ("Heading 1", "heading", 16, True, INK, 12, 8),
    ("Heading 2", "heading", 14, True, INK, 10, 6),
    ("Heading 3", "heading", 12, True, INK, 8, 4),
    ("Title", "heading", 30, True, INK, 0, 12),
    ("Caption", "heading", 10.5, True, "16191D", 6, 4),
    ("Header", "body", 9, False, "444444", 0, 0),
    ("Footer", "body", 9, False, "444444", 0, 0),
)
_OWN = (
    # name, font, size, before, after
    ("Body Indented", "body", 12, 0, 4),
    ("Remark", "note", 10.5, 2, 4),
    ("Table Text", "body", 9, 1, 1),
    ("toc 1", "body", 12, 0, 3),
    ("toc 2", "body", 10.5, 0, 2),
)
_MARGINS = {"top": 27, "bottom": 23, "left": 22, "right": 20}
TEXT_MM = 210 - _MARGINS["left"] - _MARGINS["right"]


def begun(order: dict[str, Any]) -> Any:
    """An empty document with styles, page, header and footer."""
    document = Document()
    body = document.element.body
    for child in list(body):
        if not child.tag.endswith("}sectPr"):
            body.remove(child)
    _styles(document, order)
    _page(document)
    _running(document, order)
    return document


def finished(document: Any, order: dict[str, Any]) -> None:
    """Properties and settings: fields are brought up to date when the file is opened."""
    created = datetime.fromisoformat(order["created"]).astimezone(UTC)
    core = document.core_properties
    core.title, core.subject, core.author = order["title"], order["subject"], order["author"]
    core.last_modified_by, core.revision, core.comments = order["author"], 1, ""
    core.created = core.modified = created.replace(tzinfo=None)
    core.language, core.keywords = order["language"], ""
    settings = document.settings.element
    update = OxmlElement("w:updateFields")
    set_value(update, "true")
    settings.append(update)


def set_value(element: Any, value: str) -> None:
    """The value attribute of an element."""
    element.set(qn("w:val"), value)


def set_fonts(style: Any, east: str, latin: str) -> None:
    """Both alphabets are named, or Word falls back silently (domain §5.2)."""
    properties = style.element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for name, font in (("ascii", latin), ("hAnsi", latin), ("cs", latin), ("eastAsia", east)):
        fonts.set(qn(f"w:{name}"), font)


def _styles(document: Any, order: dict[str, Any]) -> None:
    fonts, styles = order["fonts"], document.styles
    normal = styles["Normal"]
    set_fonts(normal, fonts["body"], fonts["latin"])
    normal.font.size = Pt(12)
    _language(normal, order["language"])
    for name, font, size, bold, colour, before, after in _STYLES:
        style = styles[name]
        set_fonts(style, fonts[font], fonts["latin"])
        style.font.size, style.font.bold, style.font.italic = Pt(size), bold, False
        style.font.color.rgb = RGBColor.from_string(colour)
        style.paragraph_format.space_before = Pt(before)
        style.paragraph_format.space_after = Pt(after)
    for name, font, size, before, after in _OWN:
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = normal
        set_fonts(style, fonts[font], fonts["latin"])
        style.font.size = Pt(size)
        style.paragraph_format.space_before = Pt(before)
        style.paragraph_format.space_after = Pt(after)
    _paragraphs(styles, order["language"])


def _paragraphs(styles: Any, language: str) -> None:
    indented = styles["Body Indented"].paragraph_format
    indented.line_spacing = 1.5
    if language.startswith("zh"):
        # Two characters, whatever the size of the letters.
        indented.first_line_indent = Mm(8.5)
        styles["Body Indented"].element.get_or_add_pPr().find(f"{{{_W}}}ind").set(
            f"{{{_W}}}firstLineChars", "200"
        )
    for name in ("toc 1", "toc 2"):
        stops = styles[name].paragraph_format.tab_stops
        stops.add_tab_stop(Mm(TEXT_MM), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
    styles["toc 2"].paragraph_format.left_indent = Mm(7)
    styles["Title"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    styles["Caption"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for name in ("Header", "Footer"):
        # Their own stops are for another paper.
        for tabs in list(styles[name].element.iter(f"{{{_W}}}tabs")):
            tabs.getparent().remove(tabs)
    for border in list(styles["Title"].element.iter(f"{{{_W}}}pBdr")):
        border.getparent().remove(border)
    rule = parse_xml(
        f'<w:pBdr {nsdecls("w")}><w:bottom w:val="single" w:sz="8" w:space="2" w:color="{INK}"/></w:pBdr>'
    )
    styles["Heading 1"].element.get_or_add_pPr().insert_element_before(
        rule, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:outlineLvl"
    )


_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def _language(style: Any, language: str) -> None:
    properties = style.element.get_or_add_rPr()
    for old in list(properties.iter(f"{{{_W}}}lang")):
        properties.remove(old)
    latin = language if language.startswith("en") else "en-US"
    properties.append(
        parse_xml(f'<w:lang {nsdecls("w")} w:val="{latin}" w:eastAsia="zh-CN" w:bidi="ar-SA"/>')
    )


def _page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(_MARGINS["top"]), Mm(_MARGINS["bottom"])
    section.left_margin, section.right_margin = Mm(_MARGINS["left"]), Mm(_MARGINS["right"])
    section.header_distance = section.footer_distance = Mm(12)
    section.different_first_page_header_footer = True


def _running(document: Any, order: dict[str, Any]) -> None:
    words, section = order["running"], document.sections[0]
    head, foot = section.header.paragraphs[0], section.footer.paragraphs[0]
    for paragraph, stops in (
        (head, ((TEXT_MM, WD_TAB_ALIGNMENT.RIGHT),)),
        (foot, ((TEXT_MM / 2, WD_TAB_ALIGNMENT.CENTER), (TEXT_MM, WD_TAB_ALIGNMENT.RIGHT))),
    ):
        paragraph.paragraph_format.tab_stops.clear_all()
        for at, kind in stops:
            paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(at), kind)
    head.add_run(f"{words['number']}\t{words['heading']}")
    head._p.get_or_add_pPr().insert_element_before(  # noqa: SLF001 -- python-docx has no door to borders
        parse_xml(
            f'<w:pBdr {nsdecls("w")}><w:bottom w:val="single" w:sz="4" w:space="4" w:color="{INK}"/></w:pBdr>'
        ),
        "w:shd",
        "w:tabs",
        "w:spacing",
        "w:ind",
        "w:jc",
    )
    foot.add_run(f"{words['version']}\t{words['before']}")
    add_field(foot, "PAGE", "1")
    foot.add_run(words["between"])
    add_field(foot, "NUMPAGES", "1")
    foot.add_run(f"{words['after']}\t{words['label']}")


def add_field(paragraph: Any, code: str, shown: str) -> None:
    """A field of Word's own with the text that stands there before it is brought up to date."""
    for part in field_runs(code, shown):
        paragraph._p.append(parse_xml(part.replace("<w:r>", f"<w:r {nsdecls('w')}>", 1)))  # noqa: SLF001 -- fields have no door


def field_runs(code: str, shown: str) -> list[str]:
    """The five runs of a field as XML."""
    return [
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>',
        f'<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>',
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>',
        f"<w:r><w:t>{shown}</w:t></w:r>",
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
    ]
