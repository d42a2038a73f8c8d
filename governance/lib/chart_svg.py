"""Charts on paper: the same `Chart` value as the page's, drawn by Vega-Lite as SVG without a browser."""

import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from governance.lib.chart import Chart, Series
from governance.lib.child import Bounds, run_child
from governance.lib.fonts import FALLBACK_FAMILY, FAMILY, fallback_folders, font_folders
from governance.lib.keep import kept, kept_all

# The engine reserves a large address space and uses little of it, so only its data is bounded.
DRAW_BOUNDS = Bounds(address_mb=0, data_mb=1024, cpu_seconds=60, wall_seconds=90)

# What changes how a chart is drawn, beside its numbers.
_EDITION = "1"
HALF, FULL, HIGH = 300, 640, 132
_COLOURS = {
    "ink": "#1f3a5f",
    "ok": "#2c6e4c",
    "warn": "#8a5a00",
    "danger": "#c3272b",
    "muted": "#767b82",
    "teal": "#2b7a83",
}
# Told apart without colour too: a paper is copied in black and white.
_DASHES: tuple[list[int], ...] = ([], [5, 2], [2, 2], [7, 2, 2, 2])
_TARGET = "#c3272b"
_FONT = f"{FAMILY}, {FALLBACK_FAMILY}, sans-serif"
_CONFIG = {
    "font": _FONT,
    "background": None,
    "view": {"stroke": None},
    "axis": {
        "labelFont": _FONT,
        "labelFontSize": 8,
        "labelColor": "#333",
        "titleFont": _FONT,
        "titleFontSize": 8,
        "titleColor": "#333",
        "titleFontWeight": "normal",
        "domainColor": "#666",
        "tickColor": "#666",
        "tickSize": 3,
        "gridColor": "#e4e4e0",
        "gridWidth": 0.6,
    },
    "text": {"font": _FONT},
}


@dataclass(frozen=True)
class Drawing:
    """A chart and how much of the page's width it takes."""

    chart: Chart
    full: bool = False


def chart_svgs(drawings: Sequence[Drawing]) -> list[str]:
    """Every chart as an SVG text, in order; the same numbers give the same text and are drawn once.

    Raises `ChildFailed` when the drawing ends with a reason of its own.
    """
    specs = [to_vega(each.chart, wide=FULL if each.full else HALF) for each in drawings]
    drawn = _drawn("specs", specs)
    return [data.decode() for data in drawn]


def chart_pngs(svgs: Sequence[str]) -> list[bytes]:
    """The same drawings as pictures of 300 dots per inch at the size they are printed, for Word."""
    return _drawn("svgs", svgs)


def _drawn(kind: str, items: Sequence[Any]) -> list[bytes]:
    # Kept by what they were drawn from: a report made anew draws only what has changed.
    fonts = [str(folder) for folder in [*font_folders(), *fallback_folders()]]
    keys = [
        hashlib.sha256(json.dumps([_EDITION, kind, fonts, item]).encode()).hexdigest()
        for item in items
    ]
    known = kept_all(kind, keys)
    missing = {key: item for key, item in zip(keys, items, strict=True) if key not in known}
    if missing:
        order = {"fonts": fonts, kind: list(missing.values())}
        answer = run_child(
            "governance.lib.chart_child", json.dumps(order).encode(), bounds=DRAW_BOUNDS
        )
        for key, text in zip(missing, json.loads(answer), strict=True):
            known[key] = base64.b64decode(text)
            kept(kind, key, known[key])
    return [known[key] for key in keys]


def to_vega(chart: Chart, *, wide: int = HALF, high: int = HIGH) -> dict[str, Any]:
    """The Vega-Lite specification of a chart: series, target, limits and marks; gaps stay gaps."""
    layers = [_series(chart, row, place) for place, row in enumerate(chart.series)]
    if chart.target is not None:
        layers += _line(chart, float(chart.target), chart.target_label, dash=[4, 3], colour=_TARGET)
    if chart.limits is not None:
        for name, value in (
            ("UCL", chart.limits.upper),
            ("CL", chart.limits.centre),
            ("LCL", chart.limits.lower),
        ):
            if value is not None:
                dash = [] if name == "CL" else [1.5, 2]
                layers += _line(chart, float(value), name, dash=dash, colour=_COLOURS["muted"])
    layers += [_mark(chart, mark.at, mark.text, mark.tone) for mark in chart.marks]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": wide,
        "height": high,
        "padding": {"left": 2, "top": 6, "right": 8, "bottom": 2},
        "config": _CONFIG,
        "layer": layers,
    }


