"""The latest submissions on a process's page: whoever sees them on the board sees them there."""

import pytest
from django.urls import reverse
from django.utils import timezone

from governance.lib.periods import Week
from kpi.selectors.board import BoardFilter, assignments_of_board, seen_by
from processes.models import Assignment, Process
from tests.kpi.collecting import enter_week, make_assignment, make_measure

pytestmark = pytest.mark.django_db


@pytest.fixture
def assignment(catalogue, specialist, operations, officer):
    """Incident management, reported last week."""
    process = Process.objects.get(code="incident")
    row, week = make_assignment(specialist, process, operations), last_week()
    enter_week(row, week.label, {make_measure("closed", process): [1] * len(week.slices())})
    return row


def last_week():
    return Week.of(timezone.localdate(timezone.now())).previous()


@pytest.mark.parametrize(
    ("who", "is_seen"),
    [("specialist", True), ("head", True), ("officer", True), ("stranger", False)],
)
def test_a_week_is_shown_to_whoever_sees_it_on_the_board(client, request, assignment, who, is_seen):
    reader, week = request.getfixturevalue(who), last_week()
    client.force_login(reader)

    page = client.get(reverse("portal:process", args=["incident"]))

    link = reverse("kpi:weekly-form", args=[assignment.pk, week.label])
    assert (link in page.content.decode()) is is_seen
    on_board = list(assignments_of_board(reader, BoardFilter(week), timezone.now()))
    assert seen_by(reader, Assignment.objects.all()) == on_board
