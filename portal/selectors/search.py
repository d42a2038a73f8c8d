"""What a person finds: only what they may see, asked inside the question itself (R34; reliability §3.2)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL

from governance.lib.bilingual import said
from governance.lib.trigrams import trigram_match
from governance.lib.words import Piece, excerpt, marked, terms_of
from governance.models import Person
from governance.permissions import has_permission
from portal.models import SearchEntry
from portal.selectors.search_parts import PARTS

TABLE = SearchEntry._meta.db_table


@dataclass(frozen=True)
class SearchChoice:
    """What is looked for, and in which kind of record; no kind = all of them."""

    text: str = ""
    kind: str = ""

    @property
    def terms(self) -> tuple[str, ...]:
        """The words that must all be found."""
        return terms_of(self.text)


@dataclass(frozen=True)
class Hit:
    """One record as it is shown: its kind, its title and what stands around the hit, marked."""

    entry: SearchEntry
    label: str
    title: tuple[Piece, ...]
    around: tuple[Piece, ...]
    url: str


@dataclass(frozen=True)
class KindFound:
    """How much of a kind a person finds."""

    kind: str
    label: str
    count: int


def entries_for(person: Person) -> QuerySet[SearchEntry]:
    """The entries of the records a person may see now, by each record's own rule; no other is ever asked for."""
    seen = Q(pk__in=[])
    for part in PARTS:
        if part.is_open_to(person):
            seen |= Q(kind=part.kind, object_key__in=part.visible(person))
    return SearchEntry.objects.filter(seen)


def entries_found(person: Person, chosen: SearchChoice) -> QuerySet[SearchEntry]:
    """Records with all the words somewhere in them: what carries them in its name first, then the latest.

    Nothing is found for no words.
    """
    if not chosen.terms:
        return SearchEntry.objects.none()
    rows = _holding(entries_for(person), chosen.terms)
    if chosen.kind:
        rows = rows.filter(kind=chosen.kind)
    in_name = Q()
    for term in chosen.terms:
        in_name &= Q(title__icontains=term) | Q(title_en__icontains=term) | Q(pinyin__contains=term)
    place = Case(When(in_name, then=Value(0)), default=Value(1), output_field=IntegerField())
    rows = rows.annotate(place=place).defer("words")
    return rows.order_by("place", F("dated_on").desc(nulls_first=True), "-pk")


def kinds_found(person: Person, chosen: SearchChoice) -> list[KindFound]:
    """How much of each kind a person finds, whatever kind is chosen; one question."""
    rows = _holding(entries_for(person), chosen.terms).order_by().values_list("kind")
    counts = dict(rows.annotate(count=Count("pk")))
    return [
        KindFound(part.kind, str(part.label), counts[part.kind])
        for part in PARTS
        if part.kind in counts
    ]


def hits_of(entries: Sequence[SearchEntry], person: Person, terms: tuple[str, ...]) -> list[Hit]:
    """Entries as they are shown to a person; no question."""
    parts = {part.kind: part for part in PARTS}
    found = []
    for entry in entries:
        part = parts[entry.kind]
        is_linked = part.links_for is None or has_permission(person, part.links_for)
        around = excerpt(entry.body, terms) if entry.is_quoted else ()
        title = marked(said(entry, "title"), terms)
        found.append(Hit(entry, str(part.label), title, around, entry.url if is_linked else ""))
    return found


def _holding(rows: QuerySet[SearchEntry], terms: tuple[str, ...]) -> QuerySet[SearchEntry]:
    if not terms:
        return rows.none()
    asked = trigram_match(connection, TABLE, terms)
    if asked is not None:
        rows = rows.filter(pk__in=RawSQL(*asked))  # noqa: S611 -- our own statement; the words are its parameter
    for term in terms:
        rows = rows.filter(words__contains=term)
    return rows
