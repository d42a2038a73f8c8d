"""The demo's library is alive: assets of each kind, one restricted, outputs filed and missing (R16, R21)."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from governance.lib.periods import Week
from governance.selectors.calendar import local_zone, work_calendar
from portal.services.demo.act import Kind, Stage
from portal.services.demo.figures import FigureBook
from portal.services.demo.player import play
from portal.services.demo.script import script
from portal.services.demo.world import found_company
from portal.services.demo.year import name_the_days
from processes.models import Asset, OutputRecord
from processes.states import AssetState

FIRST, TODAY = date(2025, 11, 17), date(2026, 1, 20)


@pytest.mark.django_db
def test_the_demo_keeps_a_library_and_a_register():
    call_command("load_catalogue", stdout=StringIO())
    name_the_days(FIRST, TODAY)
    stage = Stage(FIRST, TODAY, work_calendar(), local_zone())
    world = found_company(stage, FigureBook(Week.of(FIRST)))
    acts = [act for act in script(stage) if act.kind == Kind.KEEP_LIBRARY]

    play(world, acts, tell=lambda _month: None)

    kinds = set(Asset.objects.values_list("kind", flat=True))
    assert kinds == set(Asset.Kind.values)
    assert Asset.objects.filter(label=Asset.Label.RESTRICTED).count() == 1
    assert {AssetState.LIBRARY, AssetState.OFFERED, AssetState.DRAFT} == set(
        Asset.objects.values_list("state", flat=True)
    )
    assert OutputRecord.objects.exists()
