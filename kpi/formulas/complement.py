"""Two formulas that say the same fact from both sides: their sum never changes (domain §4.3l)."""

from fractions import Fraction

from kpi.formulas.expression import Formula, NoSample

# Co-prime and far apart, so that no two unequal formulas agree on all of them by accident.
_TRIALS = ((101, 7, 31, 13), (211, 17, 5, 43), (307, 23, 61, 3), (401, 71, 11, 29))


def are_complements(one: Formula, other: Formula) -> bool:
    """Two formulas over the same measures are complements when their sum is one constant, whatever is counted.

    (total - failed) / total and failed / total: always 1.
    """
    names = sorted(set(one.names))
    if not names or names != sorted(set(other.names)):
        return False
    sums = set()
    for trial in _TRIALS:
        values = {
            name: Fraction(trial[place % len(trial)] + 1009 * place)
            for place, name in enumerate(names)
        }
        try:
            first, second = one.evaluate(values), other.evaluate(values)
        except NoSample:
            return False
        if first is None or second is None:
            return False
        sums.add(first + second)
    return len(sums) == 1
