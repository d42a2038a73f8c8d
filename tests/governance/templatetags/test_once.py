"""A part that is drawn once says the same as one drawn each time."""

from dataclasses import dataclass

from django.template import Context, Template
from django.utils.safestring import mark_safe
from django.utils.translation import override

from governance.templatetags import once

BADGE = """{% load once %}{% draw_once "components/state.html" state=state label=label %}"""


@dataclass(frozen=True)
class Shown:
    word: str


def drawn(template=BADGE, **values):
    return Template(template).render(Context(values))


def test_equal_values_are_drawn_once(monkeypatch):
    seen = []
    monkeypatch.setattr(
        once, "render_to_string", lambda name, values: seen.append((name, values)) or "x"
    )
    once._drawer.cache_clear()

    for word in ("one", "one", "other"):
        drawn(state="draft", label=Shown(word))

    once._drawer.cache_clear()
    assert [values["label"].word for _name, values in seen] == ["one", "other"]


def test_each_language_has_its_own_words():
    light = """{% load once %}{% draw_once "components/light.html" value="met" %}"""
    with override("zh-hans"):
        chinese = drawn(light)
    with override("en"):
        assert drawn(light) != chinese


def test_text_that_is_not_safe_is_escaped_though_the_same_safe_text_was_drawn():
    assert "<b>" in drawn(state="draft", label=mark_safe("<b>"))
    assert "<b>" not in drawn(state="draft", label="<b>")


def test_a_one_and_a_yes_are_not_the_same():
    assert "1" in drawn(state="draft", label=1)
    assert "True" in drawn(state="draft", label=True)
