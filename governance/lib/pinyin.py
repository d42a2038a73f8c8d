"""How Chinese names are typed in Latin letters, spelt in a child process, which gives its memory back.

The dictionaries of phrases (重 is "chong" in 重启 and "zhong" in 重要) weigh 54 MB, in every process
that has loaded them; names are spelt seldom.
"""

import json
from collections.abc import Iterable
from types import TracebackType
from typing import Self

from governance.lib.child import Bounds, Conversation

_BOUNDS = Bounds(address_mb=0, data_mb=512, cpu_seconds=60, wall_seconds=300)
_MOST_KEPT = 8192
# A name is always spelt alike, so what was spelt once is kept.
_spelt: dict[str, str] = {}


class Speller:
    """Spells names for the length of a block; its child begins with the first name that is new.

    `speller(["事件管理"])` is `{"事件管理": "shijianguanli sjgl"}`: the syllables in one word, then
    their initials; empty for a name without a Chinese letter. Raises `ChildFailed`.
    """

    def __init__(self) -> None:
        self._child: Conversation | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._child is not None:
            self._child.end()

    def __call__(self, names: Iterable[str]) -> dict[str, str]:
        asked = set(names)
        found = {name: "" if name.isascii() else _spelt.get(name, "") for name in asked}
        new = sorted(name for name in asked if not name.isascii() and name not in _spelt)
        if not new:
            return found
        if self._child is None:
            self._child = Conversation("governance.lib.pinyin_child", bounds=_BOUNDS)
        answer = dict(zip(new, json.loads(self._child.ask(json.dumps(new))), strict=True))
        if len(_spelt) + len(answer) > _MOST_KEPT:
            _spelt.clear()
        _spelt.update(answer)
        return found | answer


def pinyin_of(names: Iterable[str]) -> dict[str, str]:
    """Each of the names with its pinyin; a single child spells all that are new."""
    with Speller() as spell:
        return spell(names)
