"""The light of every process: what its adopted indicators say for a month (design §4)."""

from dataclasses import dataclass

from django.db.models import F

from governance.lib.periods import Month
from governance.models import Person
from kpi.models import IndicatorValue
from kpi.states import Grain, IndicatorState, Verdict

_WORST = (Verdict.MISSED, Verdict.INCOMPLETE, Verdict.MET, Verdict.NO_SAMPLE)


@dataclass(frozen=True)
class ProcessLight:
    """One process in one month: the gravest verdict, and how many of its judged indicators were met."""

    light: str
    met: int
    judged: int
    period: str


def month_with_figures(person: Person, latest: Month) -> Month:
    """The latest month up to `latest` that has company figures the person may see, else `latest` itself."""
    label = (
        IndicatorValue.objects.visible_to(person)
        .filter(grain=Grain.MONTH, scope="company", dimension="", start__lte=latest.start)
        .order_by("-start")
        .values_list("period", flat=True)
        .first()
    )
    return Month.parse(label) if label else latest


def process_lights(person: Person, month: Month) -> dict[int, ProcessLight]:
    """A process shows the gravest verdict among its adopted indicators: missed, incomplete, met, no sample.

    Returns a light per process id; a process without a judged indicator is absent. One statement.
    """
    verdicts: dict[int, list[str]] = {}
    rows = IndicatorValue.objects.visible_to(person).filter(
        grain=Grain.MONTH,
        period=month.label,
        scope="company",
        dimension="",
        indicator__state=IndicatorState.ADOPTED,
    )
    for process, verdict in rows.values_list(F("indicator__process_id"), "verdict"):
        verdicts.setdefault(process, []).append(verdict)
    return {process: _light(found, month) for process, found in verdicts.items()}


def _light(found: list[str], month: Month) -> ProcessLight:
    gravest = next((verdict for verdict in _WORST if verdict in found), Verdict.NOT_APPLICABLE)
    met, missed = found.count(Verdict.MET), found.count(Verdict.MISSED)
    return ProcessLight(str(gravest), met, met + missed, month.label)
