"""The bootstrap: readable by old Pythons, quick the second time, a sentence where it cannot go on."""

import ast
import importlib.util

import pytest

from tests.shape.tree import ROOT

SOURCE = ROOT / "tools" / "bootstrap.py"


@pytest.fixture
def tool(tmp_path, monkeypatch):
    spec = importlib.util.spec_from_file_location("bootstrap_of_test", SOURCE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "STAMPS", tmp_path / "stamps")
    return module


def test_old_pythons_can_read_it():
    ast.parse(SOURCE.read_text(encoding="utf-8"), feature_version=(3, 7))


def test_it_needs_the_standard_library_only():
    import sys

    imported = {
        name.name.partition(".")[0]
        for node in ast.walk(ast.parse(SOURCE.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import)
        for name in node.names
    }
    assert imported <= set(sys.stdlib_module_names)


def test_a_step_is_done_until_what_it_was_made_from_changes(tool, tmp_path):
    lock = tmp_path / "requirements.txt"
    lock.write_text("a==1", encoding="utf-8")
    tool.done("python", tool.fingerprint(lock))
    assert tool.is_done("python", tool.fingerprint(lock))

    lock.write_text("a==2", encoding="utf-8")

    assert not tool.is_done("python", tool.fingerprint(lock))


def test_a_missing_library_is_answered_with_the_line_to_run(tool, monkeypatch):
    monkeypatch.setattr(tool, "is_loadable", lambda library: library != "pango-1.0")
    monkeypatch.setattr(tool, "is_debian_root", lambda: False)
    monkeypatch.setattr(
        tool.shutil, "which", lambda name: "/usr/bin/apt-get" if name == "apt-get" else None
    )

    with pytest.raises(tool.Stopped, match=r"sudo apt-get install -y libpango-1\.0-0"):
        tool.need_native()


def test_a_library_that_only_makes_it_faster_stops_nobody(tool, monkeypatch, capsys):
    monkeypatch.setattr(tool, "is_loadable", lambda library: library not in tool.OPTIONAL)
    monkeypatch.setattr(tool, "is_debian_root", lambda: False)

    tool.need_native()

    assert "Faster after" in capsys.readouterr().out


def test_a_python_that_is_too_old_is_told_so(tool, monkeypatch):
    monkeypatch.setattr(tool.sys, "version_info", (3, 9, 2))
    monkeypatch.setattr(tool.shutil, "which", lambda name: None)

    with pytest.raises(tool.Stopped, match=r"3\.11 or newer is needed; this is 3\.9"):
        tool.need_python()


def test_a_program_that_fails_is_quoted_without_a_trace(tool, capsys):
    with pytest.raises(tool.Stopped, match="no such luck"):
        tool.call("sh", "-c", "echo no such luck; exit 3")


def test_an_unknown_command_explains_itself(tool, capsys):
    assert tool.main(["fly"]) == 2
    assert "setup" in capsys.readouterr().out
