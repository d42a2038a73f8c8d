"""What a newcomer reads exists: a page per app, the two commands, the interface in Chinese."""

import ast
import importlib.util
import re

import pytest
from django.core.management import call_command

from tests.shape.tree import APPS, ROOT, python_of, tree_of


def has_code(app):
    """An app that is only a skeleton has nothing to explain yet."""
    return any(path.name not in {"__init__.py", "apps.py"} for path in python_of(app))


@pytest.mark.parametrize("app", APPS)
def test_app_has_its_page(app):
    if not has_code(app):
        return
    page = ROOT / app / "README.md"
    assert page.exists()
    assert len(page.read_text(encoding="utf-8").split()) >= 40


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_readme_tells_the_two_commands(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "make run" in text
    assert "make test" in text


@pytest.mark.parametrize("name", ["CHANGELOG.md", "docs/deployment.md", "docs/deployment.zh-CN.md"])
def test_document_exists(name):
    assert (ROOT / name).stat().st_size > 200


def test_interface_is_complete_in_chinese():
    """Every message of the code has its Chinese, none is fuzzy, none is left over."""
    spec = importlib.util.spec_from_file_location("messages", ROOT / "tools" / "messages.py")
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    assert tool.problems() == []


GETTEXT = re.compile(r"_|(n|p|np)?gettext(_lazy|_noop)?")


def test_no_message_hides_in_a_formatted_text():
    """Until Python 3.12 no extractor looks into an f-string: its message would stay English, unseen."""
    hidden = [
        f"{path}:{call.lineno}"
        for path in python_of(*APPS, "config")
        for text in ast.walk(tree_of(path))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and GETTEXT.fullmatch(getattr(call.func, "id", ""))
    ]
    assert hidden == []


def test_state_charts_in_the_readmes_are_fresh(capsys):
    """The table of steps draws the chart; `manage.py statecharts` writes it."""
    call_command("statecharts", "--check")

    assert "fresh" in capsys.readouterr().out


PICTURES = ROOT / "docs" / "manual" / "images"
# A clone stays light: all pictures together.
MOST_BYTES = 2_500_000


@pytest.mark.parametrize("language", ["zh", "en"])
def test_manual_names_the_pictures_that_exist(language):
    """Each picture is where the manual says, says what it shows, and none is left over."""
    text = (ROOT / "docs" / "manual" / f"{language}.md").read_text(encoding="utf-8")
    named = re.findall(r"!\[([^\]]+)\]\((images/[^)]+)\)", text)

    there = {f"images/{language}/{path.name}" for path in (PICTURES / language).glob("*.png")}

    # How a picture is written into a clause is quoted as code.
    assert (
        len(re.findall(r"(?<!`)!\[", text)) == len(named) == len({path for _caption, path in named})
    )
    assert {path for _caption, path in named} == there
    assert len(there) >= 10


def test_pictures_of_the_manual_are_small_and_the_same_in_both_languages():
    names = [{path.name for path in (PICTURES / each).glob("*.png")} for each in ("zh", "en")]

    assert names[0] == names[1]
    assert sum(path.stat().st_size for path in PICTURES.rglob("*.png")) < MOST_BYTES
