import lzma

import pytest
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone, translation

from governance.models import AuditEntry, Job
from governance.services.job import run_due_jobs
from governance.states import JobState
from kpi.models import DataSource, Ticket, TicketImport
from kpi.states import ImportOutcome
from kpi.tasks import import_tickets
from tests.kpi.collecting import make_process
from tests.kpi.ticketing import import_rows, make_source
from tests.tickets import MAPPING, ROWS, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(client):
    client.cookies["django_language"] = "en"
    with translation.override("en"):
        yield


@pytest.fixture
def source(operations):
    return make_source(department=operations)


def upload(client, source, name="log.csv", content=None):
    file = SimpleUploadedFile(name, text_of().encode() if content is None else content)
    return client.post(reverse("kpi:source-upload", args=[source.pk]), {"file": file})


def work():
    assert import_tickets
    return run_due_jobs(clock=timezone.now)


def address(page, source, *more):
    return reverse(f"kpi:source-{page}", args=[source.pk, *more])


def test_specialist_of_the_department_hands_in_an_export_and_a_job_imports_it(
    client, specialist, source
):
    client.force_login(specialist)
    answer = upload(client, source)
    row = TicketImport.objects.get()
    assert answer.url == address("import", source, row.pk)
    assert "Waiting for a worker" in client.get(answer.url).content.decode()

    assert work() == 1
    page = client.get(answer.url).content.decode()
    assert "3 new and 0 changed tickets out of 3" in page
    assert row.sha256 in page
    assert Job.objects.get().state == JobState.DONE
    assert (
        AuditEntry.objects.filter(
            action="kpi.receive_export", actor_key=specialist.actor_key
        ).count()
        == 1
    )


def test_the_file_waits_under_a_key_of_ours_and_leaves_quarantine(client, specialist, source):
    client.force_login(specialist)
    upload(client, source, name="../../etc/passwd.csv")
    row = TicketImport.objects.get()
    assert row.stored_as.startswith("quarantine/")
    assert "passwd" not in row.stored_as
    assert default_storage.exists(row.stored_as)

    work()

    assert not default_storage.exists(row.stored_as)


def test_progress_is_shown_and_polled_until_the_end(client, specialist, source):
    client.force_login(specialist)
    upload(client, source)
    row = TicketImport.objects.get()
    Job.objects.update(progress_done=40, progress_total=100)
    part = client.get(
        address("import", source, row.pk), headers={"HX-Request": "true"}
    ).content.decode()

    assert "40 %" in part
    assert 'hx-trigger="every 1s"' in part
    assert "<html" not in part
    work()
    assert (
        "hx-trigger"
        not in client.get(
            address("import", source, row.pk), headers={"HX-Request": "true"}
        ).content.decode()
    )


def test_a_job_that_was_given_up_says_that_nothing_was_stored(client, specialist, source):
    client.force_login(specialist)
    upload(client, source)
    row = TicketImport.objects.get()
    Job.objects.update(state=JobState.PARKED, finished_at=timezone.now(), error="killed")

    assert "nothing was stored" in client.get(address("import", source, row.pk)).content.decode()


def test_running_the_job_twice_imports_once(client, specialist, source):
    client.force_login(specialist)
    upload(client, source)
    work()
    Job.objects.update(state=JobState.DUE, next_at=timezone.now(), finished_at=None)
    work()

    assert TicketImport.objects.get().tickets_new == 3
    assert Ticket.objects.count() == 3


def test_bad_rows_are_listed_on_the_page(client, specialist, source):
    client.force_login(specialist)
    upload(client, source, content=text_of([[*ROWS[0][:2], "<b>soon</b>", *ROWS[0][3:]]]).encode())
    work()
    page = client.get(address("import", source, TicketImport.objects.get().pk)).content.decode()

    assert "Nothing was imported" in page
    assert "&lt;b&gt;soon&lt;/b&gt;" in page
    assert "opened_at" in page


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [("log.exe", b"MZ", "kind of file"), ("log.csv", b"", "empty")],
)
def test_what_is_no_export_is_refused_at_the_door(client, specialist, source, name, content, word):
    client.force_login(specialist)
    answer = upload(client, source, name=name, content=content)
    page = (client.get(answer.url) if answer.status_code == 302 else answer).content.decode()

    assert word in page
    assert not TicketImport.objects.exists()


