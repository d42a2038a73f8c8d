"""The demo's committee is alive: it has met, decided twice, and waits for a condition (5.1, G20)."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from governance.lib.periods import Week
from governance.models import CommitteeMember, Meeting, Resolution, ResolutionCondition
from governance.selectors.approval import case_of
from governance.selectors.calendar import local_zone, work_calendar
from governance.services.audit import verify_chain
from governance.states import ConditionState, MeetingState, Outcome
from improvements.models import Improvement
from portal.services.demo.act import Kind, Stage
from portal.services.demo.figures import FigureBook
from portal.services.demo.player import play
from portal.services.demo.script import script
from portal.services.demo.world import found_company
from portal.services.demo.year import name_the_days

FIRST, TODAY = date(2026, 1, 5), date(2026, 2, 9)
COMMITTEE = {Kind.CONVENE, Kind.HOLD, Kind.REPORT_CONDITION, Kind.CONVENE_NEXT}


@pytest.mark.django_db
def test_the_committee_has_met_and_left_something_open():
    call_command("load_catalogue", stdout=StringIO())
    name_the_days(FIRST, TODAY)
    stage = Stage(FIRST, TODAY, work_calendar(), local_zone())
    world = found_company(stage, FigureBook(Week.of(FIRST)))

    acts = [act for act in script(stage) if act.kind in COMMITTEE or act.how.endswith(":window")]
    play(world, acts, tell=lambda _month: None)

    revision, window = Resolution.objects.order_by("pk")
    assert (revision.outcome, window.outcome) == (Outcome.APPROVED, Outcome.CONDITIONAL)
    assert [each["name"] for each in window.dissent] == ["叶承安"]
    assert window.tally["recused"] == 1
    states = ResolutionCondition.objects.order_by("position").values_list("state", flat=True)
    assert list(states) == [ConditionState.CONFIRMED, ConditionState.OPEN]
    held, ahead = Meeting.objects.order_by("starts_at")
    assert (held.state, ahead.state) == (MeetingState.CLOSED, MeetingState.CALLED)
    assert CommitteeMember.objects.exclude(valid_to=None).count() == 1
    major = Improvement.objects.get(is_major=True)
    assert (major.state, window.approval) == ("implement", case_of(major))
    assert verify_chain() is None
