"""What is committed names no registry host and no path of one machine."""

import re
import tomllib

import pytest

from tests.shape.tree import ROOT, files, text_of

LOCKS = ["requirements.txt", "requirements-dev.txt", "tools/installer.txt", "tools/node.txt"]
SUFFIXES = (
    ".py",
    ".toml",
    ".txt",
    ".json",
    ".yml",
    ".yaml",
    ".md",
    ".sh",
    ".html",
    ".js",
    ".css",
    ".cfg",
    ".ini",
    "",
)
# The names are put together here, so that this file does not hold them itself.
HOSTS = re.compile(
    "|".join(
        (
            r"files\.python" + "hosted",
            r"pypi\." + r"org",
            r"registry\.npm" + "js",
            r"registry\.yarn" + "pkg",
        )
    )
)
MACHINE = re.compile(r"/work/" + r"|/root/" + r"\.|/home/[a-z]+/|/tmp/" + "(?:build|ground)")


@pytest.mark.parametrize("name", LOCKS)
def test_lock_file_has_hashes_and_no_address(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    pins = re.findall(r"^[A-Za-z0-9_.\-\[\]]+==[^\s\\]+", text, re.MULTILINE)
    assert pins
    assert re.findall(r"https?://|index-url|find-links", text) == []
    assert len(re.findall(r"\\\n\s+--hash=sha256:", text)) >= len(pins)


def test_npm_lock_has_no_address():
    text = (ROOT / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in text
    assert '"integrity"' in text


def test_there_is_no_uv_lock():
    assert not (ROOT / "uv.lock").exists()


def test_no_registry_host_and_no_path_of_a_machine():
    found = [
        f"{path}: {match}"
        for path in files(*SUFFIXES)
        for pattern in (HOSTS, MACHINE)
        if pattern is HOSTS or path.parts[:2] != ("tests", "shape")
        for match in pattern.findall(text_of(path))
    ]
    assert found == []


def test_lock_matches_what_is_asked_for():
    """Every dependency of pyproject.toml is pinned in the lock."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = project["project"]["dependencies"]
    lock = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    pinned = {
        name.lower().replace("_", "-")
        for name in re.findall(r"^([A-Za-z0-9_.\-]+)==", lock, re.MULTILINE)
    }
    names = {re.match(r"[A-Za-z0-9_.\-]+", line)[0].lower() for line in asked}
    assert names - pinned == set()
