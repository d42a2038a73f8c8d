"""The child that spells: one line of names in, one line of their pinyin out, until its input ends."""

import json
import sys

from governance.lib.confined import answering, confine


def pinyin_of(text: str) -> str:
    """A Chinese name as it is typed in Latin letters: its syllables in one word, then their initials.

    >>> pinyin_of("事件管理")
    'shijianguanli sjgl'
    """
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415 -- loaded under the limits, not before them

    whole = "".join(lazy_pinyin(text, errors="ignore"))
    initials = "".join(lazy_pinyin(text, style=Style.FIRST_LETTER, errors="ignore"))
    return f"{whole} {initials}".strip()


def main() -> None:
    confine()
    with answering():
        for line in sys.stdin:
            sys.stdout.write(json.dumps([pinyin_of(name) for name in json.loads(line)]) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
