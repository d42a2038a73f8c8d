"""What must be said beside a figure of the report: its day, its sample, its grade (domain §4.3 c e m o; G43)."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from governance.lib.numbers import EMPTY_MARK
from kpi.formulas import Target as TargetLine
from kpi.formulas import target_text
from kpi.formulas.figure import Figure, exceeds_whole
from kpi.selectors.figure_text import answers_text, whole_text
from kpi.selectors.report_phrases import day_in_text, spoken, value_text
from kpi.states import Dimension, Remark


def passing_or_target(facts: dict[str, Any], target: TargetLine | None, unit: str) -> str:
    """What a figure has to reach: the lowest grade that meets the target, or the target in force."""
    passing = facts.get("passing") or {}
    if passing.get("code"):
        return _("%(grade)s or better") % {"grade": spoken(passing)}
    return target_text(target, unit) if target else EMPTY_MARK


def actual_of(facts: dict[str, Any], unit: str, target: TargetLine | None) -> str:
    """The word of a grade, or the number with what keeps it on its side of the target."""
    grade = facts.get("grade")
    return spoken(grade) if grade else value_text(facts["value"], unit, target=target)


def remarks_of(facts: dict[str, Any]) -> list[str]:
    """What must be said beside a figure: its day, its sample, why it is empty (domain §4.3 c e m o)."""
    said, grade = [], facts.get("grade")
    if facts.get("as_of"):
        day = {"day": day_in_text(date.fromisoformat(facts["as_of"]))}
        said.append(_("last given on %(day)s") % day if grade else _("as of %(day)s") % day)
    if grade and len(grade["given"]) > 1:
        facts_of_worst = {"count": len(grade["given"]), "grade": spoken(grade["worst"])}
        said.append(_("worst of %(count)s: %(grade)s") % facts_of_worst)
    if facts.get("remark"):
        said.append(str(Remark(facts["remark"]).label))
    if facts.get("dimension") == Dimension.SATISFACTION and facts["denominator"] is not None:
        said.append(answers_text(facts["denominator"], facts.get("population")))
    value = None if facts["value"] is None else Fraction(Decimal(facts["value"]))
    if exceeds_whole(Figure(None, None, value), facts["unit"]):
        said.append(whole_text())
    return said


def detail_value(facts: dict[str, Any], unit: str) -> str:
    """One slice of a figure: its grade, or its value, or that there was no sample."""
    if facts.get("grade"):
        return spoken(facts["grade"])
    return _("no sample") if facts["no_sample"] else value_text(facts["value"], unit)
