"""Evidence packs: what is in them, in which order, by whose rights, and always the same bytes (R66)."""

import io
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

import portal.tasks  # noqa: F401 -- the worker learns its jobs there
from governance.lib.claims import claim_row
from governance.lib.fonts import font_folders
from governance.lib.workflow import NotAllowed
from governance.models import AuditEntry, Job, Paper
from governance.services.job import NotYet
from governance.states import JobState, RenderState
from portal.models import EvidencePack
from portal.selectors.pack_list import packs_of
from portal.services.evidence_pack import (
    LONGEST_WAIT,
    CannotOrderPack,
    PackDamaged,
    check_pack,
    make_pack,
    order_pack,
)
from processes.models import Asset
from processes.services.asset import AssetFacts, enter_asset
from processes.services.asset_step import accept_asset, offer_asset
from tests.governance.deciding import NOW
from tests.governance.meeting import called, closed, decided, in_session, plan_case
from tests.governance.services.test_committee_paper import words_of_pdf
from tests.portal.owing import owe
from tests.portal.packing import MARCH, Clock, Opened, bytes_of, made, ordered
from tests.processes.library import with_file

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("english", "store", "at_that_time"),
    pytest.mark.skipif(not font_folders(), reason="the npm fonts are not installed (npm ci)"),
]


@pytest.fixture
def session(seated, officer, specialist):
    """A meeting of March with its signed minutes and a resolution with a condition."""
    case = plan_case(officer)
    meeting = in_session(called(officer, case), seated, officer)
    decided(case, seated, responsible=specialist, meeting=meeting)
    return closed(meeting, seated, officer)


def shelve(title, by, acceptor, *, label=Asset.Label.INTERNAL, content=b"seen"):
    """An asset with one file that was taken into the library."""
    facts = AssetFacts(Asset.Kind.RECORD, title, summary="七天无重大事件", label=label)
    asset = enter_asset(facts, by=by, at=NOW)
    with_file(asset, by, name="值守 记录 1.txt", content=content)
    offered = offer_asset(asset, by=by, at=NOW)
    return accept_asset(offered, seen=offered.version, by=acceptor, at=NOW)


def test_pack_agrees_with_its_index_and_its_manifest_file_by_file(
    session, officer, second_officer, manager, specialist
):
    shelve("春节值守记录", officer, second_officer)
    owe("03-01", person=specialist)

    opened = Opened(bytes_of(made(ordered(manager))))

    assert opened.archive.testzip() is None
    front = {"index.xlsx", "index.csv", "gaps.csv", "manifest.sha256"}
    assert len(opened.names) == len(set(opened.names))
    assert set(opened.names) - front == set(opened.paths())
    assert opened.manifest() == opened.hashes()
    folders = {path.partition("/")[0] for path in opened.paths()}
    assert folders == {"3 Committee", "7 Process assets", "8 Registers"}
    [asset] = [path for path in opened.paths() if path.startswith("7 ")]
    assert opened.read(asset) == b"seen"
    assert "03-01 1" in opened.read("8 Registers/duties.csv").decode()


def test_papers_never_printed_are_printed_first(session, manager):
    assert not Paper.objects.exists()

    opened = Opened(bytes_of(made(ordered(manager))))

    papers = [row for row in opened.table("index.csv") if row["Path"].endswith(".pdf")]
    resolution = session.resolutions.get()
    assert {row["Number"] for row in papers} == {session.number, resolution.number}
    for row in papers:
        assert row["Number"] in words_of_pdf(opened.read(row["Path"]))
        assert (row["Date"], row["Clause"]) == ("2026-03-02", "5.1")


def test_gaps_stand_on_the_first_sheet_and_in_a_file(manager, specialist):
    owe("03-01", person=specialist)
    pack = made(ordered(manager))
    opened = Opened(bytes_of(pack))

    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(opened.read("index.xlsx")))
    rows = list(book.worksheets[0].values)[1:]

    assert book.sheetnames == ["Gaps", "Index", "About this file"]
    assert ("6.4.2②", "Week without data", "Duty 03-01 1", specialist.name) in rows
    assert len(rows) == pack.gaps == len(opened.table("gaps.csv"))
    index = list(book.worksheets[1].values)
    assert index[0] == ("Number", "Called", "Version", "Date", "Clause", "Path")
    assert [row[5] for row in index[1:]] == opened.paths()


def test_same_records_give_the_same_bytes(session, manager, officer, second_officer):
    shelve("春节值守记录", officer, second_officer)
    first = made(ordered(manager))
    later = NOW + timedelta(hours=3)

    second = made(ordered(manager, at=later), at=later)

    assert first.pk != second.pk
    assert bytes_of(first) == bytes_of(second)
    assert first.sha256 == second.sha256


def test_another_record_gives_other_bytes(manager, officer, second_officer):
    first = made(ordered(manager))
    shelve("春节值守记录", officer, second_officer)

    assert made(ordered(manager)).sha256 != first.sha256


def test_restricted_assets_stay_behind_their_door_and_are_told(manager, officer, second_officer):
    shelve("客户合同", officer, second_officer, label=Asset.Label.RESTRICTED, content=b"secret")

    opened = Opened(bytes_of(made(ordered(manager))))

    assert all(b"secret" not in opened.read(name) for name in opened.names)
    [gap] = [row for row in opened.table("gaps.csv") if "客户合同" in row["What"]]
    assert gap["What is missing"] == "Restricted: handed out on its own page only"


