"""What a kind of record says of itself to be found (R34)."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Max
from django.utils import translation

from governance.lib.markdown import plain_of_markdown
from governance.models import FileText, Person, StoredFile
from governance.permissions import Permission, has_permission
from governance.states import RenderState

# Changes when entries are made otherwise than before: then all are made anew.
EDITION = 1
Stamps = dict[int, str]


@dataclass(frozen=True)
class Words:
    """One record as it is found: its names, what else it is called, the words in it, and its page.

    `dated_on` is the day that tells it from its like; without `is_quoted` its words stay on its own page.
    """

    key: int
    title: str
    title_en: str = ""
    aliases: tuple[str, ...] = ()
    body: str = ""
    url: str = ""
    dated_on: date | None = None
    is_quoted: bool = True


@dataclass(frozen=True)
class Part:
    """One kind of record that is found.

    `permissions` open its pages, any of them; `stamps` gives every record that is found with the state it
    is in, a few statements; `words` says what some of them are found by, a few statements. Without
    `links_for` whoever finds it may open it.
    """

    kind: str
    label: Any
    model: type[models.Model]
    permissions: tuple[Permission, ...]
    stamps: Callable[[date], Stamps]
    words: Callable[[Sequence[int], date], Iterator[Words]]
    links_for: Permission | None = None

    def is_open_to(self, person: Person) -> bool:
        """Whether a person may read this kind of record at all."""
        return not self.permissions or any(
            has_permission(person, each) for each in self.permissions
        )

    def visible(self, person: Person) -> models.QuerySet[Any, Any]:
        """The keys of the records a person may see, for use inside another question."""
        door: Any = self.model._default_manager
        found: models.QuerySet[Any, Any] = door.visible_to(person).values("pk")
        return found


def stamped(keys: Iterable[int], *facts: Mapping[int, Any]) -> Stamps:
    """A short sign of what is known of each record; it changes when one of the facts does."""
    return {key: _sign([EDITION, *(fact.get(key) for fact in facts)]) for key in keys}


def last_changes(model: Any, path: str = "id") -> dict[int, int]:
    """The last change of each record, or of what hangs on it by `path`; from the history tables, one statement."""
    rows = model.history.order_by().values_list(path).annotate(last=Max("history_id"))
    return dict(rows)


def file_words(
    model: type[models.Model], keys: Iterable[int], *, part: str | None = None
) -> dict[int, list[tuple[StoredFile, FileText | None]]]:
    """The files on some records with what was read out of them, by the key of the record; one statement."""
    rows = StoredFile.objects.filter(
        object_type=model._meta.label_lower,
        object_key__in=[str(key) for key in keys],
        removed_at=None,
    ).select_related("reading")
    if part is not None:
        rows = rows.filter(part=part)
    found: dict[int, list[tuple[StoredFile, FileText | None]]] = {}
    for file in rows.order_by("pk"):
        found.setdefault(int(file.object_key), []).append((file, getattr(file, "reading", None)))
    return found


def file_stamps(model: type[models.Model]) -> dict[int, list[Any]]:
    """Which files lie on each record of a kind and which of them have been read; one statement."""
    rows = StoredFile.objects.filter(object_type=model._meta.label_lower, removed_at=None)
    found: dict[int, list[Any]] = {}
    for key, file, state in rows.order_by("pk").values_list("object_key", "pk", "reading__state"):
        found.setdefault(int(key), []).append([file, state == RenderState.READY])
    return found


def plain_of_reading(reading: FileText | None) -> str:
    """What was read out of a file, as plain words."""
    if reading is None or reading.state != RenderState.READY:
        return ""
    return lines(f"{row['title']}\n{plain_of_markdown(str(row['text']))}" for row in reading.rows)


def lines(parts: Iterable[Any]) -> str:
    """What there is of several texts, one after the other."""
    return "\n".join(str(part) for part in parts if part)


def in_both(name: Callable[[], str]) -> tuple[str, str]:
    """A name that the system puts together, in Chinese and in English."""
    with translation.override("zh-hans"):
        chinese = name()
    with translation.override("en"):
        return chinese, name()


def _sign(facts: list[Any]) -> str:
    text = json.dumps(facts, default=str, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
