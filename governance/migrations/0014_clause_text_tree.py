"""Every version keeps its own tree of clauses: number, titles, place and text, the text in Markdown."""

import hashlib
import json
import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from governance.lib.markdown import markdown_of_lines


def fill_texts(apps, schema_editor):
    """What a text took from its clause it has itself from now on; its plain lines become Markdown that says the same."""
    ClauseText = apps.get_model("governance", "ClauseText")
    lineages = {}
    rows = []
    for row in ClauseText.objects.select_related("clause").order_by("document_version", "pk"):
        row.number, row.title = row.clause.number, row.clause.title
        row.title_en, row.position = row.clause.title_en, row.clause.position
        row.lineage = lineages.setdefault(row.clause_id, uuid.uuid4())
        row.text = markdown_of_lines(row.text)
        rows.append(row)
    ClauseText.objects.bulk_update(
        rows, ["number", "title", "title_en", "position", "lineage", "text"], batch_size=200
    )
    hash_versions(apps, rows)


def hash_versions(apps, rows):
    """The hash of a version that was imported is that of its clauses, as `content_hash` makes it from now on."""
    DocumentVersion = apps.get_model("governance", "DocumentVersion")
    by_version = {}
    for row in sorted(rows, key=lambda row: row.position):
        facts = {"number": row.number, "title": row.title, "title_en": row.title_en}
        by_version.setdefault(row.document_version_id, []).append(
            {**facts, "text": row.text, "pictures": []}
        )
    for pk, facts in by_version.items():
        text = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        found = hashlib.sha256(text.encode()).hexdigest()
        DocumentVersion.objects.filter(pk=pk).update(content_sha256=found)


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0013_document_life"),
    ]

    operations = [
        migrations.CreateModel(
            name="FileText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "being made"),
                            ("ready", "ready"),
                            ("failed", "failed"),
                        ],
                        default="pending",
                        max_length=20,
                    ),
                ),
                ("reason", models.TextField(blank=True)),
                ("sections", models.JSONField(blank=True, default=list)),
                ("pictures", models.PositiveIntegerField(default=0)),
                ("pages", models.PositiveIntegerField(default=0)),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                (
                    "file",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reading",
                        to="governance.storedfile",
                    ),
                ),
            ],
            options={"verbose_name": "text of a file", "verbose_name_plural": "texts of files"},
        ),
        migrations.AddConstraint(
            model_name="filetext",
            constraint=models.CheckConstraint(
                condition=~models.Q(state="ready") | models.Q(read_at__isnull=False),
                name="file_text_ready_was_read",
            ),
        ),
        migrations.RemoveConstraint(model_name="clausetext", name="clause_text_once"),
        migrations.AddField(
            model_name="clausetext",
            name="number",
            field=models.CharField(default="", max_length=20),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="clausetext",
            name="title",
            field=models.CharField(default="", max_length=120),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="clausetext",
            name="title_en",
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name="clausetext",
            name="position",
            field=models.PositiveSmallIntegerField(default=0),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="clausetext",
            name="revision",
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="clausetext",
            name="edited_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="clausetext",
            name="edited_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        # Without a value first: a default would give every row the same.
        migrations.AddField(
            model_name="clausetext",
            name="lineage",
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.AlterField(
            model_name="clausetext",
            name="clause",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="texts",
                to="governance.clause",
            ),
        ),
        migrations.AlterField(
            model_name="clausetext", name="text", field=models.TextField(blank=True)
        ),
        # Backwards nothing is undone: the columns go, and the text stays readable as it is.
        migrations.RunPython(fill_texts, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="clausetext",
            name="lineage",
            field=models.UUIDField(default=uuid.uuid4, editable=False),
        ),
        migrations.AddConstraint(
            model_name="clausetext",
            constraint=models.UniqueConstraint(
                fields=("document_version", "number"), name="clause_text_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="clausetext",
            constraint=models.UniqueConstraint(
                fields=("document_version", "lineage"), name="clause_text_lineage_once"
            ),
        ),
    ]
