"""Aggregates that both databases know under different names."""

from typing import Any

from django.db.models import Aggregate, TextField


class Joined(Aggregate):
    """The values of all rows as one text, with a blank between them; None where there is no row."""

    function = "GROUP_CONCAT"
    template = "%(function)s(%(expressions)s, ' ')"
    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, function="STRING_AGG", **extra)
