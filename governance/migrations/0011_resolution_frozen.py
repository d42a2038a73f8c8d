"""A resolution can be added and nothing else: what the committee decided is never changed or taken back."""

from django.db import migrations

from governance.lib.appendonly import guard_table, release_table

TABLE = "governance_resolution"


def guard(apps, schema_editor):
    guard_table(schema_editor.connection, TABLE)


def release(apps, schema_editor):
    release_table(schema_editor.connection, TABLE)


class Migration(migrations.Migration):
    dependencies = [("governance", "0010_approval_engine")]

    operations = [migrations.RunPython(guard, release)]