def test_a_packed_export_is_taken(client, specialist, source):
    client.force_login(specialist)
    upload(client, source, name="log.csv.xz", content=lzma.compress(text_of().encode()))
    work()

    assert TicketImport.objects.get().outcome == ImportOutcome.IMPORTED


@pytest.mark.parametrize("page", ["detail", "mapping"])
def test_a_stranger_does_not_find_the_source(client, stranger, source, page):
    client.force_login(stranger)

    assert client.get(address(page, source)).status_code == 404
    assert upload(client, source).status_code == 404
    assert (
        client.get(address("tickets", source) + "?measure=inc_opened&period=2016-W09").status_code
        == 404
    )
    assert source.name not in client.get(reverse("kpi:sources")).content.decode()
    assert not TicketImport.objects.exists()


def test_a_stranger_does_not_find_an_import(client, stranger, source, tmp_path):
    row = import_rows(source, tmp_path)
    client.force_login(stranger)

    assert client.get(address("import", source, row.pk)).status_code == 404


def test_an_employee_and_an_administrator_are_not_let_in(client, employee, system_admin, source):
    for person in (employee, system_admin):
        client.force_login(person)
        assert client.get(reverse("kpi:sources")).status_code == 403
        assert upload(client, source).status_code == 403


def test_an_auditor_reads_and_does_not_import(client, auditor, source, tmp_path):
    import_rows(source, tmp_path)
    client.force_login(auditor)
    page = client.get(address("detail", source)).content.decode()

    assert "inc_opened" in page
    assert 'type="file"' not in page
    assert upload(client, source).status_code == 403


def test_a_specialist_may_not_declare(client, specialist):
    client.force_login(specialist)

    assert client.get(reverse("kpi:source-new")).status_code == 403


def test_officer_declares_a_preset_for_a_department(client, officer, operations):
    make_process()
    client.force_login(officer)
    answer = client.post(
        reverse("kpi:source-new"), {"preset": "uci_incident", "department": operations.pk}
    )

    source = DataSource.objects.get()
    assert answer.url == address("detail", source)
    assert (source.code, source.department) == ("uci_incident", operations)
    assert "No tickets yet" in client.get(answer.url).content.decode()


def test_officer_declares_a_mapping_file_and_a_wrong_one_is_told_its_line(client, officer):
    make_process()
    client.force_login(officer)
    wrong = SimpleUploadedFile(
        "our-desk.toml", MAPPING.replace("inc_opened = {", "inc_opened = {x=1,").encode()
    )
    page = client.post(reverse("kpi:source-new"), {"mapping": wrong}).content.decode()
    assert "measures.inc_opened.x" in page
    assert not DataSource.objects.exists()

    client.post(
        reverse("kpi:source-new"),
        {"mapping": SimpleUploadedFile("our-desk.toml", MAPPING.encode())},
    )
    assert DataSource.objects.get().code == "our-desk"


@pytest.mark.parametrize("data", [{}, {"preset": "uci_incident", "mapping": "both"}])
def test_neither_or_both_is_refused(client, officer, data):
    make_process()
    client.force_login(officer)
    given = {
        key: SimpleUploadedFile("a.toml", b"x") if key == "mapping" else value
        for key, value in data.items()
    }

    assert "one of the two" in client.post(reverse("kpi:source-new"), given).content.decode()


def test_figures_open_to_their_tickets(client, officer, source, tmp_path):
    import_rows(source, tmp_path)
    client.force_login(officer)
    page = client.get(address("detail", source) + "?grain=week").content.decode()
    target = address("tickets", source) + "?measure=inc_opened&amp;period=2016-W09"
    assert target in page

    tickets = client.get(target.replace("&amp;", "&")).content.decode()
    assert all(key in tickets for key in ("A1", "B2", "C3"))
    assert "2016-02-29 09:00" in tickets


