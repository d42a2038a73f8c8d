"""The documents pages: right person and stranger, acts through the page, as it was on a day, costs (R1–R4, R30)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from governance.models import Document, DocumentReading, Obligation
from governance.selectors.approval import case_of
from governance.services.document import VersionNote, start_version, submit_version
from governance.services.document_force import publish_version
from governance.services.document_reading import ask_all_readers
from governance.states import ObligationKind, ObligationState
from tests.documents import add
from tests.governance.writing import (
    TITLE,
    agree,
    make_approved,
    make_document,
    make_draft,
    make_published,
    stored,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def now(db):
    return timezone.now()


@pytest.fixture
def today(now):
    return timezone.localdate(now)


def page(person, url, **query):
    client = Client()
    client.force_login(person)
    return client.get(url, query)


def post(person, url, **data):
    client = Client()
    client.force_login(person)
    return client.post(url, data, follow=True)


def told(answer):
    return " ".join(str(message) for message in answer.context["messages"])


@pytest.fixture
def norm(officer, manager, operations, now, today):
    document = make_document(
        officer, at=now, owner=operations, distribution="everyone", review_months=12
    )
    make_published(document, officer, manager, at=now, effective_on=today)
    return document


def test_document_new_registers_it_and_leads_to_its_page(officer, operations):
    answer = post(
        officer,
        "/documents/new/",
        kind="norm",
        title=TITLE,
        owner=operations.pk,
        classification="internal",
        distribution="departments",
        readers=[operations.pk],
        review_months="12",
    )

    document = Document.objects.get(title=TITLE)
    assert answer.redirect_chain == [(f"/documents/{document.code}/", 302)]
    assert [row.department for row in document.readers.all()] == [operations]


def test_document_new_without_a_department_loses_nothing_that_was_typed(officer):
    answer = post(officer, "/documents/new/", kind="norm", title=TITLE, distribution="departments")

    assert answer.status_code == 200
    assert TITLE in answer.content.decode()
    assert "readers" in answer.context["form"].errors
    assert not Document.objects.filter(title=TITLE).exists()


def test_document_new_is_closed_to_a_specialist(specialist):
    assert page(specialist, "/documents/new/").status_code == 403


def test_the_whole_life_through_the_pages(officer, manager, specialist, now, today):
    document = make_document(officer, at=now, distribution="everyone")
    post(officer, f"/documents/{document.code}/start/", content_kind="clauses", change_note="首次")
    version = document.versions.get()
    life = f"/documents/versions/{version.pk}/life/"
    assert "还没有可审批的内容" in told(post(officer, f"{life}submit/"))

    post(officer, f"/documents/versions/{version.pk}/clauses/add/", title="目的", where="last")
    assert stored(version).content_sha256
    post(officer, f"{life}describe/", label="V1.0", change_note="首次发布")
    post(officer, f"{life}submit/", reviewer="")
    agree(stored(version), manager, at=now)
    assert "该文件" not in told(post(manager, f"{life}publish/", effective_on=today.isoformat()))

    assert stored(version).state == "in_force"
    assert "我已阅读" in page(specialist, f"/documents/{document.code}/").content.decode()
    post(specialist, f"/documents/versions/{version.pk}/confirm/")
    assert DocumentReading.objects.get().person == specialist


def test_publish_without_the_right_or_the_approval_changes_nothing(officer, manager, now, today):
    document = make_document(officer, at=now)
    version = make_draft(document, officer, at=now)
    url = f"/documents/versions/{version.pk}/life/publish/"

    assert post(officer, url, effective_on=today.isoformat()).status_code == 403
    answer = post(manager, url, effective_on=today.isoformat())
    assert told(answer)
    assert stored(version).published_on is None


def test_a_draft_is_not_there_for_a_stranger(officer, employee, now):
    version = make_draft(make_document(officer, at=now), officer, at=now)

    for url in (f"/documents/versions/{version.pk}/life/", f"/documents/versions/{version.pk}/"):
        assert page(employee, url).status_code == 404
        assert page(officer, url).status_code == 200
    assert post(employee, f"/documents/versions/{version.pk}/confirm/").status_code == 404


def test_only_who_may_read_the_case_is_led_to_it(norm, officer, employee):
    version = norm.versions.get()
    case = f'href="/approvals/{case_of(version).pk}/"'
    url = f"/documents/versions/{version.pk}/life/"

    assert case not in page(employee, url).content.decode()
    assert case in page(officer, url).content.decode()


def test_who_reads_a_draft_without_its_case_is_not_led_to_it(officer, specialist, manager, now):
    document = make_document(officer, at=now, owner=specialist.department)
    version = make_draft(document, officer, at=now)
    submit_version(version, by=officer, at=now)
    case = f'href="/approvals/{case_of(version).pk}/"'
    url = f"/documents/{document.code}/"

    assert [each.version for each in page(specialist, url).context["life"].coming] == [version]
    assert case not in page(specialist, url).content.decode()
    assert case in page(officer, url).content.decode()


def test_a_restricted_document_is_not_there_for_a_stranger(officer, stranger, now):
    document = make_document(officer, at=now, classification="restricted")

    for url in ("", "readers/", "uses/"):
        assert page(stranger, f"/documents/{document.code}/{url}").status_code in {403, 404}
    assert TITLE not in page(stranger, "/documents/").content.decode()
    assert TITLE in page(officer, "/documents/").content.decode()


def test_the_page_shows_the_version_of_the_day_asked_for(norm, officer, manager, employee, now):
    later = timezone.localdate(now) + timedelta(days=30)
    make_published(norm, officer, manager, at=now, text="二", effective_on=later)
    url = f"/documents/{norm.code}/"

    assert page(employee, url).context["current"].label == "V1.0"
    assert page(employee, url, on=later.isoformat()).context["current"].label == "V2.0"
    before = page(employee, url, on="2020-01-01")
    assert before.context["current"] is None
    assert "2020-01-01" in before.content.decode()
    assert page(employee, url, on="übermorgen").context["current"].label == "V1.0"


def test_a_day_on_which_nothing_held_shows_no_clauses_and_nothing_that_is_on_its_way(
    officer, manager, employee, now, today
):
    document = make_document(officer, at=now, distribution="everyone")
    version = start_version(document, VersionNote("首次发布"), by=officer, at=now)
    add(version, "目的", "使服务尽快恢复。", by=officer)
    submit_version(stored(version), by=officer, at=now)
    agree(stored(version), manager, at=now)
    publish_version(stored(version), effective_on=today, by=manager, at=now)
    make_published(document, officer, manager, at=now, effective_on=today + timedelta(days=30))
    url = f"/documents/{document.code}/"
    shown = page(employee, url)
    assert [each.title for each in shown.context["page"].text.clauses] == ["目的"]
    assert [each.version.label for each in shown.context["life"].coming] == ["V2.0"]

    before = page(employee, url, on="2020-01-01")

    assert before.context["page"].text.clauses == ()
    assert before.context["life"].coming == []


def test_number_unchanged_and_retire_by_whoever_may(norm, officer, manager, specialist, today):
    url = f"/documents/{norm.code}/"
    for act in ("number", "unchanged", "retire"):
        assert post(specialist, f"{url}{act}/", note="理由充分").status_code == 403

    assert "编号" in told(post(officer, f"{url}number/"))
    post(officer, f"{url}unchanged/", note="内容仍然适用")
    assert post(officer, f"{url}retire/", note="停用").status_code == 403
    post(manager, f"{url}retire/", ended_on=today.isoformat(), note="业务停止")
    assert stored(norm).retired_on == today


def test_start_beside_a_draft_and_recall_and_discard_speak_in_sentences(
    norm, officer, manager, now, today
):
    url = f"/documents/{norm.code}/start/"
    post(officer, url, content_kind="clauses", change_note="改", is_material="on")
    assert "正在编制" in told(post(officer, url, content_kind="clauses", change_note="改"))
    draft = norm.versions.get(state="draft")
    life = f"/documents/versions/{draft.pk}/life/"
    post(officer, f"{life}discard/", note="不改了")
    assert stored(draft).state == "discarded"

    version = make_approved(norm, officer, manager, at=now, text="三")
    later = today + timedelta(days=9)
    life = f"/documents/versions/{version.pk}/life/"
    post(manager, f"{life}publish/", effective_on=later.isoformat())
    post(manager, f"{life}recall/", note="日期有误")
    assert stored(version).state == "retired"
    assert post(manager, f"{life}nonsense/").status_code == 404


def test_withdraw_through_the_page(officer, manager, now):
    version = make_draft(make_document(officer, at=now), officer, at=now)
    life = f"/documents/versions/{version.pk}/life/"
    post(officer, f"{life}submit/")

    assert "已撤回" in told(post(officer, f"{life}withdraw/", note="再想想"))


def test_readings_are_shown_to_heads_of_their_own_and_to_the_pmo_of_all(
    norm, officer, manager, head, stranger
):
    url = f"/documents/{norm.code}/readers/"
    ask_all_readers(at=timezone.now())

    assert page(stranger, url).status_code == 403
    assert page(stranger, "/documents/readings/").status_code == 403
    rows = {row.person for row in page(officer, url, unread="1").context["rows"]}
    assert rows == {officer, manager, head, stranger}
    own = {row.person for row in page(head, url).context["rows"]}
    assert own == {officer, manager, head}


def test_remind_through_the_page(norm, officer, specialist):
    url = f"/documents/{norm.code}/remind/"

    assert post(specialist, url).status_code == 403
    assert told(post(officer, url))
    reminded = Obligation.objects.filter(kind=ObligationKind.DOCUMENT_READING)
    assert all(row.reminded_at for row in reminded if row.state == ObligationState.OPEN)


def test_the_lists_are_files_too(norm, officer):
    for url in ("/documents/", "/documents/readings/", f"/documents/{norm.code}/readers/"):
        answer = page(officer, url, format="csv")
        text = b"".join(answer.streaming_content).decode()
        assert "V1.0" in text or TITLE in text or officer.name in text


def test_the_filters_of_the_list_narrow_it(norm, officer):
    make_document(officer, title="空白")

    assert TITLE not in page(officer, "/documents/", lacks="file").content.decode()
    assert "空白" in page(officer, "/documents/", lacks="file").content.decode()
    assert page(officer, "/documents/", kind="nonsense", state="x").status_code == 200


def counted(person, url):
    client = Client()
    client.force_login(person)
    client.get(url)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(url).status_code == 200
    return len(caught)


def test_the_pages_cost_the_same_for_one_document_and_for_ten(norm, officer, manager, now, today):
    urls = ("/documents/", "/documents/readings/", f"/documents/{norm.code}/")
    before = [counted(officer, url) for url in urls]
    for number in range(9):
        other = make_document(officer, at=now, title=f"规范{number}", distribution="everyone")
        if number % 2:
            make_published(other, officer, manager, at=now, effective_on=today)
        else:
            make_draft(other, officer, at=now)
    after = [counted(officer, url) for url in urls]

    assert after[0] <= before[0] + 1
    assert after[1:] == before[1:]
    assert max(after) <= 20
