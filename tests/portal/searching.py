"""A small library to search, and how a test looks into it."""

import io
from datetime import timedelta

from django.utils import timezone

from governance.services.job import run_due_jobs
from portal.selectors.search import SearchChoice, entries_found
from portal.services.search import refresh_search
from processes.models import Asset
from processes.services.asset import AssetFacts, enter_asset
from processes.services.asset_step import accept_asset, offer_asset
from processes.services.asset_text import request_asset_readings
from tests.documents import pdf_of, word_file
from tests.people import SETUP
from tests.processes.library import AT, with_file

LATER = AT + timedelta(minutes=1)
WORD = word_file((1, "演练"), (0, "凌晨三点切换到备用机房，业务中断四分钟。"))
PDF = pdf_of("BT /F1 12 Tf 50 700 Td (Fallback plan of the ticket gates) Tj ET")


def workbook():
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(["站点", "备件", 12])
    book.active.append(["闸机读卡模块", "缺货", None])
    hidden = book.create_sheet("旧")
    hidden.append(["隐藏的数字"])
    hidden.sheet_state = "hidden"
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def shelve(process, title, *, by, officer, files=(), **facts):
    """An asset with files, taken into the library."""
    facts = {"summary": "一段文字", **facts}
    row = enter_asset(AssetFacts(Asset.Kind.RECORD, title, process, **facts), by=by, at=AT)
    for name, content in files:
        with_file(row, by, name, content)
    row.refresh_from_db()
    row = offer_asset(row, by=by, at=AT)
    return accept_asset(row, seen=row.version, by=officer, at=AT)


def read_and_index(at=LATER):
    """Files are read by a worker, then the index follows."""
    request_asset_readings(by=SETUP, at=at)
    run_due_jobs(clock=timezone.now)
    return refresh_search(at=at)


def found(person, text, kind=""):
    return [row.title for row in entries_found(person, SearchChoice(text, kind))]
