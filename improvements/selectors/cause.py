"""The causes of an improvement as a tree, a fishbone and a 5-Why drawing, and the Pareto over all (6.4.4①)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from governance.lib.bilingual import said
from governance.lib.chart import Chart, Series
from governance.lib.numbers import round_half_up
from governance.models import Person
from improvements.formulas.fishbone import Bone, Fishbone, Twig, fishbone
from improvements.formulas.pareto import ParetoRow, pareto
from improvements.formulas.whytree import Why, WhyTree, why_tree
from improvements.models import Cause, CauseCategory, Improvement
from improvements.selectors.evidence import Shelved, files_of, shelf_of
from improvements.states import CauseVerdict

DRAWN_LEVELS = 2
DEEPEST = 10


@dataclass(frozen=True)
class Branch:
    """A cause with its answers, for the indented list that needs no drawing."""

    cause: Cause
    answers: tuple["Branch", ...]
    shelf: Shelved | None = None

    @property
    def place(self) -> str:
        """How a form names this cause as the place of a new answer."""
        return f"w{self.cause.pk}"

    @property
    def above(self) -> str:
        """How a form names what this cause stands under: a cause, or a bone."""
        return f"w{self.cause.parent_id}" if self.cause.parent_id else f"c{self.cause.category_id}"

    @property
    def is_deepest(self) -> bool:
        """Under the tenth answer nobody asks why again."""
        return self.cause.level >= DEEPEST


@dataclass(frozen=True)
class Limb:
    """A category with the causes under it."""

    category: CauseCategory
    branches: tuple[Branch, ...]

    @property
    def place(self) -> str:
        """How a form names this bone as the place of a new cause."""
        return f"c{self.category.pk}"


@dataclass(frozen=True)
class CauseTree:
    """Everything the page says of causes: list, both drawings, and how many there are."""

    limbs: tuple[Limb, ...]
    bones: Fishbone
    whys: WhyTree | None
    count: int
    confirmed: tuple[Cause, ...]

    def branches(self) -> Iterator[Branch]:
        """Every cause with what stands under it, in the order of the list."""

        def walk(branch: Branch) -> Iterator[Branch]:
            yield branch
            for each in branch.answers:
                yield from walk(each)

        for limb in self.limbs:
            for branch in limb.branches:
                yield from walk(branch)


def cause_tree(
    improvement: Improvement, *, round_number: int | None = None, reader: Person | None = None
) -> CauseTree:
    """The causes of one round in their order; an earlier round can be read as it was left.

    For a `reader` each cause comes with the files behind it.
    """
    wanted = round_number or improvement.round
    rows = list(
        Cause.objects.filter(improvement=improvement, round=wanted)
        .select_related("category", "kind")
        .order_by("level", "position", "pk")
    )
    categories = list(
        CauseCategory.objects.filter(set_code=improvement.category_set).order_by("position")
    )
    below: dict[int | None, list[Cause]] = {}
    for row in rows:
        below.setdefault(row.parent_id, []).append(row)

    files = files_of(improvement) if reader else {}

    def branch(cause: Cause) -> Branch:
        shelf = shelf_of(improvement, cause, files, reader) if reader else None
        return Branch(cause, tuple(branch(each) for each in below.get(cause.pk, [])), shelf)

    limbs = tuple(
        Limb(
            category,
            tuple(branch(each) for each in below.get(None, []) if each.category_id == category.pk),
        )
        for category in categories
    )
    return CauseTree(
        limbs=limbs,
        bones=fishbone(improvement.title, bones_of(limbs)),
        whys=why_tree(improvement.title, [_why(row) for row in rows]) if rows else None,
        count=len(rows),
        confirmed=tuple(row for row in rows if row.verdict == CauseVerdict.CONFIRMED),
    )


def bones_of(limbs: Iterable[Limb]) -> list[Bone]:
    """The categories as the fishbone draws them."""
    return [_bone(limb) for limb in limbs]


def whys_of(tree: CauseTree) -> list[Why]:
    """The causes as the 5-Why tree draws them."""
    return [_why(branch.cause) for branch in tree.branches()]


def places_for(tree: CauseTree, cause: Cause) -> list[tuple[str, str]]:
    """Where a cause can be moved: every category and every cause that does not stand under it, indented by depth."""
    found: list[tuple[str, str]] = []

    def walk(branch: Branch, depth: int) -> None:
        if branch.cause.pk == cause.pk:
            return
        found.append((branch.place, "　" * depth + branch.cause.text))
        for each in branch.answers:
            walk(each, depth + 1)

    for limb in tree.limbs:
        found.append((limb.place, said(limb.category)))
        for branch in limb.branches:
            walk(branch, 1)
    return found


def confirmed_causes(improvement: Improvement) -> list[Cause]:
    """What a measure may address."""
    return list(
        Cause.objects.filter(
            improvement=improvement, round=improvement.round, verdict=CauseVerdict.CONFIRMED
        ).order_by("level", "position", "pk")
    )


def pareto_of(
    person: Person, *, process: str = "", year: int | None = None
) -> tuple[ParetoRow, ...]:
    """Confirmed causes of all improvements a person may see, by their kind in the catalogue."""
    rows: QuerySet[Cause] = Cause.objects.filter(
        improvement__in=Improvement.objects.visible_to(person),
        verdict=CauseVerdict.CONFIRMED,
        kind__isnull=False,
    )
    if process:
        rows = rows.filter(improvement__process__code=process)
    if year:
        rows = rows.filter(improvement__raised_at__year=year)
    counts: dict[str, int] = {}
    for row in rows.values("kind__name", "kind__name_en").annotate(count=Count("pk")):
        name = said(_Named(row["kind__name"], row["kind__name_en"]))
        counts[name] = counts.get(name, 0) + row["count"]
    return pareto(counts)


@dataclass(frozen=True)
class ParetoLine:
    """A row of the Pareto as the page prints it."""

    name: str
    count: int
    share: str
    running: str


def pareto_lines(rows: tuple[ParetoRow, ...]) -> list[ParetoLine]:
    """Shares in per cent, half a point rounded up."""
    return [
        ParetoLine(
            row.name,
            row.count,
            f"{round_half_up(row.share * 100, 1)} %",
            f"{round_half_up(row.running * 100, 1)} %",
        )
        for row in rows
    ]


def pareto_chart(rows: tuple[ParetoRow, ...]) -> Chart:
    """Bars of the counts, the most frequent first; the line runs up to all of them, so its top is 100 %."""
    counts = [Decimal(row.count) for row in rows]
    return Chart(
        title=_("Times confirmed"),
        labels=tuple(row.name for row in rows),
        series=(
            Series(_("Times confirmed"), tuple(counts), kind="bar"),
            Series(_("Running sum"), tuple(accumulate(counts)), tone="warn"),
        ),
        decimals=0,
        label_head=_("Kind of cause"),
    )


def uncounted_causes(person: Person) -> int:
    """How many confirmed causes have no kind yet and so stand in no Pareto."""
    return Cause.objects.filter(
        improvement__in=Improvement.objects.visible_to(person),
        verdict=CauseVerdict.CONFIRMED,
        kind=None,
    ).count()


def years_of_causes(person: Person) -> list[int]:
    """The years in which improvements were raised, the latest first."""
    days = Improvement.objects.visible_to(person).dates("raised_at", "year", order="DESC")
    return [day.year for day in days]


@dataclass(frozen=True)
class _Named:
    name: str
    name_en: str


def _bone(limb: Limb) -> Bone:
    twigs: list[Twig] = []

    def hang(branch: Branch) -> None:
        cause = branch.cause
        deeper = _size(branch) if cause.level == DRAWN_LEVELS else 0
        twigs.append(Twig(cause.pk, cause.text, cause.verdict, cause.level, deeper))
        if cause.level < DRAWN_LEVELS:
            for each in branch.answers:
                hang(each)

    for branch in limb.branches:
        hang(branch)
    return Bone(said(limb.category), tuple(twigs))


def _size(branch: Branch) -> int:
    return sum(1 + _size(each) for each in branch.answers)


def _why(row: Cause) -> Why:
    return Why(row.pk, row.parent_id or 0, row.text, row.verdict)
