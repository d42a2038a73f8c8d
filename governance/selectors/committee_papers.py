"""Which papers of a meeting or a resolution there are: two languages, two forms, each with how far it is."""

from dataclasses import dataclass
from typing import Any

from django.db import models

from governance.lib.paper_door import LANGUAGES
from governance.models import Paper
from governance.states import PaperFormat


@dataclass(frozen=True)
class PaperOffer:
    """One language in one form; `paper` is None until somebody has asked for it."""

    language: str
    form: str
    paper: Paper | None

    @property
    def state(self) -> str:
        return self.paper.state if self.paper else ""


def papers_offered(row: models.Model, name: str, sha256: str) -> list[PaperOffer]:
    """The four papers of a content; nothing while there is no content to print."""
    if not sha256:
        return []
    made: dict[tuple[Any, Any], Paper] = {
        (paper.language, paper.format): paper
        for paper in Paper.objects.on(row, name).filter(source_sha256=sha256)
    }
    return [
        PaperOffer(language, form, made.get((language, form)))
        for form in (PaperFormat.PDF.value, PaperFormat.DOCX.value)
        for language in LANGUAGES
    ]


def paper_of(
    row: models.Model, name: str, sha256: str, *, language: str, form: str
) -> Paper | None:
    """One paper with its bytes."""
    found: Paper | None = Paper.objects.filter(
        pk__in=Paper.objects.on(row, name).values("pk"),
        source_sha256=sha256,
        language=language,
        format=form,
    ).first()
    return found
