"""What every grain of `periods` shares: its days, its clock, its label read and shown."""

import re
from datetime import date, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, ClassVar, Self

from django.utils import translation
from django.utils.translation import gettext as _

from governance.lib.numbers import half_width, shorten

if TYPE_CHECKING:
    from collections.abc import Callable

# What a person may name. The values themselves reach 20 years further on both sides, so that "the
# previous week" of the first page, or the year before for comparison, is still a value.
EARLIEST_YEAR, LATEST_YEAR = 2000, 2100
MARGIN = 20
DAY = timedelta(days=1)


class BadPeriod(ValueError):  # noqa: N818 -- named for what was typed, as house style names refusals
    """The text or the numbers name no period; the message says why and can be shown."""


class Span:
    """A named run of days; each grain says how it is written (`pattern`) and what to answer to another text."""

    __slots__ = ()

    grain: ClassVar[str]
    pattern: ClassVar[re.Pattern[str]]
    refusal: ClassVar[str]
    start: date
    end: date

    @property
    def label(self) -> str:
        raise NotImplementedError

    @classmethod
    def of(cls, day: date) -> Self:
        raise NotImplementedError

    def _text(self) -> str:
        raise NotImplementedError

    @classmethod
    def at(cls, moment: datetime, zone: tzinfo) -> Self:
        """The period that holds an instant is decided by the clock of one zone (Asia/Shanghai), not by UTC."""
        if moment.tzinfo is None:
            raise ValueError("a moment without a zone belongs to no period")
        return cls.of(moment.astimezone(zone).date())

    @classmethod
    def parse(cls, label: str) -> Self:
        """A label of 2000 to 2100 is read back to the equal period, anything else refused with a sentence."""
        text = half_width(label)
        match = cls.pattern.fullmatch(text)
        if match is None:
            raise BadPeriod(_(cls.refusal) % {"label": shorten(text)})
        period = cls._read(match)
        check_year(period.start.year if cls.grain == "slice" else int(match[1]), margin=0)
        return period

    @classmethod
    def _read(cls, match: re.Match[str]) -> Self:
        build: Callable[..., Self] = cls
        return build(*(int(part) for part in match.groups()))

    def contains(self, day: date) -> bool:
        return self.start <= day <= self.end

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1

    def next(self) -> Self:
        return self.of(self.end + DAY)

    def previous(self) -> Self:
        return self.of(self.start - DAY)

    def display(self, lang: str = "") -> str:
        """A period is named to people in their language, weeks by their dates (domain §6.4)."""
        if not lang:
            return self._text()
        with translation.override(lang):
            return self._text()

    def __str__(self) -> str:
        return self.label


def set_days(period: Span, start: date, end: date) -> None:
    """A period's days follow from its numbers and are worked out once, when it is made."""
    # The way frozen dataclasses fill fields that follow from the others.
    object.__setattr__(period, "start", start)
    object.__setattr__(period, "end", end)


def check_year(year: int, margin: int = MARGIN) -> None:
    """A year outside 2000 to 2100 (and the margin that arithmetic needs) is refused."""
    if not EARLIEST_YEAR - margin <= year <= LATEST_YEAR + margin:
        raise BadPeriod(
            _("The year %(year)s is out of range; years from %(earliest)s to %(latest)s are known.")
            % {"year": shorten(str(year)), "earliest": EARLIEST_YEAR, "latest": LATEST_YEAR},
        )


def check_number(number: int, most: int, refusal: str, **facts: int) -> None:
    """A week, month or quarter that its year does not have is refused."""
    if not 1 <= number <= most:
        raise BadPeriod(_(refusal) % {"number": number, "most": most, **facts})
