"""One check of what was typed, for form, REST and sheet alike (F5–F12; domain §4.3 b, o): every problem at once.

A number is taken exactly as typed or refused with its reason; “no data, because …” is an answer; an
empty cell is kept in a draft and refused when the week is handed in.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from governance.lib.numbers import BadNumber, Exact, parse_number, plain
from governance.lib.periods import Slice
from kpi.formulas.expression import Formula, NoSample
from kpi.formulas.statistic import is_implausible, usual_value

LONGEST_REASON = 300
LONGEST_NOTE = 1000
SHORTEST_REASON = 2
DIGITS = 14
SATURDAY = 5
# What may be typed in a reason beyond letters: line breaks would break subjects and lists (F22).
EMPTY_ENDS = " \t\u3000\u00a0\u200b\ufeff。.，,、!！?？-"
UNWANTED = {"Cc", "Cf", "Cs", "Co", "Cn"}

Key = tuple[str, Slice]


@dataclass(frozen=True)
class Field:
    """A cell of the form: a measure in one slice, with what is known of its usual size (oldest first)."""

    code: str
    name: str
    part: Slice
    unit: str = ""
    decimals: int = 0
    may_be_negative: bool = False
    history: tuple[Exact, ...] = ()
    adds_up: bool = False

    @property
    def key(self) -> Key:
        return self.code, self.part


@dataclass(frozen=True)
class Typed:
    """What somebody put into a cell, as they put it."""

    value: str | Decimal | int | None = ""
    no_data_reason: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Answer:
    """A cell that can be stored: a number, or no number and the reason why."""

    value: Decimal | None
    no_data_reason: str = ""
    reason: str = ""

    @property
    def is_given(self) -> bool:
        return self.value is not None or bool(self.no_data_reason)


@dataclass(frozen=True)
class Problem:
    """What is wrong where: `part_of_cell` is value, no_data_reason or reason; `kind` lets the mouth choose."""

    code: str
    part: Slice
    part_of_cell: str
    kind: str
    sentence: str

    @property
    def key(self) -> Key:
        return self.code, self.part


@dataclass(frozen=True)
class Ratio:
    """A share of a whole: its upper side cannot exceed its lower side within one slice (F11)."""

    code: str
    name: str
    formula: Formula


@dataclass(frozen=True)
class Checked:
    """The cells that can be stored, and everything that stands in the way of handing the week in."""

    answers: Mapping[Key, Answer]
    problems: tuple[Problem, ...]

    def of(self, key: Key) -> list[Problem]:
        return [problem for problem in self.problems if problem.key == key]


def check_cells(
    fields: Iterable[Field],
    typed: Mapping[Key, Typed],
    ratios: Sequence[Ratio] = (),
    *,
    is_final: bool,
) -> Checked:
    """Every cell is judged and every problem named, not only the first.

    `is_final` = the week is handed in: empty cells and unusual numbers without a reason are problems
    then, and only then. Numbers that cannot be read, and shares above the whole, always are.
    """
    fields = list(fields)
    answers: dict[Key, Answer] = {}
    problems: list[Problem] = []
    for field in fields:
        cell = typed.get(field.key, Typed())
        answer, found = _read(field, cell)
        problems += found
        if answer is not None:
            answers[field.key] = answer
            problems += _demand(field, answer) if is_final else []
    problems += _unknown({field.key for field in fields}, typed)
    problems += _beyond_whole(fields, answers, ratios)
    return Checked(answers, tuple(problems))


def _read(field: Field, cell: Typed) -> tuple[Answer | None, list[Problem]]:
    problems: list[Problem] = []
    value = None
    try:
        value = parse_number(
            cell.value,
            unit=field.unit,
            decimals=field.decimals,
            digits=DIGITS,
            allow_negative=field.may_be_negative,
            whole=field.decimals == 0,
        )
    except BadNumber as bad:
        problems.append(Problem(*field.key, "value", "bad", str(bad)))
    texts = {}
    for name in ("no_data_reason", "reason"):
        try:
            texts[name] = clean_reason(getattr(cell, name))
        except BadReason as bad:
            problems.append(Problem(*field.key, name, "bad", str(bad)))
    if value is not None and texts.get("no_data_reason"):
        sentence = _("Give either a number or the reason why there is none, not both.")
        problems.append(Problem(*field.key, "no_data_reason", "both", sentence))
    return (None if problems else Answer(value, **texts)), problems


def _demand(field: Field, answer: Answer) -> list[Problem]:
    if not answer.is_given:
        sentence = _("Please enter a number (0 is a number), or say why there is no data.")
        return [Problem(*field.key, "value", "empty", sentence)]
    if answer.value is None or answer.reason or not is_unusual(field, answer.value):
        return []
    return [Problem(*field.key, "reason", "implausible", unusual_sentence(field))]


def is_unusual(field: Field, value: Decimal) -> bool:
    """A number far from the usual asks for a reason; a quiet weekend at a month's edge does not."""
    if not is_implausible(value, field.history):
        return False
    usual = usual_value(field.history)
    is_weekend = field.adds_up and field.part.start.weekday() >= SATURDAY
    return not (is_weekend and usual is not None and abs(value) < abs(usual))


