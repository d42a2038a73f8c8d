"""The bootstrap: readable by old Pythons, quick the second time, a sentence where it cannot go on."""

import ast
import importlib.util
import shutil

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


@pytest.fixture
def installed(tool, tmp_path, monkeypatch):
    """A tree whose stamps stand: one npm package and one Python package are there."""
    (tmp_path / "package-lock.json").write_text(
        '{"packages": {"": {}, "node_modules/htmx": {}, "node_modules/mac": {"optional": true}}}'
    )
    for name in ("package.json", ".npmrc", "requirements.txt"):
        (tmp_path / name).write_text("")
    (tmp_path / "requirements.txt").write_text(
        "Zope.Interface==5.4 \\\n    --hash=sha256:00\nwaitress==3 ; sys_platform == 'win32' \\\n"
    )
    for folder in ("node_modules/htmx", "lib/zope_interface-5.4.dist-info"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "node_modules" / "htmx" / "package.json").write_text("{}")
    calls = []
    monkeypatch.setattr(tool, "ROOT", tmp_path)
    monkeypatch.setattr(tool, "NODE_MODULES", tmp_path / "node_modules")
    monkeypatch.setattr(tool, "packages_folder", lambda: tmp_path / "lib", raising=False)
    monkeypatch.setattr(tool, "UV", tmp_path / "package.json")
    monkeypatch.setattr(tool, "npm", lambda: (["npm"], {}))
    monkeypatch.setattr(tool, "call", lambda *words, **_options: calls.append(words[0]))
    tool.done("node", tool.fingerprint(*(tmp_path / name for name in tool.NODE_SOURCES)))
    tool.done("python", tool.fingerprint(tmp_path / "requirements.txt"))
    return tmp_path, calls


def test_what_stands_is_not_installed_again(tool, installed):
    _tree, calls = installed
    tool.install_node()
    tool.install_python(dev=False)

    assert calls == []


@pytest.mark.parametrize("gone", ["node_modules/htmx/package.json", "node_modules"])
def test_a_stamp_is_not_believed_once_the_front_end_is_gone(tool, installed, gone):
    tree, calls = installed
    if (tree / gone).is_dir():
        shutil.rmtree(tree / gone)
        (tree / gone).mkdir()  # emptied, not removed: this was called ready
    else:
        (tree / gone).unlink()

    tool.install_node()

    assert calls == ["npm"]


def test_a_stamp_is_not_believed_once_a_python_package_is_gone(tool, installed):
    tree, calls = installed
    (tree / "lib" / "zope_interface-5.4.dist-info").rmdir()

    tool.install_python(dev=False)

    assert calls == [tool.UV]
