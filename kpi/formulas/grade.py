"""Grades: what a qualitative indicator is reported in, and what a period of them says (clause 3, R17, G43).

A grade is a word of a declared scale. It is never averaged, never added, never turned into a number.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from kpi.formulas.figure import Verdict, coverage

FEWEST_GRADES = 2


class BadScale(ValueError):  # noqa: N818 -- named for what was typed, as house style names refusals
    """The scale cannot judge anything; the message says why and can be shown."""


@dataclass(frozen=True)
class Grade:
    """One word of a scale; `meets` says that it reaches the target."""

    code: str
    name: str
    name_en: str = ""
    meets: bool = False


@dataclass(frozen=True)
class Scale:
    """The words in their order, the worst first; an empty scale belongs to a measure of numbers."""

    grades: tuple[Grade, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.grades)

    def of(self, code: str) -> Grade | None:
        """The grade of a code; None for one that the scale does not (or no longer) have."""
        return next((grade for grade in self.grades if grade.code == code), None)

    def read(self, text: str) -> Grade | None:
        """What somebody typed or chose: a code, or the word in either language, in any case."""
        wanted = " ".join(text.split()).casefold()
        for grade in self.grades:
            if wanted in {grade.code.casefold(), grade.name.casefold(), grade.name_en.casefold()}:
                return grade
        return None

    def meets(self, code: str) -> bool:
        """Whether a grade reaches the target; an unknown one never does."""
        grade = self.of(code)
        return grade is not None and grade.meets

    @property
    def passing(self) -> tuple[str, ...]:
        """The codes of the grades that reach the target, the lowest first."""
        return tuple(grade.code for grade in self.grades if grade.meets)

    def rank(self, code: str) -> int:
        """The place in the order, for comparing only; an unknown grade stands below all."""
        return next((place for place, each in enumerate(self.grades) if each.code == code), -1)

    def worst(self, codes: Iterable[str]) -> str:
        """The lowest of some grades; of none, none."""
        return min(codes, key=self.rank, default="")


@dataclass(frozen=True)
class Given:
    """One grade as it was given: by whom (a place), for which days, and why."""

    first: date
    on: date
    grade: str
    department: int | None = None
    project: int | None = None
    narrative: str = ""

    @property
    def place(self) -> tuple[int, int]:
        return self.department or 0, self.project or 0


@dataclass(frozen=True)
class Grades:
    """A period's grades in the order of time, the one it is judged by, and the worst."""

    given: tuple[Given, ...]
    judged: Given
    worst: str


def scale_of(rows: Sequence[Mapping[str, Any]]) -> Scale:
    """A stored scale is read; what cannot judge is refused: fewer than two words, twins, a hole in the order.

    Whatever stands above a grade that meets the target meets it as well, and the lowest never does,
    else every report would meet it.
    """
    grades = tuple(
        Grade(row["code"], row["name"], row.get("name_en", ""), bool(row.get("meets")))
        for row in rows
    )
    if not grades:
        return Scale()
    if len(grades) < FEWEST_GRADES:
        raise BadScale(_("A scale needs at least two grades."))
    for name in ("code", "name"):
        if len({getattr(each, name) for each in grades}) < len(grades):
            raise BadScale(_("Two grades of the scale are called the same."))
    meeting = [each.meets for each in grades]
    if meeting != sorted(meeting) or meeting[0] or not meeting[-1]:
        raise BadScale(
            _(
                "From one grade upwards the target is met: never by the lowest, always by the highest."
            )
        )
    return Scale(grades)


def grades_over(scale: Scale, given: Collection[Given]) -> Grades | None:
    """A period's grades are listed, not put together; None where none was given.

    It is judged by the grade last given. Where several places report, each one's last grade counts,
    and the worst of these is the period's: 良好 of one desk does not make up for 不合格 of another.
    """
    if not given:
        return None
    ordered = sorted(given, key=lambda each: (each.on, each.first, each.place))
    last = {each.place: each for each in ordered}
    judged = min(last.values(), key=lambda each: (scale.rank(each.grade), -each.on.toordinal()))
    return Grades(tuple(ordered), judged, scale.worst(each.grade for each in ordered))


def grade_verdict(
    scale: Scale,
    grades: Grades | None,
    *,
    is_assessed: bool,
    covered: int,
    expected: int,
    threshold: Decimal | Fraction,
) -> Verdict:
    """A grade is judged at the period of assessment only, by its scale; coverage rules as for numbers."""
    share = coverage(covered, expected)
    if share is not None and share < Fraction(threshold):
        return Verdict.INCOMPLETE
    if grades is None:
        return Verdict.INCOMPLETE if expected else Verdict.NOT_APPLICABLE
    if not is_assessed:
        return Verdict.NOT_APPLICABLE
    return Verdict.MET if scale.meets(grades.judged.grade) else Verdict.MISSED
