"""Reads the framework policy out of its own text, or says at which line it could not (R1–R4, G54)."""

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from governance.lib.workflow import Refused
from governance.services.policy import ClauseSource, PolicyText, Signer, Term, VersionRow

_MARKUP = re.compile(r"\*\*|__|</?[a-zA-Z]{1,6}>")
_NUMBER = re.compile(r"^[(]\s*([A-Z][A-Z0-9]*(?:\s*-\s*[A-Z0-9]+)+)\s*[)]$")
_LABEL = re.compile(r"^(编制人|审核人|批准人|编制时间|审核时间|审批时间|批准时间)\s*:\s*(.*)$")
_DATE = re.compile(r"^(\d{4})\s*[.年/-]\s*(\d{1,2})\s*[.月/-]\s*(\d{1,2})\s*日?$")
_HEADING = re.compile(r"^(\d{1,2}(?:\s*\.\s*\d{1,2}){0,4})(?:\s*[.、]\s*|\s+)(\D.*)$")
# Printed like 6.4.4. with its closing dot: a heading even without a mark, so a jump is noticed.
_SUBCLAUSE = re.compile(r"^\d{1,2}(?:\s*\.\s*\d{1,2}){1,4}\s*\.\s*[^\d\t]{1,40}$")
_CONTENTS_ROW = re.compile(r"^(.*?)\s*(?:\.\s*){3,}(\d+)$|^(.*?)\s*…+\s*(\d+)$")
_HAN = "\u4e00-\u9fff"
_TORN = re.compile(rf"(?<=[{_HAN}])[ \u3000]+(?=[{_HAN}])")
_SENTENCE_END = "。；;！!？?：:"
_LONGEST_TITLE = 40
_LONGEST_COVER = 8  # lines before the number; beyond that it is some other text
_COLUMNS = 8
_LARGEST_FILE = 2_000_000


class CannotReadPolicy(Refused):
    """The file is no policy this system understands; it names the line that stopped it."""

    code = "cannot_read_policy"

    def __init__(self, problem: str, line: int, text: str) -> None:
        self.line, self.text, self.problem = line, text.strip(), problem
        super().__init__(
            _("Line %(line)s could not be understood (%(problem)s): “%(text)s”")
            % {"line": line, "problem": problem, "text": self.text[:80]}
        )


@dataclass(frozen=True)
class _Line:
    """A line as printed (`raw`), without mark-up (`text`), and in a form that compares (`plain`)."""

    number: int
    raw: str

    @property
    def text(self) -> str:
        bare = _MARKUP.sub("", self.raw).strip()
        return bare.lstrip("#").strip() if bare.startswith("#") else bare

    @property
    def plain(self) -> str:
        return unicodedata.normalize("NFKC", self.text).strip()

    @property
    def is_marked(self) -> bool:
        return self.raw.lstrip().startswith("#")

    def refuse(self, problem: str) -> CannotReadPolicy:
        return CannotReadPolicy(problem, self.number, self.raw)


def read_policy(content: bytes) -> PolicyText:
    """A file is a policy when it has a cover with number and signers, a version row and clauses in order.

    Traces of conversion (torn numbers, mark-up, broken lines, full-width digits) do not matter.
    Raises `CannotReadPolicy` with number and text of the first line that does not fit.
    """
    lines = _lines_of(content)
    cover, history, contents, body = _parts_of(lines)
    company, title, number, signers = _cover_of(cover, history[0])
    clauses = _clauses_of(body)
    _check_contents(contents, clauses)
    return PolicyText(
        company=company,
        title=title,
        number=number,
        signers=signers,
        versions=_versions_of(history),
        clauses=tuple(_finished(clause, lines) for clause in clauses),
        terms=_terms_of(clauses),
        sha256=hashlib.sha256(content).hexdigest(),
    )


# --- lines and parts -------------------------------------------------------------------------------


def _lines_of(content: bytes) -> list[_Line]:
    if len(content) > _LARGEST_FILE:
        raise CannotReadPolicy(_("the file is too large for a policy"), 1, "")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        lines = [_Line(number, raw) for number, raw in enumerate(text.splitlines(), start=1)]
        break
    else:
        raise CannotReadPolicy(_("the file is no text in UTF-8 or GB 18030"), 1, "")
    for line in lines:
        if "\x00" in line.raw:
            raise CannotReadPolicy(
                _("the file is no text"), line.number, line.raw.replace("\x00", " ")
            )
    if not any(line.text for line in lines):
        raise CannotReadPolicy(_("the file is empty"), 1, "")
    return [line for line in lines if line.text or not line.raw.strip()]


