"""Whoever must analyse or decide hears of a signal when it opens (6.4.2③, R19; issue 3 §4)."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils import translation
from django.utils.translation import ngettext

from governance.models import Person
from governance.permissions import Permission
from governance.selectors.calendar import local_day
from governance.services.message import Note, tell_each
from kpi.models import Deviation
from kpi.selectors.deviation import answerable_people, rule_name
from kpi.services.report_note import people_who_may

ZH, EN = "zh-hans", "en"
LINES = 12


def tell_signals(rows: Sequence[Deviation], *, at: datetime) -> None:
    """The PMO hears of every deviation that asks for a decision, specialists and heads of those of their processes.

    One message per person and reading of the figures, each deviation a line with its rule and
    without its numbers. What comes back (a lapsed signal, a watch that is over) is told again.
    """
    if rows:
        tell_each([(_digest(each), who) for who, each in _hearers(rows, at).items()], at=at)


def _hearers(rows: Sequence[Deviation], at: datetime) -> dict[Person, list[Deviation]]:
    mine: dict[Person, list[Deviation]] = defaultdict(list)
    deciders = people_who_may(Permission.REPORT_DRAFT, at)
    known: dict[int, list[Person]] = {}
    for row in rows:
        process = row.indicator.process_id
        if process not in known:
            known[process] = answerable_people(row, on=local_day(at))
        for person in {*deciders, *known[process]}:
            mine[person].append(row)
    return mine


def _digest(rows: Sequence[Deviation]) -> Note:
    subjects = {}
    for language in (ZH, EN):
        with translation.override(language):
            sentence = ngettext(
                "%(count)s deviation to analyse and decide",
                "%(count)s deviations to analyse and decide",
                len(rows),
            )
            subjects[language] = sentence % {"count": len(rows)}
    with translation.override(ZH):
        lines = [_line(row) for row in rows[:LINES]]
    if len(rows) > LINES:
        lines.append(f"… {len(rows) - LINES}")
    # The version moves when a deviation comes back: then it is news again, and only then.
    said = ",".join(sorted(f"{row.pk}.{row.version}" for row in rows))
    return Note(
        event_key=f"signals:{hashlib.sha256(said.encode()).hexdigest()[:32]}",
        subject=subjects[ZH],
        subject_en=subjects[EN],
        body="\n".join(lines),
        url=_url(rows),
    )


def _line(row: Deviation) -> str:
    return f"{row.period} {row.indicator.code} {row.indicator.name}: {rule_name(row.rule)}"


def _url(rows: Sequence[Deviation]) -> str:
    if len(rows) == 1:
        return reverse("kpi:deviation", args=[rows[0].pk])
    return reverse("kpi:deviations")
