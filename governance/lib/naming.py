"""How the trail names a record."""

from django.db import models


def object_type_of(row: models.Model) -> str:
    """The name under which the trail files a record: app and model, lower case."""
    return row._meta.label_lower
