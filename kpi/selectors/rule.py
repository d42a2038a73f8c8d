"""The rules of collecting as the PMO has decided them (G25–G28; the settings register)."""

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal, InvalidOperation
from typing import Any

from governance.lib.calendar import DueRule
from governance.lib.numbers import parse_date
from governance.selectors.setting import setting_values


@dataclass(frozen=True)
class Rules:
    """What decides slices, due times and coverage; read once per act."""

    split: bool
    threshold: Decimal
    weekly_due: DueRule
    monthly_due: DueRule
    quarterly_due: DueRule
    collect_from: date | None


def collection_rules() -> Rules:
    """The decided values in the form the arithmetic needs; an unreadable one counts as its default."""
    values = setting_values()
    return Rules(
        split=values["month_rule"] != "thursday",
        threshold=_share(values["coverage_threshold"]),
        weekly_due=_due_rule(values["weekly_due"]),
        monthly_due=DueRule(workday=_count(values["monthly_report_workday"], 5)),
        quarterly_due=DueRule(workday=_count(values["quarterly_review_workday"], 15)),
        collect_from=parse_date(values["collect_from"] or None),
    )


def _share(value: Any) -> Decimal:
    try:
        share = Decimal(str(value))
    except InvalidOperation:
        return Decimal(1)
    return share if 0 <= share <= 1 else Decimal(1)


def _count(value: Any, default: int) -> int:
    return int(value) if str(value).isdecimal() and int(value) > 0 else default


def _due_rule(value: Any) -> DueRule:
    value = value if isinstance(value, dict) else {}
    try:
        clock = time.fromisoformat(str(value.get("time", "17:00")))
    except ValueError:
        clock = time(17)
    weekday = value.get("weekday")
    return DueRule(workday=_count(value.get("workday", 1), 1), at=clock, weekday=weekday or None)