def unusual_sentence(field: Field) -> str:
    """Why a reason is asked for, with what is usual."""
    usual = usual_value(field.history)
    if usual is None or not usual:
        return _("This is far from what was reported so far. Please say why.")
    shown = plain(Decimal(round(usual * 100)) / 100)
    return _("Usually about %(usual)s. Please say why it differs so much.") % {"usual": shown}


def _unknown(known: set[Key], typed: Mapping[Key, Typed]) -> list[Problem]:
    """What nobody asked for is refused aloud, never dropped silently."""
    sentence = _("This number is not asked for in this week.")
    return [Problem(*key, "value", "unknown", sentence) for key in typed if key not in known]


def _beyond_whole(
    fields: Sequence[Field], answers: Mapping[Key, Answer], ratios: Sequence[Ratio]
) -> list[Problem]:
    names = {field.code: field.name for field in fields}
    problems = {}
    for part in dict.fromkeys(field.part for field in fields):
        values = {code: answer.value for (code, at), answer in answers.items() if at == part}
        for ratio in ratios:
            guilty = _guilty(ratio.formula, values)
            if guilty is not None:
                above, below = guilty
                sentence = _(
                    "%(part)s cannot be more than %(whole)s; please check both numbers."
                ) % {
                    "part": names[above],
                    "whole": names.get(below, below),
                }
                problems[above, part] = Problem(above, part, "value", "ratio", sentence)
    return list(problems.values())


def _guilty(formula: Formula, values: Mapping[str, Decimal | None]) -> tuple[str, str] | None:
    """The measure to correct, and the whole it exceeds; None where the share lies between 0 and 1."""
    whole = formula.denominator
    if whole is None or any(values.get(name) is None for name in formula.names):
        return None
    try:
        above, below = formula.numerator.evaluate(values), whole.evaluate(values)
    except NoSample:
        return None
    if above is None or below is None or Fraction(0) <= above <= below:
        return None
    suspects = [name for name in formula.names if name not in whole.names]
    return (suspects or list(formula.names))[0], whole.names[0] if whole.names else ""


class BadReason(ValueError):  # noqa: N818 -- named for what was typed, as house style names refusals
    """The text cannot be kept as a reason; the message says why and can be shown."""


def clean_reason(text: str | None) -> str:
    """A reason is a line of readable text with substance; blanks of any width alone are no text (F1, F2, F24).

    Line breaks become blanks; control, direction and zero-width characters are refused.
    """
    if not text:
        return ""
    flat = " ".join(text.split()).strip("\u200b\ufeff ")
    if not flat.strip(EMPTY_ENDS):
        if flat:
            raise BadReason(_("Please give a reason in words."))
        return ""
    if any(unicodedata.category(letter) in UNWANTED for letter in flat):
        raise BadReason(_("The text contains characters that cannot be shown."))
    if len(flat) > LONGEST_REASON:
        raise BadReason(
            _("At most %(limit)s characters; this text has %(count)s.")
            % {"limit": LONGEST_REASON, "count": len(flat)}
        )
    if len(flat.strip(EMPTY_ENDS)) < SHORTEST_REASON:
        raise BadReason(_("Please give a reason in words."))
    return flat


def clean_note(text: str | None) -> str:
    """A note may have lines; what cannot be seen is left out, and it is never cut silently."""
    lines = (text or "").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    clean = "\n".join(
        "".join(letter for letter in line if unicodedata.category(letter) not in UNWANTED).strip()
        for line in lines
    ).strip()
    if len(clean) > LONGEST_NOTE:
        raise BadReason(
            _("At most %(limit)s characters; this text has %(count)s.")
            % {"limit": LONGEST_NOTE, "count": len(clean)}
        )
    return clean
