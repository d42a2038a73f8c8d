"""The demo's interfaces: some both ways, some one way, stated through the act of the page."""

import pytest

from governance.models import AuditEntry
from portal.services.demo.interfaces import INTERFACES, state_interfaces
from processes.models import KeyActivity, Output, ProcessLink
from processes.selectors.linkage import catalogue_with_links, interfaces_of
from tests.people import LONG_AGO


@pytest.mark.django_db
def test_demo_states_interfaces_and_leaves_everything_else_as_printed(catalogue, officer):
    before = (KeyActivity.objects.count(), Output.objects.count(), ProcessLink.objects.count())

    state_interfaces(officer, LONG_AGO)

    activities, outputs, links = before
    assert (KeyActivity.objects.count(), Output.objects.count()) == (activities, outputs)
    assert ProcessLink.objects.count() == links + len(INTERFACES)
    mutual = [each for each in interfaces_of(catalogue_with_links(officer)) if each.is_mutual]
    assert {(each.source.code, each.target.code) for each in mutual} == {
        ("incident", "problem"),
        ("problem", "incident"),
        ("change", "release"),
        ("release", "change"),
    }
    assert all(each.what for each in mutual)
    assert (
        AuditEntry.objects.filter(object_type="processes.process", actor_kind="person").count() == 4
    )
