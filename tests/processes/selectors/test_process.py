"""The catalogue as printed: counts, rules expanded, links one way only, what is missing (G1–G10)."""

import pytest

from processes.models import Process
from processes.selectors.process import (
    ALL_LISTS,
    basis_documents,
    core_count,
    coverage_findings,
    linkage_matrix,
    linked_sources,
    linked_targets,
    processes_of_catalogue,
)


@pytest.fixture
def processes(catalogue, employee):
    return list(processes_of_catalogue(employee, *ALL_LISTS))


def named(processes, code):
    return next(row for row in processes if row.code == code)


def test_core_processes_are_counted_per_clause_and_as_a_union(processes):
    count = core_count(processes)

    assert (count.clause_2, count.table_6_2, count.union, count.total) == (7, 7, 8, 16)


def test_a_rule_covers_all_core_and_support_processes_but_itself(processes):
    ends = linked_targets(named(processes, "information_security"), processes)

    assert len(ends) == 11
    assert all(end.by_rule for end in ends)
    assert "information_security" not in {end.process.code for end in ends}
    assert {end.process.category for end in ends} == {"core", "support"}


def test_a_link_is_not_turned_round(processes):
    capacity, change = named(processes, "capacity"), named(processes, "change")

    assert [end.process.code for end in linked_targets(capacity, processes)] == [
        "slm",
        "change",
        "procurement",
    ]
    assert linked_targets(change, processes) == []
    assert [end.process.code for end in linked_sources(change, processes)] == [
        "capacity",
        "information_security",
    ]


def test_the_matrix_says_stated_by_rule_or_nothing(processes):
    rows = {
        row.process.code: [cell.kind for cell in row.cells] for row in linkage_matrix(processes)
    }
    kinds = [kind for cells in rows.values() for kind in cells]

    assert (kinds.count("self"), kinds.count("stated"), kinds.count("rule")) == (16, 6, 11)
    assert kinds.count("none") == 16 * 16 - 16 - 6 - 11
    assert set(rows["planning"]) == {"self", "none"}


def test_findings_name_what_the_policy_leaves_empty(processes):
    found = {
        finding.key: {row.code for row in finding.processes}
        for finding in coverage_findings(processes, measured={named(processes, "review").pk})
    }

    assert len(found["department"]) == 11
    assert found["goal"] == {
        "service_desk",
        "procurement",
        "planning",
        "monitoring",
        "review",
        "improvement",
    }
    assert "incident" not in found["outputs"]
    assert found["interface"] == {"planning", "monitoring", "review", "improvement"}
    assert len(found["norm"]) == 13
    assert len(found["indicator"]) == 15


def test_the_norms_are_the_documents_that_govern_a_process(processes):
    assert {document.code for document in basis_documents(processes)} == {
        "capacity-policy",
        "availability-policy",
        "security-procedure",
    }


def test_a_retired_process_leaves_the_catalogue_but_not_the_table(catalogue, employee):
    Process.objects.filter(code="slm").update(state="retired")

    assert len(processes_of_catalogue(employee)) == 15
    assert len(processes_of_catalogue(employee, with_retired=True)) == 16