def _axes(chart: Chart) -> dict[str, Any]:
    low, high = _span(chart)
    return {
        "x": {
            "field": "label",
            "type": "ordinal",
            "sort": list(chart.labels),
            "scale": {"domain": list(chart.labels)},
            "axis": {
                "title": None,
                "labelAngle": 0,
                "labelOverlap": "greedy",
                "labelPadding": 3,
                # Months are written short, so that thirteen of them fit: 2026-02 as 26-02.
                "labelExpr": "length(datum.label) == 7 && indexof(datum.label, '-') == 4 ? substring(datum.label, 2) : datum.label",
            },
        },
        "y": {
            "field": "value",
            "type": "quantitative",
            "scale": {"domain": [low, high], "nice": True, "zero": False},
            "axis": {
                "title": chart.unit or None,
                "titleAngle": 0,
                "titleAlign": "left",
                "titleAnchor": "end",
                "titleX": -26,
                "titleY": -4,
                "tickCount": 5,
            },
        },
    }


def _span(chart: Chart) -> tuple[float, float]:
    known = [float(value) for row in chart.series for value in row.values if value is not None]
    extra = [chart.target]
    if chart.limits is not None:
        extra += [chart.limits.lower, chart.limits.centre, chart.limits.upper]
    known += [float(value) for value in extra if value is not None]
    low, high = min(known, default=0.0), max(known, default=1.0)
    room = (high - low) * 0.12 or abs(high) * 0.05 or 1.0
    bars = any(row.kind == "bar" for row in chart.series)
    # Nothing that is counted or shared goes below nothing; a bar starts there.
    floor = 0.0 if bars else max(0.0, low - room) if low >= 0 else low - room
    share = chart.unit == "%" and high <= 100  # noqa: PLR2004 -- the whole
    return floor, min(100.0, high + room) if share else high + room


def _series(chart: Chart, row: Series, place: int) -> dict[str, Any]:
    colour = _COLOURS[row.tone]
    last = next((at for at in reversed(range(len(row.values))) if row.values[at] is not None), None)
    values = [
        {
            "label": label,
            "value": None if value is None else float(value),
            "text": chart.text(value),
            "last": at == last,
        }
        for at, (label, value) in enumerate(zip(chart.labels, row.values, strict=True))
    ]
    axes = _axes(chart)
    if row.kind == "bar":
        shape: list[dict[str, Any]] = [
            {"mark": {"type": "bar", "color": colour, "width": {"band": 0.55}}, "encoding": axes}
        ]
    else:
        dash = _DASHES[place % len(_DASHES)]
        line = {
            "type": "line",
            "color": colour,
            "strokeWidth": 1.4,
            "strokeDash": dash,
            "invalid": "break-paths-filter-domains",
            "interpolate": "step" if row.kind == "rule" else "linear",
        }
        dots = {"type": "point", "color": colour, "filled": True, "opacity": 1, "size": 14}
        shape = [{"mark": line, "encoding": axes}]
        if row.kind != "rule":
            shape.append({"mark": dots, "encoding": axes, "transform": [_KNOWN]})
    last_word = {
        "mark": {"type": "text", "dy": -8, "fontSize": 8, "fontWeight": "bold", "color": colour},
        "transform": [{"filter": "datum.last"}],
        "encoding": {**axes, "text": {"field": "text", "type": "nominal"}},
    }
    return {"data": {"values": values}, "layer": [*shape, last_word]}


_KNOWN = {"filter": "isValid(datum.value)"}


def _line(
    chart: Chart, value: float, name: str, *, dash: list[float], colour: str
) -> list[dict[str, Any]]:
    data = {"values": [{"value": value, "name": name, "label": chart.labels[0]}]}
    rule = {
        "data": data,
        "mark": {"type": "rule", "color": colour, "strokeDash": dash, "strokeWidth": 0.9},
        "encoding": {"y": {"field": "value", "type": "quantitative"}},
    }
    word = {
        "data": data,
        "mark": {
            "type": "text",
            "align": "left",
            "dx": -8,
            "dy": -5,
            "fontSize": 7.5,
            "color": colour,
        },
        "encoding": {
            "x": {"field": "label", "type": "ordinal", "sort": list(chart.labels)},
            "y": {"field": "value", "type": "quantitative"},
            "text": {"field": "name", "type": "nominal"},
        },
    }
    return [rule, word] if name else [rule]


def _mark(chart: Chart, at: str, text: str, tone: str) -> dict[str, Any]:
    colour = _COLOURS[tone]
    position = {"x": {"field": "label", "type": "ordinal", "sort": list(chart.labels)}}
    return {
        "data": {"values": [{"label": at, "text": text}]},
        "layer": [
            {
                "mark": {"type": "rule", "color": colour, "strokeDash": [1, 2], "strokeWidth": 0.8},
                "encoding": position,
            },
            {
                "mark": {
                    "type": "text",
                    "fontSize": 7.5,
                    "color": colour,
                    "baseline": "top",
                    "y": 0,
                    "dy": 1,
                },
                "encoding": {**position, "text": {"field": "text", "type": "nominal"}},
            },
        ],
    }