def _parts_of(lines: list[_Line]) -> tuple[list[_Line], list[_Line], list[_Line], list[_Line]]:
    history = next(
        (i for i, line in enumerate(lines) if "变更履历" in line.plain.replace(" ", "")), None
    )
    if history is None:
        raise _stop_of_a_cover(lines)
    contents = next(
        (
            i
            for i, line in enumerate(lines)
            if i > history and line.plain.replace(" ", "") == "目录"
        ),
        None,
    )
    body = _start_of_clauses(lines, contents or history)
    if body is None:
        raise _last_of(lines).refuse(_("the file ends before clause 1"))
    if contents is None:
        return lines[:history], lines[history:body], [], lines[body:]
    return lines[:history], lines[history:contents], lines[contents + 1 : body], lines[body:]


def _start_of_clauses(lines: list[_Line], after: int) -> int | None:
    """Clause 1 begins where its title stands last: contents without leaders look like headings too."""
    found: list[tuple[int, str]] = []
    for place, line in enumerate(lines):
        heading = _heading_of(line)
        if place > after and heading and heading[0] == "1" and not _CONTENTS_ROW.match(line.plain):
            found.append((place, re.sub(r"[\s.\d]+$", "", heading[1])))
    same = [place for place, title in found if title == found[0][1]]
    return same[-1] if same else None


def _stop_of_a_cover(lines: list[_Line]) -> CannotReadPolicy:
    written = [line for line in lines if line.text]
    for position, line in enumerate(written):
        if not any(_NUMBER.match(earlier.plain) for earlier in written[: position + 1]):
            if position >= _LONGEST_COVER:
                return line.refuse(_("expected the document number in brackets"))
        elif position and not _NUMBER.match(line.plain) and not _LABEL.match(line.plain):
            before = any(_NUMBER.match(earlier.plain) for earlier in written[:position])
            if before:
                return line.refuse(_("expected a signer, a date or the version history"))
    return written[-1].refuse(_("the file ends before the version history"))


def _last_of(lines: list[_Line]) -> _Line:
    return next(line for line in reversed(lines) if line.text)


# --- cover and version history ---------------------------------------------------------------------


def _cover_of(lines: list[_Line], following: _Line) -> tuple[str, str, str, tuple[Signer, ...]]:
    written = [line for line in lines if line.text]
    at = next((i for i, line in enumerate(written) if _NUMBER.match(line.plain)), None)
    if at is None:
        raise (written[-1] if written else following).refuse(
            _("expected the document number in brackets")
        )
    if at < 2:  # noqa: PLR2004 -- company and title come first
        raise written[at].refuse(_("expected company and title before the number"))
    match = _NUMBER.match(written[at].plain)
    number = re.sub(r"\s", "", match.group(1)) if match else ""
    title = "".join(line.text for line in written[1:at])
    return written[0].text, title, number, _signers_of(written[at + 1 :], following)


def _signers_of(lines: list[_Line], following: _Line) -> tuple[Signer, ...]:
    signers: list[Signer] = []
    for line in lines:
        match = _LABEL.match(line.plain)
        if match is None:
            raise line.refuse(_("expected a signer or a date"))
        label, value = match.group(1), match.group(2).strip()
        if label.endswith("人"):
            signers.append(Signer(label, value))
        elif not signers or signers[-1].date_text:
            raise line.refuse(_("a date without its signer"))
        else:
            _date_of(value, line)
            signers[-1] = Signer(signers[-1].label, signers[-1].name, label, value)
    if [signer.label for signer in signers] != ["编制人", "审核人", "批准人"]:
        raise (lines[-1] if lines else following).refuse(_("expected the three signers"))
    return tuple(signers)


def _versions_of(lines: list[_Line]) -> tuple[VersionRow, ...]:
    rows: list[VersionRow] = []
    for line in lines[1:]:
        cells = _cells_of(line)
        if not line.text or {"版本", "作者"} & set(cells) or set(line.plain) <= set("|-: "):
            continue
        if not re.match(r"^[Vv]?\d+(\.\d+)*$", cells[0]) or len(cells) != _COLUMNS:
            raise line.refuse(_("expected a version with three names, three dates and a note"))
        label, author, authored, reviewer, reviewed, approver, approved, note = cells
        rows.append(
            VersionRow(
                label=label,
                prepared_by=author,
                prepared_on=_date_of(authored, line),
                reviewed_by=reviewer,
                reviewed_on=_date_of(reviewed, line),
                approved_by=approver,
                approved_on=_date_of(approved, line),
                change_note=note,
            )
        )
    if not rows:
        raise _last_of(lines).refuse(_("expected at least one version"))
    return tuple(rows)


