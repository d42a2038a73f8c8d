"""The evidence pack of the demo year, ordered on its page, made by the worker, opened and checked file by file (R66)."""

import hashlib
import io

import pytest
from pypdf import PdfReader

import portal.tasks  # noqa: F401 -- the worker learns its jobs there
from governance.models import Person, StoredFile
from portal.models import EvidencePack
from processes.models import Asset
from tests.demo import morning
from tests.portal.packing import Opened, bytes_of, made

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("demo_year")]
PAGE = "/evidence-packs/"
COLUMNS = ["编号", "名称", "版本", "日期", "条款", "路径"]
FRONT = {"index.xlsx", "index.csv", "gaps.csv", "manifest.sha256"}
# What the year has: a report of each month, minutes, resolutions, plans, an assessment, reviews, norms, assets.
FOLDERS = 7


def pack_of(client, login):
    """As a person does it: choose the year, wait, download."""
    person = Person.objects.get(username=login)
    client.force_login(person)
    assert client.post(PAGE, {"period": "2026"}).status_code == 302
    pack = made(EvidencePack.objects.get(ordered_by=person), at=morning())
    answer = client.get(f"{PAGE}{pack.pk}/file/")
    content = b"".join(answer.streaming_content)
    assert content == bytes_of(pack)
    return Opened(content)


def test_pack_of_the_year_holds_exactly_what_its_index_says(client):
    opened = pack_of(client, "shen")
    assert opened.archive.testzip() is None
    assert len(opened.names) == len(set(opened.names))

    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(opened.read("index.xlsx")))
    gaps, index = book.worksheets[:2]
    head, *rows = index.values
    assert list(head) == COLUMNS
    assert [row[5] for row in rows] == [row["路径"] for row in opened.table("index.csv")]
    # Every row has its file, every file its row.
    assert sorted(row[5] for row in rows) == sorted(set(opened.names) - FRONT)
    assert len({path.partition("/")[0] for *_facts, path in rows}) >= FOLDERS
    check_rows(rows)
    check_papers(opened, rows)
    assert opened.manifest() == opened.hashes()
    assert book.sheetnames[0] == gaps.title == "缺口"
    assert len(list(gaps.values)) - 1 == len(opened.table("gaps.csv")) > 0
    check_assets(opened)

    check_fewer_rights(client, opened)


def check_fewer_rights(client, whole):
    """The auditor's pack of the same year: as true to its index, nothing in it that the PMO's has not, restricted things named; a head orders none."""
    opened = pack_of(client, "shi")
    paths = [row["路径"] for row in opened.table("index.csv")]
    assert sorted(paths) == sorted(set(opened.names) - FRONT)
    assert opened.manifest() == opened.hashes()
    papers = {path for path in paths if not path.startswith("8")}
    assert papers <= set(whole.names)
    assert any(path.endswith(".pdf") for path in papers)
    check_assets(opened)
    theirs = EvidencePack.objects.get(ordered_by__username="shen")
    assert client.get(f"{PAGE}{theirs.pk}/file/").status_code == 404
    client.force_login(Person.objects.get(username="lu"))
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, {"period": "2026"}).status_code == 403
    assert client.get(f"{PAGE}{theirs.pk}/file/").status_code == 403


def check_rows(rows):
    """Each line says what it is: a name, a clause, and of records the day they bear."""
    for number, name, _version, day, clause, path in rows:
        assert name, path
        assert path.startswith("8") or (number and clause and f"{day}".startswith("202")), path
    months = {name for _number, name, *_rest in rows if "月" in name and "监控报告" in name}
    assert len(months) >= 9


def check_papers(opened, rows):
    """Every printed record opens, and bears the number its line gives."""
    papers = [row for row in rows if row[5].endswith(".pdf")]
    assert len(papers) > 20
    for number, _name, _version, _day, _clause, path in papers:
        reader = PdfReader(io.BytesIO(opened.read(path)))
        words = "".join(page.extract_text() for page in reader.pages[:3])
        assert len(words) > 50, path
        assert number.replace(" ", "") in words.replace(" ", "").replace("\n", ""), path


def check_assets(opened):
    """What is restricted is told as a gap and lies in no file of the pack, whoever ordered it."""
    asset = Asset.objects.get(label=Asset.Label.RESTRICTED)
    secret = set(StoredFile.objects.on(*asset.versions.all()).values_list("sha256", flat=True))
    assert secret
    assert not secret & {hashlib.sha256(opened.read(name)).hexdigest() for name in opened.names}
    assert [row for row in opened.table("gaps.csv") if asset.title in "".join(row.values())]
