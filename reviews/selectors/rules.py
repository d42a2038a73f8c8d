"""What was decided about reviews where the policy is silent (G24, G28, G31)."""

from dataclasses import dataclass
from datetime import date, datetime, time
from fractions import Fraction

from governance.lib.numbers import format_number
from governance.models import Setting
from governance.selectors.calendar import local_day, local_moment, work_calendar
from governance.selectors.setting import setting_value

CLOSES = time(17)
WHOLE = 100


@dataclass(frozen=True)
class Quorum:
    """Which share of the invited departments must be present; None demands nothing (G28)."""

    share: Fraction | None

    def is_met(self, present: int, invited: int) -> bool:
        """60 % of 5 departments are 3: 3 are enough, 2 are not."""
        if self.share is None:
            return True
        return invited > 0 and Fraction(present, invited) >= self.share

    @property
    def percent(self) -> str:
        """The share in per cent as it was decided; empty where none was."""
        return "" if self.share is None else format_number(self.share * WHOLE, decimals=0)


def quorum_decided() -> Quorum:
    """The quorum of reviews as the PMO decided it; ships empty."""
    text = str(setting_value("review_quorum") or "").strip()
    return Quorum(Fraction(text) / WHOLE if text else None)


@dataclass(frozen=True)
class Threshold:
    """What was decided for a rule that ships off, and since which day."""

    number: Fraction
    since: date


def threshold_decided(setting: str) -> Threshold | None:
    """The threshold of a rule; None while nobody has decided one, which switches the rule off (G31)."""
    row = Setting.objects.filter(key=setting).first()
    if row is None or row.value is False or row.value in (None, ""):
        return None
    number = 1 if row.value is True else Fraction(str(row.value))
    return Threshold(Fraction(number), local_day(row.changed_at))


def due_within(at: datetime, setting: str) -> datetime:
    """So many workdays after a moment as the setting says, at 17:00."""
    days = int(setting_value(setting))
    return closing(work_calendar().add_workdays(local_day(at), days))


def closing(day: date) -> datetime:
    """The end of a working day."""
    return local_moment(day, CLOSES)
