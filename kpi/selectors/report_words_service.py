"""《SLA绩效报告》 and 《服务报告》 in words: standard, actual, normal or not, cause and proposal, workload."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from governance.lib.numbers import EMPTY_MARK
from kpi.selectors.deviation_text import DeviationRow
from kpi.selectors.report_phrases import spoken
from kpi.selectors.report_text import FigureRow
from kpi.selectors.report_words_compiled import decided

NORMAL = frozenset({"met", "watch"})


@dataclass(frozen=True)
class StandardRow:
    """One line of 指标｜服务标准｜实际值｜状态｜备注."""

    row: FigureRow
    status: str
    remark: str


@dataclass(frozen=True)
class Finding:
    """An abnormal figure: its cause, what is proposed, and what the months' own reports said of it."""

    code: str
    name: str
    description: str
    cause: str
    proposal: str
    decided: tuple[DeviationRow, ...]

    @property
    def is_written(self) -> bool:
        """Whether anything was written here beside what the months said."""
        return bool(self.cause or self.proposal)


@dataclass(frozen=True)
class WorkLine:
    """The tickets of one priority."""

    priority: str
    opened: str
    resolved: str
    closed: str
    implemented: str


@dataclass(frozen=True)
class WorkTable:
    """The tickets of one source; without a total its mapping no longer reads."""

    name: str
    lines: tuple[WorkLine, ...]
    total: WorkLine | None


def standards(rows: Iterable[FigureRow]) -> tuple[StandardRow, ...]:
    """Normal is what met its standard, abnormal what missed it; anything else is said as it is."""
    return tuple(StandardRow(row, _status(row), _remark(row)) for row in rows)


def findings(content: dict[str, Any], rows: Iterable[FigureRow]) -> tuple[Finding, ...]:
    """The abnormal figures in the order of the table."""
    by_code = {row.code: row for row in rows}
    return tuple(
        Finding(
            code=facts["code"],
            name=by_code[facts["code"]].name,
            description=_description(by_code[facts["code"]]),
            cause=facts["cause"],
            proposal=facts["proposal"],
            decided=decided({"deviations": facts["decided"]}),
        )
        for facts in content.get("findings", ())
    )


def work_tables(content: dict[str, Any]) -> tuple[WorkTable, ...]:
    """The tickets of every source that saw any in the period."""
    return tuple(
        WorkTable(
            name=spoken(source),
            lines=tuple(
                _line(line, line["priority"] or _("without priority")) for line in source["lines"]
            ),
            total=_line(source["total"], str(_("total"))) if source["total"] else None,
        )
        for source in content.get("workload", ())
    )


def _status(row: FigureRow) -> str:
    if row.light in NORMAL:
        return _("normal")
    return _("abnormal") if row.light == "missed" else row.verdict


def _remark(row: FigureRow) -> str:
    parts = [row.note, _("near its standard") if row.light == "watch" else "", row.sample]
    return " · ".join(part for part in parts if part)


def _description(row: FigureRow) -> str:
    return _("%(name)s was %(actual)s, the service standard is %(target)s.") % {
        "name": row.name,
        "actual": row.actual,
        "target": row.target,
    }


def _line(counts: dict[str, Any], priority: str) -> WorkLine:
    shown = {
        name: EMPTY_MARK if counts[name] is None else str(counts[name])
        for name in ("opened", "resolved", "closed", "implemented")
    }
    return WorkLine(priority=priority, **shown)
