"""A bad backup is refused before anything is touched (reliability §4.7)."""

import json
import shutil

import pytest
from django.core.management import CommandError, call_command

from governance.models import AuditEntry
from portal.selectors.backup import MANIFEST, CannotRestore, sealed
from portal.services.restore import check_backup, restore_backup
from tests.kpi.services.test_submission import MONDAY, place  # noqa: F401 -- fixture
from tests.portal.services.test_backup import BY, stamp, taken, week  # noqa: F401 -- fixtures

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("english", "store"),
]


def flip(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def rewrite(folder, **changes):
    facts = json.loads((folder / MANIFEST).read_text(encoding="utf-8")) | changes
    (folder / MANIFEST).write_text(json.dumps(facts), encoding="utf-8")


def resealed(folder, **changes):
    facts = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    del facts["key"], facts["seal"]
    (folder / MANIFEST).write_text(json.dumps(sealed(facts | changes)), encoding="utf-8")


def damaged_database(folder):
    flip(next(folder.glob("database.*")))


def damaged_file(folder):
    flip(next((folder / "files").rglob("*.txt")))


def lost_file(folder):
    next((folder / "files").rglob("*.txt")).unlink()


def cut_manifest(folder):
    text = (folder / MANIFEST).read_text(encoding="utf-8")
    (folder / MANIFEST).write_text(text[:-40], encoding="utf-8")


def newer_version(folder):
    known = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["migrations"]
    resealed(folder, migrations=[*known, "kpi.9999_of_next_year"])


BAD = {
    "bit flipped in the database": (damaged_database, "does not match its hash"),
    "bit flipped in a file": (damaged_file, "does not match its hash"),
    "a file is missing": (lost_file, "not whole"),
    "a file too many": (
        lambda folder: (folder / "files" / "more.txt").write_text("x"),
        "not whole",
    ),
    "manifest cut": (cut_manifest, "holds no backup"),
    "manifest gone": (lambda folder: (folder / MANIFEST).unlink(), "holds no backup"),
    "manifest rewritten": (lambda folder: rewrite(folder, head=[1, "0"]), "was changed"),
    "another key": (lambda folder: rewrite(folder, key="0" * 16), "another SECRET_KEY"),
    "another product": (lambda folder: rewrite(folder, product="other"), "something else"),
    "a later format": (lambda folder: rewrite(folder, format=2), "something else"),
    "another database": (lambda folder: resealed(folder, vendor="oracle"), "of oracle"),
    "a newer version": (newer_version, "newer version"),
}


@pytest.fixture
def backup(week, tmp_path):  # noqa: F811 -- the fixture above
    return taken(tmp_path).folder


def test_a_bad_backup_is_refused_before_anything_is_touched(backup, tmp_path):
    """One backup, spoilt in turn: each time on a copy of its own."""
    before = AuditEntry.objects.count()
    for name, (spoil, sentence) in BAD.items():
        spoilt = tmp_path / "spoilt"
        shutil.copytree(backup, spoilt)
        spoil(spoilt)
        with pytest.raises(CannotRestore) as refused:
            restore_backup(spoilt, replace=True, by=BY, at=MONDAY)
        assert sentence in str(refused.value), name
        shutil.rmtree(spoilt)
    assert AuditEntry.objects.count() == before
    assert not list((tmp_path / "safe").glob("before-restore-*"))


def test_a_former_key_still_opens_a_backup(backup, settings):
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "n" * 60

    assert check_backup(backup).files == 1


def test_verify_only_changes_nothing_and_says_what_is_there(backup, capsys):
    before = AuditEntry.objects.count()

    call_command("restore", backup, "--verify-only")

    assert "1 files" in capsys.readouterr().out
    assert AuditEntry.objects.count() == before


def test_restore_of_what_is_no_backup_says_so(tmp_path):
    with pytest.raises(CommandError, match="holds no backup"):
        call_command("restore", tmp_path)
