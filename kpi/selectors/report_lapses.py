"""What was wrong with a month's data, and what became of last month's deviations, in words (domain §5.1 nos. 7, 8)."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from governance.lib.bilingual import listed
from kpi.selectors.report_phrases import MARKS, period_text, spoken, value_text
from kpi.states import DeviationDecision, Verdict


@dataclass(frozen=True)
class Lapse:
    """One weekly report that is missing, came late, was waived or returned."""

    kind: str
    week: str
    what: str
    who: str


@dataclass(frozen=True)
class Followed:
    """One of last month's deviations, with what the indicator says now."""

    name: str
    measure: str
    responsible: str
    due_on: str
    decision: str
    light: str
    mark: str
    verdict: str


@dataclass(frozen=True)
class Restated:
    """A figure that no longer is what was issued."""

    period: str
    report: str
    indicator: str
    before: str
    after: str
    causes: tuple[str, ...] = ()


def _was(facts: dict[str, Any], when: str) -> str:
    grade = facts.get(f"grade_{when}")
    return spoken(grade) if grade else value_text(facts[when], facts["unit"])


def restated(content: dict[str, Any]) -> tuple[Restated, ...]:
    """Each with the report it was issued in, the value it had there, the one it has now, and why."""
    return tuple(
        Restated(
            period=period_text(each["period"]),
            report=f"{each['report']} {each['version']}",
            indicator=f"{each['code']} {spoken(each)}",
            before=_was(each, "before"),
            after=_was(each, "after"),
            # A report that was issued before the causes were kept has none.
            causes=tuple(_cause(cause) for cause in each.get("causes", ())),
        )
        for each in content["quality"]["restatements"]
    )


def _cause(each: dict[str, str]) -> str:
    if each["kind"] == "recount":
        return _(
            "counted anew by the system: its own records of the period changed after the issue"
        )
    told = {
        "what": each["what"] if each["kind"] == "import" else period_text(each["what"]),
        "place": spoken(each, "place"),
        "reason": each["reason"],
        "by": each["by"],
        "accepted_by": each["accepted_by"],
        "on": each["on"],
    }
    if each["kind"] == "correction":
        return (
            _(
                "%(what)s, %(place)s: %(reason)s (corrected by %(by)s, accepted by %(accepted_by)s on %(on)s)"
            )
            % told
        )
    if each["kind"] == "late_data":
        return (
            _("%(what)s, %(place)s: data of %(by)s, accepted by %(accepted_by)s on %(on)s") % told
        )
    return _("export %(what)s, imported by %(by)s on %(on)s") % told


def lapses(content: dict[str, Any]) -> tuple[Lapse, ...]:
    """Missing before late before waived before returned; every one with its week and who owed it."""
    quality = content["quality"]
    kinds = (("missing", _("missing data")), ("late", _("late")), ("waived", _("waived")))
    found = [
        Lapse(str(word), period_text(each["week"]), spoken(each, "title"), _who(each))
        for key, word in kinds
        for each in quality[key]
    ]
    found += [
        Lapse(
            _("returned"),
            period_text(each["week"]),
            f"{spoken(each, 'process_name')} · {spoken(each, 'department')}",
            _("%(count)s times: %(reason)s") % {"count": each["count"], "reason": each["reason"]},
        )
        for each in quality["returned"]
    ]
    return tuple(found)


def followed_up(content: dict[str, Any]) -> tuple[Followed, ...]:
    """What was decided last month, and the indicator's light of this one."""
    return tuple(
        Followed(
            name=f"{each['code']} {spoken(each)}",
            measure=each["measure"],
            responsible=each["responsible"],
            due_on=each["due_on"] or "",
            decision=str(DeviationDecision(each["decision"]).label),
            light=each["verdict"],
            mark=MARKS[each["verdict"]],
            verdict=str(Verdict(each["verdict"]).label),
        )
        for each in content["follow_up"]
    )


def said_of_follow_up(content: dict[str, Any]) -> str:
    """Why there is nothing to follow up: no report before, or nothing decided in it; never a silent blank."""
    before = content.get("before")
    if before is None:
        return _("There was nothing to follow up.")
    month = {"month": period_text(before["period"])}
    if not before["reported"]:
        return _("%(month)s has no report, so there is nothing to follow up.") % month
    return (
        _("The report of %(month)s decided on no deviation, so there is nothing to follow up.")
        % month
    )


def without_verdict(content: dict[str, Any]) -> str:
    """The indicators that had no sample or incomplete data, by name."""
    names = {
        facts["code"]: spoken(facts)
        for process in content["processes"]
        for facts in process["figures"]
    }
    words = (("no_sample", Verdict.NO_SAMPLE.label), ("incomplete", Verdict.INCOMPLETE.label))
    parts = [
        f"{code} {names[code]}（{word}）" for key, word in words for code in content["quality"][key]
    ]
    return listed(parts)


def remarks(content: dict[str, Any]) -> tuple[str, ...]:
    """Reasons that were given for single values, and for values that are not there."""
    return tuple(
        _("%(week)s, %(department)s, %(measure)s: %(text)s")
        % {
            "week": period_text(each["week"]),
            "department": spoken(each, "department"),
            "measure": spoken(each, "measure"),
            "text": each["text"] if not each["no_data"] else _("no data, because %(text)s") % each,
        }
        for each in content["quality"]["remarks"]
    )


def _who(each: dict[str, Any]) -> str:
    parts = [part for part in (spoken(each, "department"), each["person"]) if part]
    who = " · ".join(parts)
    return f"{who}（{each['reason']}）" if each["reason"] else who
