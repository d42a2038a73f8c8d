"""What is not for somebody stands on nothing they can open: page, list, search, file, trail or API (reliability §3.5)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode, urlsplit

import lxml.html
import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from governance.models import DocumentVersion, Person
from governance.permissions import Role, roles_held
from governance.services.document import VersionNote, describe_version
from governance.states import DocumentState
from kpi.models import Submission
from kpi.services.entry import WeekEntry
from kpi.services.submission import save_draft
from kpi.states import SubmissionState
from planning.models import PlanSection, ResourceLine
from planning.permissions import may_see_amounts
from planning.services.line import write_line
from planning.services.section import write_section_summary
from portal.tasks import index_search
from processes.models import Asset, Process
from processes.services.asset import AssetFacts, enter_asset
from reviews.permissions import may_answer_feedback
from reviews.services.feedback import NewFeedback, register_feedback
from tests.journeys.walking import LEFT_OUT, is_page, links_of, name_of
from tests.shape.test_urls import named

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("demo_year")]
# One of every role; a colleague of the specialist whose week it is among them.
READERS = ("gu", "lin", "zhou", "song", "lu", "gao", "wei", "yan", "shi")
# How often an address of one name is opened: a list and a few of its records.
OFTEN = 2
# The fewest kinds of addresses that anybody comes by; fewer would mean that the walk has lost its way.
LEAST = 60
# Bytes that a browser only saves; what they say is checked where they are made.
CLOSED_BYTES = ("pdf", "docx", "xlsx")
MONEY = Decimal("7413652.00")
SEARCH = reverse("portal:search")


def person(name: str) -> Person:
    return Person.objects.get(username=name)


@dataclass(frozen=True)
class Secret:
    """Words that stand nowhere else, the page of the record they stand in, and who may read them."""

    words: str
    page: str
    may_read: Callable[[Person], bool]


def in_reach(row) -> Callable[[Person], bool]:
    return lambda reader: type(row).objects.visible_to(reader).filter(pk=row.pk).exists()


@pytest.fixture
def secrets() -> list[Secret]:
    """One of each kind of record that is not for everybody, written by whoever writes such records."""
    kept = [
        restricted_asset(),
        note_on_a_draft(),
        note_on_a_week(),
        *section_of_a_plan(),
        customer(),
    ]
    index_search(timezone.now())
    return kept


def restricted_asset() -> Secret:
    facts = AssetFacts(
        "record",
        "渗透画眉记录",
        process=Process.objects.get(code="information_security"),
        label=Asset.Label.RESTRICTED,
    )
    asset = enter_asset(facts, by=person("bai"), at=timezone.now())
    return Secret("渗透画眉记录", reverse("processes:asset", args=[asset.pk]), in_reach(asset))


def note_on_a_draft() -> Secret:
    version = DocumentVersion.objects.get(state=DocumentState.DRAFT)
    note = VersionNote(change_note="草稿黄鹂说明")
    describe_version(version, note, by=person("shen"), at=timezone.now())
    page = reverse("governance:document-read", args=[version.pk])
    return Secret("草稿黄鹂说明", page, in_reach(version))


def note_on_a_week() -> Secret:
    week = Submission.objects.get(state=SubmissionState.DRAFT)
    by = week.assignment.person
    save_draft(week, WeekEntry({}, note="周记百灵备注"), by=by, at=timezone.now())
    page = reverse("kpi:weekly-form", args=[week.assignment_id, week.label])
    return Secret("周记百灵备注", page, in_reach(week))


def section_of_a_plan() -> Iterator[Secret]:
    section = PlanSection.objects.get(plan__year=2027, department__code="quality")
    by, now = person("bai"), timezone.now()
    write_section_summary(section, "部门云雀打算", seen=section.version, by=by, at=now)
    need = ResourceLine(section=section, kind="people", name="岗位鹧鸪", need=2, cost=MONEY)
    write_line(need, by=by, at=now)
    page = reverse("planning:section", args=[section.pk])
    yield Secret("部门云雀打算", page, in_reach(section))
    # The trail tells its auditor that the need was written down, never what it costs.
    yield Secret(
        "岗位鹧鸪",
        page,
        lambda reader: in_reach(need)(reader) or Role.AUDITOR in roles_held(reader),
    )
    yield Secret(
        f"{MONEY:.0f}", page, lambda reader: may_see_amounts(reader, section.department_id)
    )


def customer() -> Secret:
    said = NewFeedback("complaint", "回复太慢，请改进。", timezone.now(), customer="客户杜鹃公司")
    row, _is_new = register_feedback(said, by=person("he"), at=timezone.now())
    page = reverse("reviews:feedback-one", args=[row.pk])
    return Secret("客户杜鹃公司", page, lambda reader: may_answer_feedback(reader, row))


def beginnings(secrets: list[Secret]) -> list[str]:
    """The search for the words, the pages they stand on, and every address without a part to be filled in."""
    addresses = named(get_resolver().url_patterns)
    # What has no namespace is the library's that signs people in.
    plain = [reverse(name) for name, parts in addresses if ":" in name and not parts]
    looked_for = [f"{SEARCH}?{urlencode({'q': each.words})}" for each in secrets]
    return [*looked_for, *(each.page for each in secrets), *plain]


def read_by(reader: str, secrets: list[Secret]) -> dict[Secret, str]:
    """Where each of the secrets was read, over all that this reader can open."""
    client = Client(raise_request_exception=False)
    client.force_login(person(reader))
    ahead, met, found = beginnings(secrets), {}, {}
    known = set(ahead)
    always = {each.page for each in secrets} | {SEARCH}
    while ahead:
        address = ahead.pop(0)
        parts = urlsplit(address)
        kind = (name_of(parts.path), "format=" in parts.query)
        is_closed = any(f"={each}" in parts.query for each in CLOSED_BYTES)
        is_enough = met.get(kind, 0) >= OFTEN and parts.path not in always
        if not kind[0] or kind[0] in LEFT_OUT or is_closed or is_enough:
            continue
        met[kind] = met.get(kind, 0) + 1
        # The whole page of the search repeats what was looked for; the answer to the palette says what was found.
        looks = parts.path == SEARCH and parts.query.startswith("q=")
        answer = client.get(address, headers={"hx-request": "true"} if looks else {})
        text = text_of(answer)
        found |= {each: address for each in secrets if each.words in text and each not in found}
        if is_page(answer) and answer.status_code == 200:
            links = set(links_of(lxml.html.fromstring(answer.content))) - known
            known |= links
            ahead += sorted(links)
    assert len(met) >= LEAST, reader
    return found


def text_of(answer) -> str:
    """What an answer says, with the thousands of its numbers closed up; bytes that are no text say nothing here."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode("utf-8", errors="ignore").replace(",", "")


@pytest.mark.long
def test_nobody_reads_anywhere_what_is_not_for_them(secrets):
    leaks, read = [], set()
    for name in READERS:
        for secret, address in read_by(name, secrets).items():
            read.add(secret)
            if not secret.may_read(person(name)):
                leaks.append(f"{name} reads {secret.words} on {address}")

    assert leaks == []
    # Whoever may read them does: the walk would have seen them.
    assert read == set(secrets)
