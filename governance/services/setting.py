"""Settings are decided with a reason and stay on record (domain §2)."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from governance.lib.actors import Actor
from governance.lib.history import save_tracked
from governance.lib.workflow import NoteMissing, has_substance
from governance.models import Person, Setting
from governance.permissions import Permission, demand
from governance.selectors.setting import setting_value
from governance.services.audit import Change, record
from governance.states import SETTINGS


def decide_setting(key: str, value: Any, *, by: Actor, at: datetime, reason: str) -> Setting:
    """A setting changes with a reason, from now on; periods already closed keep what they were judged by.

    Raises `NoteMissing` without a reason and `NotAllowed` without the right; KeyError for an unknown key.
    """
    if isinstance(by, Person):
        demand(by, Permission.SETTING_EDIT)
    if not has_substance(reason):
        raise NoteMissing(_("Please give a reason."))
    with transaction.atomic():
        before = setting_value(SETTINGS[key].key)
        row = Setting.objects.filter(key=key).first() or Setting(key=key)
        row.value, row.reason, row.changed_by, row.changed_at = value, reason, by.actor_label, at
        save_tracked(row, by=by, at=at, reason="governance.decide_setting")
        record(
            "governance.decide_setting",
            by=by,
            at=at,
            obj=row,
            change=Change(before={"value": before}, after={"value": value}, note=reason),
        )
    return row
