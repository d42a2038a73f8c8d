"""One chart as a value: the page draws it with ECharts, the PDF with Vega-Lite, the numbers are the same."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from governance.lib.numbers import plain

Tone = Literal["ink", "ok", "warn", "danger", "muted", "teal"]
# A rule is a line others are held against, level between its steps: limits that change with a split.
Kind = Literal["line", "bar", "rule"]


@dataclass(frozen=True)
class Series:
    """One row of values, as long as the chart's labels; None is a gap and never a zero."""

    name: str
    values: tuple[Decimal | None, ...]
    kind: Kind = "line"
    tone: Tone = "ink"


@dataclass(frozen=True)
class Limits:
    """Control limits around a centre line; either limit may be missing."""

    lower: Decimal | None
    centre: Decimal
    upper: Decimal | None


@dataclass(frozen=True)
class Mark:
    """A remark on one of the labels: a signal, a norm that came into force, a split."""

    at: str
    text: str
    tone: Tone = "danger"


@dataclass(frozen=True)
class Chart:
    """Everything a drawing needs and nothing about how it is drawn: no colours, no sizes."""

    title: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = ""
    decimals: int = 1
    target: Decimal | None = None
    target_label: str = ""
    limits: Limits | None = None
    marks: tuple[Mark, ...] = ()
    # Where a click on the point of a label leads; the table beside has the same links.
    links: tuple[str, ...] = ()
    # What the labels are, where they are no periods: the head of their column in the table.
    label_head: str = ""

    def __post_init__(self) -> None:
        for row in self.series:
            if len(row.values) != len(self.labels):
                raise ValueError(
                    f"{row.name}: {len(row.values)} values for {len(self.labels)} labels"
                )
        if self.links and len(self.links) != len(self.labels):
            raise ValueError(f"{len(self.links)} links for {len(self.labels)} labels")
        for mark in self.marks:
            if mark.at not in self.labels:
                raise ValueError(f"the mark {mark.text!r} stands at no label of the chart")

    @property
    def is_empty(self) -> bool:
        """A chart without a single value is not drawn; the page says instead what is missing."""
        return all(value is None for row in self.series for value in row.values)

    def text(self, value: Decimal | None) -> str:
        """A value is written with the chart's decimals, a gap as a dash."""
        return "–" if value is None else f"{value:,.{self.decimals}f}"

    @property
    def target_text(self) -> str:
        """The target with as many places as it has: 5, not 5.000000."""
        return "–" if self.target is None else plain(self.target)

    def rows(self) -> list[tuple[str, list[str]]]:
        """The same numbers as a table, for readers who cannot see the drawing."""
        return [
            (label, [self.text(row.values[place]) for row in self.series])
            for place, label in enumerate(self.labels)
        ]

    def to_echarts(self) -> dict[str, Any]:
        """What static/js/chart.js draws; tones are names, the page's tokens give them a colour.

        Floats are right here and only here: pixels are no evidence, the table beside is exact.
        """
        return {
            "title": self.title,
            "unit": self.unit,
            "decimals": self.decimals,
            "labels": list(self.labels),
            "series": [
                {
                    "name": row.name,
                    "kind": row.kind,
                    "tone": row.tone,
                    "values": _floats(row.values),
                }
                for row in self.series
            ],
            "target": _line(self.target, self.target_label),
            "limits": self._limits(),
            "marks": [{"at": mark.at, "text": mark.text, "tone": mark.tone} for mark in self.marks],
            "links": list(self.links),
        }

    def _limits(self) -> list[dict[str, Any]]:
        if self.limits is None:
            return []
        lines = (
            ("LCL", self.limits.lower),
            ("CL", self.limits.centre),
            ("UCL", self.limits.upper),
        )
        return [line for name, value in lines if (line := _line(value, name))]


def _floats(values: tuple[Decimal | None, ...]) -> list[float | None]:
    return [None if value is None else float(value) for value in values]


def _line(value: Decimal | None, name: str) -> dict[str, Any] | None:
    return None if value is None else {"value": float(value), "name": name}
