"""Which facts stand where several say the same: the last revision, and tickets before typed numbers (domain §4.3)."""

from collections.abc import Hashable

from kpi.formulas.world import Fact, World


def standing_facts(world: World) -> list[Fact]:
    """Nothing counts twice: tickets take the place of typed numbers, the last revision that of earlier ones.

    Of several cells of one stream, measure and week those of the highest (revision, assignment) stand.
    """
    best: dict[Hashable, tuple[int, int]] = {}
    for fact in world.facts:
        key = _week_key(fact)
        best[key] = max(best.get(key, fact.rank), fact.rank)
    return [
        fact
        for fact in world.facts
        if fact.rank == best[_week_key(fact)] and not (fact.is_entry and _is_fed(world, fact))
    ]


def _week_key(fact: Fact) -> Hashable:
    return fact.stream, fact.measure, fact.dimension, fact.dimension_value, fact.slice.week


def _is_fed(world: World, fact: Fact) -> bool:
    return any(
        feed.feeds(fact.department, fact.slice) for feed in world.feeds_of.get(fact.measure, ())
    )
