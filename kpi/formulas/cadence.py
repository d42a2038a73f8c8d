"""Which slice of time a measure is asked for, by the cadence of its indicator (domain §4.2)."""

from functools import lru_cache

from governance.lib.periods import Month, Period, Quarter, Slice, Week, Year, period_of, slices_of

FINENESS = {"week": 0, "month": 1, "quarter": 2, "year": 3}


def month_of(part: Slice, *, split: bool) -> Month:
    """By slices a part counts in its own month; by the Thursday rule its whole week in Thursday's (G26)."""
    return part.month if split else part.week.month_by_thursday()


@lru_cache(maxsize=20_000)
def periods_holding(part: Slice, *, split: bool) -> tuple[Week, Month, Quarter, Year]:
    """A slice counts into its ISO week and into the month, quarter and year of its month."""
    month = month_of(part, split=split)
    return part.week, month, Quarter.of(month.start), Year.of(month.start)


@lru_cache(maxsize=5_000)
def slices_in(period: Period, *, split: bool) -> tuple[Slice, ...]:
    """The slices that make up a period, worked out once."""
    return tuple(slices_of(period, split=split))


@lru_cache(maxsize=20_000)
def is_asked(part: Slice, cadence: str, *, split: bool) -> bool:
    """Weekly measures are asked for every slice; monthly ones for the last slice of the month, and so on.

    The slice 02-23…02-28 of 2026 is the last of February, so a monthly measure is asked for there.
    """
    if cadence == "week":
        return True
    period = period_of(cadence, month_of(part, split=split).start)
    return slices_in(period, split=split)[-1] == part


def is_finer(grain: str, cadence: str) -> bool:
    """A week is finer than a monthly cadence: what is asked once a month says nothing about one week."""
    return FINENESS[grain] < FINENESS[cadence]


def speaks_of(grain: str, assessed_in: str, *, adds_up: bool) -> bool:
    """A target speaks of the length it was set for; of longer ones only where the figure does not add up.

    “At most 1 a month” says nothing about the sum of a quarter; “at least 95 %” and a last
    snapshot do. Nothing is judged before the period of its assessment is over.
    """
    return grain == assessed_in or (is_finer(assessed_in, grain) and not adds_up)
