"""Settings: decided with a reason, by who may, and on record."""

from datetime import UTC, datetime

import pytest
from django.utils import translation

from governance.lib.workflow import NotAllowed, NoteMissing
from governance.models import AuditEntry
from governance.selectors.setting import decided_settings, setting_value, setting_values
from governance.services.setting import decide_setting
from governance.states import SETTINGS

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def test_setting_undecided_has_its_default():
    assert setting_value("month_rule") == SETTINGS["month_rule"].default


def test_decide_setting_by_the_manager_is_on_record(manager):
    decide_setting("month_rule", "thursday", by=manager, at=NOW, reason="委员会决定")

    entry = AuditEntry.objects.latest("sequence")
    assert setting_value("month_rule") == "thursday"
    assert (entry.before, entry.after, entry.note) == (
        {"value": "slices"},
        {"value": "thursday"},
        "委员会决定",
    )


def test_decide_setting_by_the_specialist_is_refused(specialist):
    with pytest.raises(NotAllowed):
        decide_setting("month_rule", "thursday", by=specialist, at=NOW, reason="想要")


def test_decide_setting_without_reason_is_refused(manager):
    with pytest.raises(NoteMissing):
        decide_setting("month_rule", "thursday", by=manager, at=NOW, reason=" ")


def test_setting_values_costs_one_statement(manager, django_assert_num_queries):
    decide_setting("mail_enabled", value=True, by=manager, at=NOW, reason="已配置邮箱")

    with django_assert_num_queries(1):
        values = setting_values()
    assert values["mail_enabled"] is True
    assert set(values) == set(SETTINGS)


def test_decided_settings_of_a_chosen_word_speak_in_the_words_of_the_choice(manager):
    decide_setting("month_rule", "thursday", by=manager, at=NOW, reason="委员会决定")

    with translation.override("en"):
        shown = {each.kind.key: each.value for each in decided_settings()}

    assert shown["month_rule"] == "whole, by its Thursday"
    assert shown["company_code"] == str(SETTINGS["company_code"].default or "–")
