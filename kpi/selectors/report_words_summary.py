"""The sentences a compilation or service report says of itself until somebody writes better ones."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from governance.lib.bilingual import is_english, listed
from governance.lib.periods import parse_period
from kpi.selectors.report_phrases import restated_sentence, share_text
from kpi.selectors.report_text import FigureRow
from kpi.states import Verdict

WORST = 3


def compiled_summary(content: dict[str, Any], rows: Iterable[FigureRow]) -> str:
    """Attainment of the period, what is furthest off, how many months it stands on, what they decided."""
    counts, months = _counts(content), content["months"]
    named = {"period": parse_period(content["period"]).display(), **counts}
    sentences = [
        _(
            "In %(period)s %(count)s indicators were compiled at their own figures of the period: %(met)s met their target, "
            "%(missed)s missed it, %(no_sample)s had no sample, %(incomplete)s had incomplete data and "
            "%(not_applicable)s were not judged."
        )
        % named
    ]
    if judged := counts["met"] + counts["missed"]:
        sentences.append(
            _("Attainment of the judged indicators is %(share)s.")
            % {"share": share_text(counts["met"], judged)}
        )
    sentences += _worst(rows)
    issued = sum(bool(each["number"]) for each in months)
    sentences.append(
        _("%(issued)s of its %(count)s months have an issued monitoring report.")
        % {"issued": issued, "count": len(months)}
    )
    if decided := len(content["deviations"]):
        sentences.append(_("They decided on %(count)s missed targets.") % {"count": decided})
    if restated := len(content["quality"]["restatements"]):
        sentences.append(restated_sentence(restated))
    return _joined(sentences)


def service_summary(content: dict[str, Any], rows: Iterable[FigureRow]) -> str:
    """How much was normal, what was not, and how many tickets came and went."""
    counts = _counts(content)
    others = counts["count"] - counts["met"] - counts["missed"]
    named = {"period": parse_period(content["period"]).display(), "others": others, **counts}
    sentences = [
        _(
            "In %(period)s %(count)s indicators were compared with their service standard: %(met)s were normal, "
            "%(missed)s abnormal and %(others)s not judged."
        )
        % named
    ]
    sentences += _worst(rows)
    if came := _tickets(content.get("workload", ())):
        sentences.append(_("Tickets: %(counts)s.") % {"counts": listed(came)})
    return _joined(sentences)


def _counts(content: dict[str, Any]) -> dict[str, int]:
    counts = {str(verdict): content["counts"].get(verdict, 0) for verdict in Verdict.values}
    return {**counts, "count": sum(counts.values())}


def _tickets(sources: Iterable[dict[str, Any]]) -> list[str]:
    """Only the times some source knows: a time nobody knows is not zero."""
    words = {
        "opened": _("%(count)s opened"),
        "resolved": _("%(count)s resolved"),
        "closed": _("%(count)s closed"),
        "implemented": _("%(count)s implemented"),
    }
    totals = [source["total"] for source in sources if source["total"]]
    found = []
    for name, word in words.items():
        known = [total[name] for total in totals if total[name] is not None]
        if known:
            found.append(word % {"count": sum(known)})
    return found


def _worst(rows: Iterable[FigureRow]) -> list[str]:
    missed = sorted((row for row in rows if row.light == "missed"), key=lambda row: -row.gap)
    if not missed:
        return []
    named = [
        _("%(name)s %(actual)s (target %(target)s)")
        % {"name": row.name, "actual": row.actual, "target": row.target}
        for row in missed[:WORST]
    ]
    return [_("Furthest from the target: %(named)s.") % {"named": listed(named)}]


def _joined(sentences: list[str]) -> str:
    return (" " if is_english() else "").join(sentences)