def test_two_files_of_one_name_lie_side_by_side(manager, officer, second_officer):
    asset = enter_asset(AssetFacts(Asset.Kind.DATA, "数据", summary="x"), by=officer, at=NOW)
    with_file(asset, officer, name="a.b.txt", content=b"one")
    with_file(asset, officer, name="a b.txt", content=b"two")
    with_file(asset, officer, name="a_b.txt", content=b"three")
    offered = offer_asset(Asset.objects.get(pk=asset.pk), by=officer, at=NOW)
    accept_asset(offered, seen=offered.version, by=second_officer, at=NOW)

    opened = Opened(bytes_of(made(ordered(manager))))

    found = [opened.read(path) for path in opened.paths() if path.startswith("7 ")]
    assert sorted(found) == [b"one", b"three", b"two"]


def test_damaged_file_is_a_gap_and_the_pack_is_made(manager, officer, second_officer, store):
    shelve("春节值守记录", officer, second_officer)
    [path] = (store / "stored").glob("*/*")
    path.write_bytes(b"changed")

    opened = Opened(bytes_of(made(ordered(manager))))

    assert not [path for path in opened.paths() if path.startswith("7 ")]
    assert [row for row in opened.table("gaps.csv") if row["What is missing"] == "File damaged"]


def test_paper_that_failed_is_a_gap_and_not_tried_again(session, manager):
    made(ordered(manager))
    Paper.objects.filter(name="minutes").update(
        state=RenderState.FAILED, reason="no font", content=None, sha256="", size=0
    )

    opened = Opened(bytes_of(made(ordered(manager))))

    [gap] = [row for row in opened.table("gaps.csv") if row["What is missing"] == "Not printed"]
    assert session.number in gap["What"]
    assert "no font" in gap["What"]


def test_pack_waits_for_papers_but_not_for_ever(session, manager):
    pack = ordered(manager)
    late = NOW + LONGEST_WAIT + timedelta(minutes=1)
    job = Job.objects.get(subject=pack.subject)
    with pytest.raises(NotYet):
        make_pack(job, clock=Clock())

    running = {"due": JobState.DUE, "running": JobState.RUNNING}
    claim_row(Job.objects.all(), job.pk, **running, now=late, until=late + timedelta(minutes=9))
    make_pack(Job.objects.get(pk=job.pk), clock=Clock(late))
    pack.refresh_from_db()

    assert Job.objects.filter(kind="print_committee_paper", state=JobState.DUE).count() == 2
    gaps = Opened(bytes_of(pack)).table("gaps.csv")
    assert [row["What is missing"] for row in gaps].count("Not printed") == 2


def test_asking_twice_makes_one_pack_and_one_job(manager):
    assert ordered(manager) == ordered(manager)
    assert Job.objects.filter(kind="make_evidence_pack").count() == 1
    assert AuditEntry.objects.filter(action="portal.order_pack").count() == 1


def test_two_people_have_a_pack_and_a_job_each(manager, officer):
    ordered(manager)
    ordered(officer)

    assert Job.objects.filter(kind="make_evidence_pack").count() == 2


def test_database_keeps_one_pack_of_the_same_days_in_the_making(manager):
    pack = ordered(manager)
    pack.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        pack.save()


@pytest.mark.parametrize("who", ["specialist", "head", "employee", "chair", "system_admin"])
def test_order_pack_by_the_wrong_person_is_refused(who, request):
    with pytest.raises(NotAllowed):
        ordered(request.getfixturevalue(who))


def test_order_pack_of_days_to_come_or_in_another_language_is_refused(manager):
    coming = replace(MARCH, first=NOW.date() + timedelta(days=1))

    with pytest.raises(CannotOrderPack):
        order_pack(coming, language="en", by=manager, at=NOW)
    with pytest.raises(CannotOrderPack):
        order_pack(MARCH, language="fr", by=manager, at=NOW)


def test_whoever_lost_the_right_meanwhile_gets_no_pack(manager):
    pack = ordered(manager)
    manager.grants.all().delete()
    for minutes in range(0, 30, 5):
        made(pack, at=NOW + timedelta(minutes=minutes))

    [line] = packs_of(manager)
    assert (line.is_ready, line.has_failed) == (False, True)
    assert Job.objects.get(subject=pack.subject).state == JobState.PARKED


def test_asking_again_after_three_failures_tries_anew(manager):
    pack = ordered(manager)
    Job.objects.filter(subject=pack.subject).update(state=JobState.PARKED, attempts=3)

    assert made(ordered(manager)) == pack
    assert EvidencePack.objects.get().sha256


def test_changed_bytes_of_a_pack_are_told(manager):
    pack = made(ordered(manager))
    default_storage.delete(pack.key)
    with pytest.raises(PackDamaged):
        check_pack(pack)
    default_storage.save(pack.key, ContentFile(b"other"))

    with pytest.raises(PackDamaged):
        check_pack(pack)


def test_making_is_on_the_trail(manager):
    pack = made(ordered(manager))

    entry = AuditEntry.objects.get(action="portal.make_pack")
    assert entry.after == {"sha256": pack.sha256, "files": pack.files, "gaps": pack.gaps}
    assert entry.actor_key == "system:packer"