def test_the_part_of_a_week_in_one_month_opens_to_its_own_tickets(
    client, officer, source, tmp_path
):
    """2016-W09 begins on 29 February: one ticket there, the others in March."""
    import_rows(source, tmp_path)
    client.force_login(officer)

    def count(period):
        query = f"?measure=inc_opened&period={period}"
        return client.get(address("tickets", source) + query).context["page"].paginator.count

    whole = count("2016-W09")
    assert count("2016-02-29..2016-02-29") + count("2016-03-01..2016-03-06") == whole
    assert 0 < count("2016-02-29..2016-02-29") < whole
    assert client.get(address("tickets", source) + "?period=2016-02-29..x").status_code == 404


def test_figures_and_tickets_of_one_part(client, officer, source, tmp_path):
    import_rows(source, tmp_path)
    client.force_login(officer)
    part = "part=priority:1%20-%20Critical"

    assert "1 - Critical" in client.get(address("detail", source) + f"?{part}").content.decode()
    tickets = client.get(
        address("tickets", source) + f"?measure=inc_opened&period=2016-W09&{part}"
    ).content.decode()
    assert ">A1<" in tickets
    assert ">B2<" not in tickets  # the letters alone may stand in the token of the forms


def test_without_a_period_the_latest_month_with_tickets_is_shown(client, officer, source, tmp_path):
    client.force_login(officer)
    assert client.get(address("tickets", source)).status_code == 200
    import_rows(source, tmp_path)

    answer = client.get(address("tickets", source))

    assert answer.status_code == 200
    assert answer.context["page"].paginator.count > 0


@pytest.mark.parametrize(
    "query",
    [
        "measure=x&period=2016-W09",
        "measure=inc_opened&period=soon",
        "measure=inc_opened&period=2016-W09&part=colour:red",
    ],
)
def test_an_address_that_means_nothing_is_not_there(client, officer, source, tmp_path, query):
    import_rows(source, tmp_path)
    client.force_login(officer)

    assert client.get(address("tickets", source) + f"?{query}").status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "grain=decade",
        "to=soon",
        "to=1999-W01",
        "part=nothing:here",
        "grain=month",
        "grain=quarter",
        "grain=year",
    ],
)
def test_figures_page_bears_any_query(client, officer, source, tmp_path, query):
    import_rows(source, tmp_path)
    client.force_login(officer)

    assert client.get(address("detail", source) + f"?{query}").status_code == 200


def many(count):
    return [
        [
            f"N{number}",
            "Closed",
            "29/2/2016 09:00",
            "1/3/2016 09:00",
            "7/3/2016 00:00",
            "3 - Moderate",
            "Desk",
            "true",
            "0",
        ]
        for number in range(count)
    ]


def test_pages_ask_the_same_number_of_questions_at_any_size(
    client, officer, source, tmp_path, django_assert_max_num_queries
):
    client.force_login(officer)
    pages = [
        reverse("kpi:sources"),
        address("detail", source),
        address("tickets", source) + "?measure=inc_opened&period=2016-W09",
    ]
    counts = []
    for size in (2, 3, 300):
        import_rows(source, tmp_path, many(size))
        for page in pages:
            cache.clear()
            with django_assert_max_num_queries(12) as asked:
                client.get(page)
            counts.append(len(asked))

    assert counts[3:6] == counts[6:]


def test_the_figures_of_the_page_come_as_a_file_with_a_column_a_period(
    client, specialist, source, tmp_path
):
    import_rows(source, tmp_path)
    client.force_login(specialist)
    page = client.get(address("detail", source)).context["figures"]

    answer = client.get(address("detail", source) + "?format=csv")

    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0].split(",") == ["Figure", "Name", *(each.label for each in page.periods)]
    assert [line.split(",")[0] for line in lines[1 : len(page.lines) + 1]] == [
        line.label for line in page.lines
    ]
