"""The seeding rule: what somebody has touched is theirs; running twice changes nothing."""

import pytest
from django.core.management import call_command

from governance.lib.history import save_tracked
from governance.models import AuditEntry, Clause, Department, PolicyIssue, Requirement
from governance.services.catalogue import seed_governance, seed_rows
from kpi.models import Indicator, IndicatorVersion, Measure, Target
from kpi.states import IndicatorState
from processes.models import KeyActivity, Process
from tests.people import LONG_AGO


def load(capsys):
    call_command("load_catalogue")
    return capsys.readouterr().out


def test_load_catalogue_ships_everything(catalogue):
    assert Clause.objects.count() == 18
    assert Requirement.objects.count() == 66
    assert PolicyIssue.objects.count() == 58
    assert Process.objects.count() == 16
    assert Indicator.objects.count() == 114
    assert {row.kind for row in Department.objects.filter(code="service_desk")} == {"undetermined"}


def test_only_the_policy_kpi_is_active_with_its_printed_target(catalogue):
    assert [row.code for row in Indicator.objects.filter(state=IndicatorState.ADOPTED)] == [
        "REV-02"
    ]
    target = Target.objects.get()
    assert (target.indicator.code, target.operator, int(target.value)) == ("REV-02", ">=", 1)
    assert list(
        IndicatorVersion.objects.exclude(valid_from=None).values_list("indicator__code", flat=True)
    ) == ["REV-02"]


def test_load_catalogue_twice_changes_nothing_and_leaves_one_entry(catalogue, capsys):
    load(capsys)  # the fixture leaves the work calendar to the command
    before = AuditEntry.objects.count()

    out = load(capsys)

    assert out.count("0 created, 0 updated, 0 left as changed") == 4
    assert AuditEntry.objects.count() == before
    assert (
        AuditEntry.objects.filter(
            action="governance.load_catalogue", actor_key="system:catalogue"
        ).count()
        == 1
    )


def test_a_row_somebody_changed_is_left_alone(catalogue, officer, capsys):
    process = Process.objects.get(code="slm")
    process.goal = "ours"
    save_tracked(process, by=officer, at=LONG_AGO, reason="edited")

    out = load(capsys)

    process.refresh_from_db()
    assert process.goal == "ours"
    assert "1 left as changed" in out


def test_an_untouched_row_follows_the_shipped_data(catalogue):
    row = {"code": "hr", "name": "人力部", "name_en": "People Dept."}

    tally = seed_rows(Department, [row], key=("code",), at=LONG_AGO)

    assert (tally.created, tally.updated, tally.kept) == (0, 1, 0)
    assert Department.objects.get(code="hr").name_en == "People Dept."


def test_a_line_that_was_renamed_or_removed_does_not_come_back(catalogue, officer):
    activity = KeyActivity.objects.get(process__code="slm", name="需求收集")
    activity.name = "需求收集与确认"
    save_tracked(activity, by=officer, at=LONG_AGO, reason="renamed")
    KeyActivity.objects.get(process__code="slm", name="SLA评审").delete()

    call_command("load_catalogue", verbosity=0)

    names = set(KeyActivity.objects.filter(process__code="slm").values_list("name", flat=True))
    assert names == {"需求收集与确认", "SLA制定", "服务绩效监测"}


@pytest.mark.django_db
def test_seed_governance_needs_nothing_before_it():
    assert seed_governance(at=LONG_AGO).created == 18 + 66 + 58 + 7 + 6


def test_measures_of_the_whole_system_are_marked(catalogue):
    assert Measure.objects.get(code="inc_backlog").aggregation == "LAST"
    assert Measure.objects.get(code="mon_expected").entry == "system"
    assert Measure.objects.get(code="prb_repeats_now").aggregation == "NONE"
