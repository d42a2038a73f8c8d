"""One check of what was typed, for form, REST and sheet alike (F5–F12; domain §4.3 b, o): every problem at once.

A number is taken exactly as typed or refused with its reason; “no data, because …” is an answer; an
empty cell is kept in a draft and refused when the week is handed in.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from governance.lib.numbers import BadNumber, Exact, parse_number, plain
from governance.lib.periods import Slice
from kpi.formulas.expression import Formula, NoSample
from kpi.formulas.grade import Scale
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
    """A cell of the form: a measure in one slice, with what is known of its usual size (oldest first).

    With a `scale` a grade is given there, and words, in place of a number (G43).
    """

    code: str
    name: str
    part: Slice
    unit: str = ""
    decimals: int = 0
    may_be_negative: bool = False
    history: tuple[Exact, ...] = ()
    adds_up: bool = False
    scale: Scale = Scale()  # noqa: RUF009 -- frozen and empty

    @property
    def key(self) -> Key:
        return self.code, self.part


@dataclass(frozen=True)
class Typed:
    """What somebody put into a cell, as they put it; of a grade its code, or its word in either language."""

    value: str | Decimal | int | None = ""
    no_data_reason: str = ""
    reason: str = ""
    narrative: str = ""


@dataclass(frozen=True)
class Answer:
    """A cell that can be stored: a number, or a grade with its narrative, or neither and the reason why."""

    value: Decimal | None
    no_data_reason: str = ""
    reason: str = ""
    grade: str = ""
    narrative: str = ""

    @property
    def is_given(self) -> bool:
        return self.value is not None or bool(self.grade or self.no_data_reason)


@dataclass(frozen=True)
class Problem:
    """What is wrong where: `part_of_cell` is value, no_data_reason, reason or narrative; `kind` lets the mouth choose."""

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
    """A share of a whole: an upper side beyond its lower one in a slice needs a reason (F11; domain §4.3o)."""

    code: str
    name: str
    formula: Formula


@dataclass(frozen=True)
class Checked:
    """The cells that can be stored, everything that stands in the way of handing the week in, and doubts.

    A doubt is the sentence beside a number that makes a share larger than its whole, with or without
    a reason given.
    """

    answers: Mapping[Key, Answer]
    problems: tuple[Problem, ...]
    doubts: Mapping[Key, str] = field(default_factory=dict)

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

    `is_final` = the week is handed in: empty cells, unusual numbers and shares above the whole without
    a reason are problems then, and only then. Numbers and grades that cannot be read always are.
    """
    fields = list(fields)
    answers: dict[Key, Answer] = {}
    problems: list[Problem] = []
    for asked in fields:
        answer, found = _read(asked, typed.get(asked.key, Typed()))
        problems += found
        if answer is not None:
            answers[asked.key] = answer
            problems += _demand(asked, answer) if is_final else []
    problems += _unknown({asked.key for asked in fields}, typed)
    doubts = beyond_whole(fields, answers, ratios)
    if is_final:
        problems += [
            Problem(*key, "reason", "ratio", sentence)
            for key, sentence in doubts.items()
            if not answers[key].reason
        ]
    return Checked(answers, tuple(problems), doubts)


def _read(field: Field, cell: Typed) -> tuple[Answer | None, list[Problem]]:
    problems: list[Problem] = []
    said: dict[str, Any] = {"value": None}
    try:
        said |= _read_value(field, cell)
    except BadNumber as bad:
        problems.append(Problem(*field.key, "value", "bad", str(bad)))
    for name, clean in (
        ("no_data_reason", clean_reason),
        ("reason", clean_reason),
        ("narrative", clean_note),
    ):
        try:
            said[name] = clean(getattr(cell, name))
        except BadReason as bad:
            problems.append(Problem(*field.key, name, "bad", str(bad)))
    if said.get("no_data_reason") and (said["value"] is not None or said.get("grade")):
        problems.append(Problem(*field.key, "no_data_reason", "both", _both_sentence(field)))
    if said.get("narrative") and not field.scale:
        sentence = _("Words in place of a number are not asked for here.")
        problems.append(Problem(*field.key, "narrative", "bad", sentence))
    return (None if problems else Answer(**said)), problems


def _both_sentence(field: Field) -> str:
    if field.scale:
        return _("Give either a grade or the reason why there is none, not both.")
    return _("Give either a number or the reason why there is none, not both.")


def _read_value(field: Field, cell: Typed) -> dict[str, Any]:
    """A number, or where the measure has a scale one of its grades."""
    if not field.scale:
        number = parse_number(
            cell.value,
            unit=field.unit,
            decimals=field.decimals,
            digits=DIGITS,
            allow_negative=field.may_be_negative,
            whole=field.decimals == 0,
        )
        return {"value": number}
    typed = str(cell.value if cell.value is not None else "").strip()
    grade = field.scale.read(typed) if typed else None
    if typed and grade is None:
        words = ", ".join(each.name for each in field.scale.grades)
        raise BadNumber(_("Choose one of the grades: %(grades)s.") % {"grades": words})
    return {"grade": grade.code if grade else ""}


def _demand(field: Field, answer: Answer) -> list[Problem]:
    if not answer.is_given:
        sentence = (
            _("Please choose a grade, or say why there is none.")
            if field.scale
            else _("Please enter a number (0 is a number), or say why there is no data.")
        )
        return [Problem(*field.key, "value", "empty", sentence)]
    if answer.grade and len(answer.narrative) < SHORTEST_REASON:
        sentence = _("Please say in words what the grade rests on.")
        return [Problem(*field.key, "narrative", "empty", sentence)]
    if answer.value is None or answer.reason or not is_unusual(field, answer.value):
        return []
    return [Problem(*field.key, "reason", "implausible", unusual_sentence(field))]


def is_unusual(field: Field, value: Decimal) -> bool:
    """A number far from the usual asks for a reason; a quiet weekend at a month's edge does not.

    Nor does a single case where a part of a week makes the usual number a fraction of one: 1 failed
    change on a Sunday, where half a one a week is usual (0.07 a day).
    """
    if not is_implausible(value, field.history):
        return False
    usual = usual_value(field.history)
    if field.adds_up and usual is not None and abs(usual) < 1 and abs(value) <= 1:
        return False
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


def beyond_whole(
    fields: Sequence[Field], answers: Mapping[Key, Answer], ratios: Sequence[Ratio]
) -> dict[Key, str]:
    """The numbers that make a share larger than its whole, and the sentence to say (domain §4.3o).

    What was completed may include what was due earlier: a cohort error, warned of and accepted only
    with a reason.
    """
    names = {asked.code: asked.name for asked in fields}
    found: dict[Key, str] = {}
    for part in dict.fromkeys(asked.part for asked in fields):
        values = {code: answer.value for (code, at), answer in answers.items() if at == part}
        for ratio in ratios:
            guilty = _guilty(ratio.formula, values)
            if guilty is not None and guilty[0] in names:
                above, below = guilty
                found[above, part] = _(
                    "%(part)s is more than %(whole)s, so the share lies outside 0–100 %%: please check both numbers, or say why."
                ) % {"part": names[above], "whole": names.get(below, below)}
    return found


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
