"""The rows of a subquery as one JSON list in a column, on both databases: a short list costs no question of its own."""

from typing import Any

from django.db.models import JSONField, Subquery


class JsonRows(Subquery):
    """A subquery with the one column `row` (a `JSONObject`), in its own order; none gives an empty list."""

    output_field = JSONField()
    template = '(SELECT JSON_GROUP_ARRAY(JSON("listed"."row")) FROM (%(subquery)s) "listed")'

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """PostgreSQL gathers JSON under another name, and nothing as NULL."""
        template = (
            '(SELECT COALESCE(JSONB_AGG("listed"."row"), \'[]\'::jsonb)'
            ' FROM (%(subquery)s) "listed")'
        )
        return self.as_sql(compiler, connection, template=template, **extra)
