"""The message tool: what it finds in code and templates, and what it complains about."""

import gettext
import importlib.util

import pytest

from tests.shape.tree import ROOT


@pytest.fixture
def tool(tmp_path, monkeypatch):
    spec = importlib.util.spec_from_file_location(
        "messages_of_test", ROOT / "tools" / "messages.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "PO", tmp_path / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po")
    (tmp_path / "kpi").mkdir()
    (tmp_path / "templates").mkdir()
    return module


def write(tool, name, text):
    (tool.ROOT / name).write_text(text, encoding="utf-8")


def test_messages_of_code_and_templates_are_found(tool):
    write(
        tool,
        "kpi/a.py",
        'x = _("Week")\ny = ngettext("%d row", "%d rows", n)\nz = pgettext("verb", "Close")\n_(name)\n',
    )
    write(
        tool,
        "templates/a.html",
        '{% load i18n %}{% translate "Month" %}{% blocktranslate %}Hello {{ who }}{% endblocktranslate %}',
    )

    assert set(tool.extracted()) == {
        ("Week", None),
        (("%d row", "%d rows"), None),
        ("Close", "verb"),
        ("Month", None),
        ("Hello %(who)s", None),
    }


def test_problems_name_what_is_missing_and_what_is_left_over(tool, tmp_path):
    write(tool, "kpi/a.py", 'x = _("Week")\n')
    tool.update()
    assert tool.problems() == ["not translated: 'Week'"]

    (tmp_path / "t.tsv").write_text("Week\t周\nGone\t没了\n", encoding="utf-8")
    tool.merge([str(tmp_path / "t.tsv")])
    assert tool.problems() == []

    write(tool, "kpi/a.py", 'x = _("Month")\n')
    assert sorted(tool.problems()) == ["kpi/a.py: no entry for 'Month'", "used nowhere: 'Week'"]


def test_a_placeholder_lost_in_translation_is_a_problem(tool, tmp_path):
    write(tool, "kpi/a.py", 'x = _("%(count)s rows") % {}\n')
    (tmp_path / "t.tsv").write_text("%(count)s rows\t几行\n", encoding="utf-8")
    tool.merge([str(tmp_path / "t.tsv")])

    assert len(tool.problems()) == 1


def test_compiled_messages_are_read_by_gettext(tool, tmp_path):
    write(tool, "kpi/a.py", 'x = _("First line.\\nSecond.")\n')
    (tmp_path / "t.tsv").write_text(
        "First line.\\nSecond.\t第一行。\\n第二行。\n", encoding="utf-8"
    )
    tool.merge([str(tmp_path / "t.tsv")])
    tool.compile_all()

    with tool.PO.with_suffix(".mo").open("rb") as compiled:
        assert (
            gettext.GNUTranslations(compiled).gettext("First line.\nSecond.")
            == "第一行。\n第二行。"
        )
