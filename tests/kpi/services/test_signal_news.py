"""Whoever must analyse or decide hears of a signal once, when it opens and when it comes back (R19)."""

from datetime import date

import pytest
from django.urls import reverse

from governance.models import Message
from kpi.models import Deviation
from kpi.services import signal
from kpi.services.signal import watch_signals
from tests.kpi.services.test_signal_life import settle
from tests.kpi.signalling import CALM, FIRST, NOV_10, OCT_10, make_watched, put


@pytest.fixture
def indicator(specialist, operations, officer, head, colleague, stranger):
    return make_watched(specialist, operations)


def told():
    """Who was told how often, by name."""
    rows = Message.objects.filter(event_key__startswith="signals:").order_by("pk")
    names = [row.recipient.name for row in rows]
    return {name: names.count(name) for name in names}


def test_two_signals_of_one_reading_are_one_message_to_those_who_act(
    indicator, specialist, officer, head
):
    put(indicator, [*CALM, 70])
    watch_signals(at=OCT_10)

    assert told() == {specialist.name: 1, officer.name: 1, head.name: 1}
    note = Message.objects.get(recipient=officer)
    assert (note.subject, note.subject_en) == (
        "2 条偏差待分析和决定",
        "2 deviations to analyse and decide",
    )
    assert note.url == reverse("kpi:deviations")
    lines = note.body.splitlines()
    assert len(lines) == 2
    assert all(line.startswith("2025-09 INC-02") for line in lines)
    assert "70" not in note.body  # a message carries no figures


def test_read_again_nothing_is_told_twice(indicator, officer):
    put(indicator, [*CALM, 70])
    watch_signals(at=OCT_10)
    before = told()

    put(indicator, [*CALM, 71])
    watch_signals(at=OCT_10)

    assert told() == before


def test_one_signal_leads_straight_to_it(indicator, officer):
    put(indicator, [96, 70])
    watch_signals(at=OCT_10)

    row = Deviation.objects.get()
    assert Message.objects.get(recipient=officer).url == reverse("kpi:deviation", args=[row.pk])


def test_what_comes_back_is_told_again(indicator, officer):
    put(indicator, [96, 70])
    watch_signals(at=OCT_10)
    settle(Deviation.objects.get(), officer, at=OCT_10, decision="watch", due_on=date(2025, 11, 1))
    put(indicator, [96, 70, 70], first=FIRST)
    before = told()[officer.name]

    watch_signals(at=NOV_10)

    assert told()[officer.name] == before + 1


def test_who_left_and_who_has_no_part_is_not_told(indicator, head, colleague, stranger):
    head.is_active = False
    head.save()
    put(indicator, [*CALM, 70])
    watch_signals(at=OCT_10)

    assert not {head.name, colleague.name, stranger.name} & told().keys()


def test_a_series_that_fails_half_way_tells_nothing_of_it(indicator, monkeypatch):
    put(indicator, [*CALM, 70])
    monkeypatch.setattr(signal, "_lapse_all", lambda *_told: 1 / 0)

    found = watch_signals(at=OCT_10)

    assert found.failed == ("INC-02",)
    assert (told(), Deviation.objects.count()) == ({}, 0)