def _cells_of(line: _Line) -> list[str]:
    if "|" in line.text:
        return [cell.strip() for cell in line.text.strip("|").split("|")]
    if "\t" not in line.raw:
        return line.text.split() or [""]
    return [cell.strip() for cell in _MARKUP.sub("", line.raw.rstrip("\r\n")).split("\t")]


def _date_of(text: str, line: _Line) -> date | None:
    if not text.strip():
        return None
    match = _DATE.match(unicodedata.normalize("NFKC", text).strip())
    try:
        year, month, day = (int(part) for part in match.groups()) if match else (0, 0, 0)
        return date(year, month, day)
    except ValueError:
        raise line.refuse(_("expected a date")) from None


# --- clauses ---------------------------------------------------------------------------------------


@dataclass
class _Clause:
    number: str
    title: str
    heading: _Line
    lines: list[_Line]


def _heading_of(line: _Line) -> tuple[str, str] | None:
    match = _HEADING.match(line.plain)
    if match is None or "\t" in line.text:
        return None
    title = match.group(2).strip()
    if not line.is_marked and (len(title) > _LONGEST_TITLE or title[-1] in _SENTENCE_END):
        return None
    # The title is handed on as printed: comparing forms make （） into ().
    printed = re.sub(r"^[\d０-９\s.．、]+", "", line.text).strip()
    return re.sub(r"\s", "", match.group(1)), _TORN.sub("", printed)


def _clauses_of(lines: list[_Line]) -> list[_Clause]:
    clauses: list[_Clause] = []
    for line in lines:
        heading = _heading_of(line)
        fits = heading is not None and heading[0] in _numbers_after(
            clauses[-1].number if clauses else ""
        )
        if heading is not None and fits:
            clauses.append(_Clause(heading[0], heading[1], line, []))
        elif line.is_marked or not clauses or _SUBCLAUSE.match(line.plain):
            raise line.refuse(_("expected the next clause number"))
        else:
            clauses[-1].lines.append(line)
    return clauses


def _numbers_after(number: str) -> set[str]:
    """The first child, the next sibling, or the next of any ancestor; the file starts with 1."""
    if not number:
        return {"1"}
    parts = [int(part) for part in number.split(".")]
    after = {f"{number}.1"}
    for length in range(len(parts), 0, -1):
        after.add(".".join(str(part) for part in [*parts[: length - 1], parts[length - 1] + 1]))
    return after


def _check_contents(contents: list[_Line], clauses: list[_Clause]) -> None:
    found = {clause.number for clause in clauses}
    for line in contents:
        row = _CONTENTS_ROW.match(line.plain)
        heading = _HEADING.match((row.group(1) or row.group(3)) if row else line.plain)
        if heading and re.sub(r"\s", "", heading.group(1)) not in found:
            raise line.refuse(_("the contents list a clause that the text does not have"))


def _finished(clause: _Clause, lines: list[_Line]) -> ClauseSource:
    return ClauseSource(
        clause.number, clause.title, "\n".join(_paragraphs_of(clause.lines)), clause.heading.number
    )


def _paragraphs_of(lines: list[_Line]) -> Iterator[str]:
    """Lines broken inside a sentence are joined; rows of a table and points of a list stay lines."""
    held = ""
    in_table = False
    for line in lines:
        is_row = "\t" in line.raw or line.text.startswith("|")
        starts_anew = not line.text or is_row or line.text.startswith(("- ", "• "))
        if held and (starts_anew or held[-1] in _SENTENCE_END):
            yield held
            held = ""
        if is_row:
            cells = [cell.replace("、 ", "、") for cell in _cells_of(line)]
            if not in_table:  # only headings are torn; elsewhere a space may be meant
                cells = [_TORN.sub("", cell) for cell in cells]
            yield "\t".join(cells)
        elif line.text:
            held = _joined(held, line.text)
        in_table = is_row or (in_table and not line.text)
    if held:
        yield held


def _joined(head: str, tail: str) -> str:
    if head and head[-1].isascii() and tail[0].isascii():
        return f"{head} {tail}"
    return head + tail


def _terms_of(clauses: list[_Clause]) -> tuple[Term, ...]:
    for clause in clauses:
        if "术语" not in clause.title:
            continue
        rows = [_cells_of(line) for line in clause.lines if "\t" in line.raw or "|" in line.text]
        terms = [Term(row[0], row[1]) for row in rows if len(row) == 2 and row[0] != "术语"]  # noqa: PLR2004 -- term and definition
        if not terms:
            raise clause.heading.refuse(_("expected terms with their definitions"))
        return tuple(terms)
    return ()
