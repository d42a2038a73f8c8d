"""Interfaces both ways: what lacks its counterpart, and that it stops being found once it is stated (R20, G9, G10)."""

import itertools

import pytest

from processes.models import KeyActivity, ProcessLink
from processes.selectors.linkage import (
    LINKAGE_LISTS,
    catalogue_with_links,
    interfaces_of,
    linkage_gaps,
)
from processes.selectors.linkage_graph import graph_of
from processes.selectors.process import coverage_findings, processes_of_catalogue
from tests.kpi.collecting import make_process

pytestmark = pytest.mark.django_db


def gaps(person):
    return linkage_gaps(processes_of_catalogue(person, *LINKAGE_LISTS))


def one_sided(person):
    return {
        row.source.code: {target.code for target in row.targets} for row in gaps(person).one_sided
    }


def link(source, target, what=""):
    return ProcessLink.objects.create(source=source, target=target, what=what)


@pytest.fixture
def three():
    return (
        make_process("incident", "INC", "事件管理", "Incident", position=1),
        make_process("problem", "PRB", "问题管理", "Problem", position=2),
        make_process("planning", "PLN", "过程规划", "Planning", position=3, category="management"),
    )


def test_link_without_its_counterpart_is_found_until_the_other_names_it_back(officer, three):
    incident, problem, _planning = three
    link(incident, problem)
    assert one_sided(officer) == {"incident": {"problem"}}

    link(problem, incident)

    assert one_sided(officer) == {}
    assert all(each.is_mutual for each in interfaces_of(catalogue_with_links(officer)))


def test_link_is_answered_by_a_rule_too(officer, three):
    incident, problem, _planning = three
    link(incident, problem)

    problem.link_rule = "ALL_CORE_AND_SUPPORT"
    problem.save()

    assert one_sided(officer) == {}


def test_link_to_a_retired_process_is_no_finding(officer, three):
    incident, problem, _planning = three
    link(incident, problem)

    problem.state = "retired"
    problem.save()

    assert one_sided(officer) == {}


def test_process_with_nothing_but_a_name_is_found_until_something_is_said(officer, three):
    incident, problem, _planning = three
    assert set(gaps(officer).rowless) == {incident, problem}

    KeyActivity.objects.create(process=incident, name="事件分级", position=1)
    problem.goal = "消除根本原因"
    problem.save()

    assert gaps(officer).rowless == ()


def test_process_without_any_link_is_found_until_one_touches_it(officer, three):
    incident, problem, planning = three
    link(incident, problem)
    assert gaps(officer).isolated == (planning,)

    link(planning, incident)

    assert gaps(officer).isolated == ()


def test_link_is_asked_what_it_hands_over_but_not_one_by_rule(officer, three):
    incident, problem, planning = three
    row = link(incident, planning)
    problem.link_rule = "ALL_CORE_AND_SUPPORT"
    problem.save()
    assert [(each.source, each.target) for each in gaps(officer).unsaid] == [(incident, planning)]

    row.what = "重大事件清单"
    row.save()

    assert gaps(officer).unsaid == ()


def test_policy_as_printed_names_one_way_only(catalogue, employee):
    found = gaps(employee)

    assert {row.source.code: len(row.targets) for row in found.one_sided} == {
        "capacity": 3,
        "availability_continuity": 3,
        "information_security": 11,
    }
    assert {row.code for row in found.rowless} == {"service_desk", "procurement"}
    assert len(found.isolated) == 4
    assert len(found.unsaid) == 6


def test_coverage_names_who_does_not_name_back(officer, three):
    incident, problem, _planning = three
    link(incident, problem)

    def counterpart():
        rows = processes_of_catalogue(officer, "links_out", "responsibilities", "outputs", "norms")
        [finding] = [
            each for each in coverage_findings(rows, measured=set()) if each.key == "counterpart"
        ]
        return finding.processes

    assert counterpart() == [problem]
    link(problem, incident)
    assert counterpart() == []


def test_catalogue_with_links_is_the_same_in_one_statement(
    catalogue, employee, django_assert_num_queries
):
    with django_assert_num_queries(1):
        short = interfaces_of(catalogue_with_links(employee))

    assert short == interfaces_of(processes_of_catalogue(employee, "links_out"))


def test_graph_draws_a_mutual_link_once_and_marks_who_stands_apart(officer, three):
    incident, problem, planning = three
    link(incident, problem)
    link(problem, incident)
    rows = catalogue_with_links(officer)

    graph = graph_of(rows, interfaces_of(rows))

    assert [arrow.kind for arrow in graph.arrows] == ["mutual"]
    assert {box.process: box.is_linked for box in graph.boxes} == {
        incident: True,
        problem: True,
        planning: False,
    }
    assert [label for label, _y in graph.rows] == ["核心过程", "管理过程"]


def test_graph_of_the_policy_keeps_its_boxes_apart_and_inside(catalogue, employee):
    rows = catalogue_with_links(employee)

    graph = graph_of(rows, interfaces_of(rows))

    assert len(graph.arrows) == 17
    for box in graph.boxes:
        assert box.spot.x >= 0
        assert box.spot.x + box.spot.width <= 1160
        assert 1 <= len(box.lines) <= 2
        assert all(0 < y < graph.height for y, _text in box.lines)
    for row in {box.spot.row for box in graph.boxes}:
        edges = sorted(
            (b.spot.x, b.spot.x + b.spot.width) for b in graph.boxes if b.spot.row == row
        )
        assert all(end < begin for (_x, end), (begin, _e) in itertools.pairwise(edges))


def test_graph_of_nothing_is_empty(db):
    assert graph_of([], []).height == 0
