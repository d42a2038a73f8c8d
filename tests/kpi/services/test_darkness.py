"""A clock that stood still for three weeks: each person hears of everything owed in one e-mail (design §5)."""

import pytest
from django.core import mail

from governance.models import Message, Obligation
from governance.selectors.message import send_mail
from governance.services.escalation import escalate_obligations
from governance.services.message import dispatch_messages
from governance.services.obligation import mark_missing
from governance.services.setting import decide_setting
from kpi.services.duty import ensure_obligations
from tests.kpi.services.test_duty import calendar, moment, place  # noqa: F401 -- fixtures

pytestmark = pytest.mark.usefixtures("place")


def test_three_weeks_of_darkness_are_one_mail_for_each(specialist, officer, manager):
    for level in ("owner", "pmo"):
        decide_setting(f"escalate_{level}", 1, by=manager, at=moment("2026-01-01"), reason="试行")
    back = moment("2026-03-16", "09:00")
    ensure_obligations(at=moment("2026-02-23", "09:00"))
    Message.objects.all().delete()

    # The clock comes back: what was owed meanwhile is made good, marked, told, and told higher up.
    for _again in range(2):
        ensure_obligations(at=back)
        mark_missing(at=back)
        escalate_obligations(at=back)
        dispatch_messages(send_mail, at=back)

    mine = [each for each in mail.outbox if each.to == [specialist.email]]
    assert len(mine) == 1
    assert Message.objects.visible_to(specialist).count() == 2
    owed = Obligation.objects.owed_by(specialist).filter(opened_at=back).count()
    assert owed >= 3
    assert len({tuple(each.to) for each in mail.outbox}) == len(mail.outbox)
