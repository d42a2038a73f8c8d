"""Names are spelt in a child process, which lives as long as the block that asks."""

import sys

import pytest

from governance.lib import pinyin
from governance.lib.child import ChildFailed
from governance.lib.pinyin import Speller, pinyin_of

SPELT = {"事件管理": "shijianguanli sjgl", "重启": "chongqi cq", "重要": "zhongyao zy", "，": ""}


@pytest.fixture(autouse=True)
def nothing_spelt(monkeypatch):
    monkeypatch.setattr(pinyin, "_spelt", {})


def test_pinyin_is_the_syllables_then_their_initials():
    assert pinyin_of([*SPELT, "SLA", ""]) == {**SPELT, "SLA": "", "": ""}
    assert "pypinyin" not in sys.modules


def test_one_child_spells_for_the_whole_block_and_ends_with_it():
    with Speller() as spell:
        assert spell(["SLA"]) == {"SLA": ""}
        assert spell._child is None
        spell(["事件管理"])
        child = spell._child
        assert spell(["重启", "事件管理"]) == {name: SPELT[name] for name in ("重启", "事件管理")}
        assert spell._child is child

    assert child._child.poll() is not None


def test_what_was_spelt_once_needs_no_child():
    pinyin_of(["重启"])

    with Speller() as spell:
        assert spell(["重启"]) == {"重启": "chongqi cq"}
        assert spell._child is None


def test_a_child_that_is_gone_is_told_in_words():
    with Speller() as spell:
        spell(["重启"])
        spell._child._child.kill()
        with pytest.raises(ChildFailed, match="killed"):
            spell(["事件管理"])
