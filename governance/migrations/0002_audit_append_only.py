"""The trail can be added to and nothing else."""

from django.db import migrations

from governance.lib.appendonly import guard_table, release_table

TABLES = ("governance_auditentry", "governance_auditanchor")


def guard(apps, schema_editor):
    for table in TABLES:
        guard_table(schema_editor.connection, table)


def release(apps, schema_editor):
    for table in TABLES:
        release_table(schema_editor.connection, table)


class Migration(migrations.Migration):
    dependencies = [("governance", "0001_initial")]

    operations = [migrations.RunPython(guard, release)]
