"""How the kinds of reports are laid out: what the PMO has chosen, else what ships (G12, G57)."""

from collections.abc import Iterable
from dataclasses import dataclass

from kpi.models import Indicator, ReportOutline
from kpi.states import COMPILATIONS, SERVICE_REPORTS, Grain, IndicatorState, ReportKind
from processes.states import Category

COMPANY = "company"
SLA_PROCESS = "slm"
# How often each kind may be drafted by the clock; nothing is drafted by it until the PMO says so.
CADENCES: dict[str, tuple[str, ...]] = {
    ReportKind.QUARTERLY: (Grain.QUARTER,),
    ReportKind.YEARLY: (Grain.YEAR,),
    ReportKind.SLA: (Grain.MONTH, Grain.QUARTER, Grain.YEAR),
    ReportKind.SERVICE: (Grain.MONTH, Grain.QUARTER, Grain.YEAR),
}
LAID_OUT = (*COMPILATIONS, *SERVICE_REPORTS)


@dataclass(frozen=True)
class IndicatorChoice:
    """An indicator that can be put into a report, and whether it is."""

    indicator: Indicator
    is_chosen: bool


def outline_of(kind: str) -> ReportOutline | None:
    """What the PMO has chosen for a kind; None while what ships holds."""
    row: ReportOutline | None = ReportOutline.objects.filter(kind=kind).first()
    return row


def shown_indicators(
    kind: str, indicators: Iterable[Indicator], outline: ReportOutline | None
) -> list[Indicator]:
    """The chosen ones; without a choice those of the SLM process, or those of all core processes."""
    if outline is not None and outline.indicators:
        chosen = set(outline.indicators)
        return [each for each in indicators if each.code in chosen]
    if kind == ReportKind.SLA:
        return [each for each in indicators if each.process.code == SLA_PROCESS]
    return [each for each in indicators if each.process.category == Category.CORE]


def choices_for(kind: str, outline: ReportOutline | None) -> list[IndicatorChoice]:
    """Every adopted indicator in the order of the processes, with those the report now shows marked."""
    adopted = list(
        Indicator.objects.filter(state=IndicatorState.ADOPTED)
        .select_related("process")
        .order_by("process__position", "position", "code")
    )
    shown = {each.pk for each in shown_indicators(kind, adopted, outline)}
    return [IndicatorChoice(each, each.pk in shown) for each in adopted]
