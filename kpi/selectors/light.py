"""The light of every process: what its adopted indicators say for a month (design §4)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F

from governance.lib.periods import Month
from governance.models import Person
from kpi.models import IndicatorValue
from kpi.states import Grain, IndicatorState, Verdict

BETTER, SAME, WORSE = "better", "same", "worse"
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
    return lights_of_months(person, [month])[month.label]


def lights_of_months(person: Person, months: Sequence[Month]) -> dict[str, dict[int, ProcessLight]]:
    """The lights of several months, each as `process_lights` gives them, by the month's label. One statement."""
    verdicts: dict[str, dict[int, list[str]]] = {month.label: {} for month in months}
    rows = IndicatorValue.objects.visible_to(person).filter(
        grain=Grain.MONTH,
        period__in=list(verdicts),
        scope="company",
        dimension="",
        indicator__state=IndicatorState.ADOPTED,
    )
    for period, process, verdict in rows.values_list(
        "period", F("indicator__process_id"), "verdict"
    ):
        verdicts[period].setdefault(process, []).append(verdict)
    return {
        month.label: {
            process: _light(each, month) for process, each in verdicts[month.label].items()
        }
        for month in months
    }


def turn_of(now: ProcessLight | None, before: ProcessLight | None) -> str:
    """Better where a larger share of the judged indicators is met than before, worse where a smaller.

    2 of 4 after 1 of 3 is better: 2 × 3 > 1 × 4. Where one of the two has none judged, nothing is said.
    """
    if now is None or before is None or not now.judged or not before.judged:
        return ""
    present, past = now.met * before.judged, before.met * now.judged
    if present == past:
        return SAME
    return BETTER if present > past else WORSE


def _light(found: list[str], month: Month) -> ProcessLight:
    gravest = next((verdict for verdict in _WORST if verdict in found), Verdict.NOT_APPLICABLE)
    met, missed = found.count(Verdict.MET), found.count(Verdict.MISSED)
    return ProcessLight(str(gravest), met, met + missed, month.label)
