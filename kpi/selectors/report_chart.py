"""The trend of an indicator as the chart of a report: the same numbers on page and paper."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from governance.lib.chart import Chart, Series
from kpi.formulas import target_text
from kpi.selectors.report_phrases import SHARES, spoken, target_of


def chart_of(facts: dict[str, Any]) -> Chart | None:
    """The trend of an indicator with its target; None where there is nothing to draw."""
    labels = tuple(label for label, _value in facts["trend"])
    values = tuple(None if value is None else Decimal(value) for _label, value in facts["trend"])
    if all(value is None for value in values):
        return None
    unit, target = spoken(facts, "unit"), target_of(facts)
    whole = all(value == value.to_integral_value() for value in values if value is not None)
    line = target.value if target is not None and target.operator != "between" else None
    label = _("target %(target)s") % {"target": target_text(target, unit)} if target else ""
    return Chart(
        title=f"{facts['code']} {spoken(facts)}",
        labels=labels,
        series=(Series(spoken(facts), values),),
        unit=unit,
        decimals=0 if whole and unit not in SHARES else 2,
        target=line,
        target_label=label,
    )
