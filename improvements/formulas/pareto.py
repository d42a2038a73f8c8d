"""The Pareto of causes: which few kinds make up most of them (6.4.4①)."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class ParetoRow:
    """One kind of cause: how often, what share, and the share of all up to and including it."""

    name: str
    count: int
    share: Fraction
    running: Fraction


def pareto(counts: Mapping[str, int]) -> tuple[ParetoRow, ...]:
    """Kinds by how often they were confirmed, the most frequent first, equal ones by name; shares are exact.

    {"培训不足": 3, "流程缺失": 1} are 3/4 and 1/4, running 3/4 and 1.
    """
    total = sum(counts.values())
    rows = []
    running = 0
    for name, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])):
        if not count:
            continue
        running += count
        rows.append(ParetoRow(name, count, Fraction(count, total), Fraction(running, total)))
    return tuple(rows)
