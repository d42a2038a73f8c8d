"""The search index follows the records: what changed is read anew, what is gone leaves it (R34)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from django.db import connection

from governance.lib.pinyin import Speller
from governance.lib.trigrams import drop_trigrams, index_trigrams
from governance.lib.words import folded
from governance.selectors.calendar import local_day
from portal.models import SearchEntry
from portal.selectors.search_part import Part, Words
from portal.selectors.search_parts import PARTS

AT_ONCE = 100
# Some five hundred printed pages; of a longer record the beginning is found.
MOST_WORDS = 300_000


def refresh_search(*, at: datetime) -> int:
    """The index is what the records say now: run twice, nothing is written the second time.

    Only records whose state is another than the one their entry was made of are read. Returns how
    many entries were written or taken away.
    """
    with Speller() as spell:
        return sum(_refresh(part, local_day(at), at, spell) for part in PARTS)


def rebuild_search(*, at: datetime) -> int:
    """Everything is read anew, and the database makes its index of three letters anew."""
    table = SearchEntry._meta.db_table
    drop_trigrams(connection, table)
    SearchEntry.objects.all().delete()
    index_trigrams(connection, table, "words")
    return refresh_search(at=at)


def _refresh(part: Part, on: date, at: datetime, spell: Speller) -> int:
    now = part.stamps(on)
    known = dict(SearchEntry.objects.filter(kind=part.kind).values_list("object_key", "stamp"))
    lost = [key for key in known if key not in now]
    stale = [key for key, stamp in now.items() if known.get(key) != stamp]
    for some in _by(lost):
        SearchEntry.objects.filter(kind=part.kind, object_key__in=some).delete()
    for some in _by(stale):
        # An entry keeps the stamp from before its words were read: a change in between is seen the next time.
        read = list(part.words(some, on))
        pinyin = spell(name for each in read for name in _names(each))
        entries = [_entry(part, each, now[each.key], pinyin, at) for each in read]
        SearchEntry.objects.bulk_create(
            entries,
            update_conflicts=True,
            unique_fields=["kind", "object_key"],
            update_fields=WRITTEN,
        )
    return len(lost) + len(stale)


WRITTEN = [
    "title",
    "title_en",
    "pinyin",
    "body",
    "words",
    "url",
    "is_quoted",
    "dated_on",
    "stamp",
    "changed_at",
]


def _names(words: Words) -> list[str]:
    return [words.title, *(name for name in words.aliases if name)]


def _entry(
    part: Part, words: Words, stamp: str, spelt: Mapping[str, str], at: datetime
) -> SearchEntry:
    pinyin = " ".join(filter(None, (spelt[name] for name in _names(words))))
    body = "\n".join(" ".join(line.split()) for line in words.body.splitlines())[:MOST_WORDS]
    everything = "\n".join([words.title, words.title_en, *words.aliases, pinyin, body])
    return SearchEntry(
        kind=part.kind,
        object_key=words.key,
        title=words.title[:400],
        title_en=words.title_en[:400],
        pinyin=pinyin,
        body=body,
        words=folded(everything),
        url=words.url,
        is_quoted=words.is_quoted,
        dated_on=words.dated_on,
        stamp=stamp,
        changed_at=at,
    )


def _by(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(keys), AT_ONCE):
        yield keys[start : start + AT_ONCE]
