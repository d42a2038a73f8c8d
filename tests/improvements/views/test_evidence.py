"""Files of an improvement through its pages: 409 where it is closed, 404 for strangers (U11, U12, U17)."""

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from governance.models import StoredFile
from improvements.selectors.evidence import part_code
from improvements.services.improvement import void_improvement
from tests.improvements.world import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(NOW, tick=False):
        yield


def hand_in(client, row, part, name="签到表.txt"):
    address = reverse("improvements:proof-add", args=[row.pk, part_code(part)])
    return client.post(address, {"file": SimpleUploadedFile(name, "现场记录".encode())})


def test_a_file_is_handed_in_seen_and_handed_out_as_a_download(as_, world):
    row = world.started()
    client = as_(world.doer)
    assert hand_in(client, row, row.measures.get()).status_code == 302

    kept = StoredFile.objects.get()
    assert "签到表.txt" in client.get(reverse("improvements:improvement", args=[row.pk])).text
    answer = client.get(reverse("improvements:proof", args=[row.pk, kept.pk]))
    assert answer.content.decode() == "现场记录"
    assert answer["Content-Disposition"].startswith("attachment")
    removed = client.post(reverse("improvements:proof-remove", args=[row.pk, kept.pk]))
    assert removed.status_code == 302
    assert client.get(reverse("improvements:proof", args=[row.pk, kept.pk])).status_code == 404


def test_a_closed_improvement_takes_no_file(as_, world):
    row = world.started()
    void_improvement(row, note="不做了", by=world.manager, at=NOW)
    assert hand_in(as_(world.doer), row, row.measures.get()).status_code == 409
    assert not StoredFile.objects.exists()


def test_strangers_and_others_hand_in_nothing(as_, world):
    row = world.started()
    assert hand_in(as_(world.stranger), row, row.measures.get()).status_code == 404
    assert hand_in(as_(world.member), row, row.measures.get()).status_code == 403


def test_bad_files_are_refused_with_a_sentence(as_, world):
    row = world.started()
    client = as_(world.doer)
    assert hand_in(client, row, row.measures.get(), "x.exe").status_code == 400
    address = reverse("improvements:proof-add", args=[row.pk, part_code(row.measures.get())])
    assert client.post(address).status_code == 400
    assert client.post(address.replace("measure-", "thing-")).status_code == 404
