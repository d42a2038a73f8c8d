"""Everything about figures that can be worked out on paper from given values (6.4.2, 7).

Not empty, against the habit: callers import `kpi.formulas`, whichever file the sum is in.
"""

from kpi.formulas.aggregation import Aggregate, Cell, DoubleCount, aggregate
from kpi.formulas.expression import BadFormula, Formula, NoSample, parse_formula
from kpi.formulas.figure import (
    Change,
    Figure,
    Light,
    Target,
    Verdict,
    change,
    coverage,
    exceeds_whole,
    figure_of,
    indicator_value,
    is_near,
    is_small_sample,
    light,
    meets,
    stored,
    target_text,
    verdict,
)
from kpi.formulas.signal import RULE_NAMES, Limits, Signal, signals, xmr_limits
from kpi.formulas.statistic import (
    history_for,
    is_implausible,
    mean,
    median,
    percentile_linear,
    percentile_nearest,
    usual_value,
)

__all__ = [
    "RULE_NAMES",
    "Aggregate",
    "BadFormula",
    "Cell",
    "Change",
    "DoubleCount",
    "Figure",
    "Formula",
    "Light",
    "Limits",
    "NoSample",
    "Signal",
    "Target",
    "Verdict",
    "aggregate",
    "change",
    "coverage",
    "exceeds_whole",
    "figure_of",
    "history_for",
    "indicator_value",
    "is_implausible",
    "is_near",
    "is_small_sample",
    "light",
    "mean",
    "median",
    "meets",
    "parse_formula",
    "percentile_linear",
    "percentile_nearest",
    "signals",
    "stored",
    "target_text",
    "usual_value",
    "verdict",
    "xmr_limits",
]
