"""The printed paper of a record at one content, in one language and form; the caller has asked who may read it."""

from django.db import models

from governance.models import Paper


def paper_at(
    row: models.Model, name: str, source_sha256: str, *, language: str, form: str
) -> Paper | None:
    """The paper of a record that prints exactly this content; None where nobody has ordered it yet."""
    found: Paper | None = (
        Paper.objects.on(row, name)
        .filter(source_sha256=source_sha256, language=language, format=form)
        .first()
    )
    return found
