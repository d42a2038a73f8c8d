"""The life of controlled documents: dates in force kept apart, signers, readers, readings."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from governance.lib.nooverlap import keep_apart, let_overlap

TABLE = "governance_documentversion"


def guard(apps, schema_editor):
    keep_apart(
        schema_editor.connection, TABLE, ("document_id",), since="effective_on", until="ended_on"
    )


def release(apps, schema_editor):
    let_overlap(schema_editor.connection, TABLE)


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0012_committee_meeting"),
    ]

    operations = [
        migrations.CreateModel(
            name="DocumentAuthor",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
            ],
            options={
                "verbose_name": "author of a version",
                "verbose_name_plural": "authors of versions",
            },
        ),
        migrations.CreateModel(
            name="DocumentReader",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
            ],
            options={
                "verbose_name": "line of a distribution list",
                "verbose_name_plural": "lines of distribution lists",
            },
        ),
        migrations.CreateModel(
            name="DocumentReading",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("content_sha256", models.CharField(blank=True, max_length=64)),
            ],
            options={
                "verbose_name": "reading of a document",
                "verbose_name_plural": "readings of documents",
            },
        ),
        migrations.RemoveConstraint(
            model_name="documentversion",
            name="document_version_label_once",
        ),
        migrations.AddField(
            model_name="document",
            name="classification",
            field=models.CharField(
                choices=[
                    ("public", "public"),
                    ("internal", "internal"),
                    ("restricted", "restricted"),
                ],
                default="internal",
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="document",
            name="distribution",
            field=models.CharField(
                choices=[
                    ("nobody", "nobody must confirm"),
                    ("departments", "the departments named"),
                    ("everyone", "everyone"),
                ],
                default="nobody",
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="document",
            name="next_review_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="document",
            name="owner",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="documents",
                to="governance.department",
            ),
        ),
        migrations.AddField(
            model_name="document",
            name="retire_reason",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="document",
            name="retired_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="document",
            name="review_months",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="documentversion",
            name="approver",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="documentversion",
            name="based_on",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="followers",
                to="governance.documentversion",
            ),
        ),
        migrations.AddField(
            model_name="documentversion",
            name="content_kind",
            field=models.CharField(
                choices=[("clauses", "written here, by clause"), ("file", "uploaded file")],
                default="clauses",
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="documentversion",
            name="content_sha256",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name="documentversion",
            name="ended_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="documentversion",
            name="is_material",
            field=models.BooleanField(default=True, verbose_name="must be read anew"),
        ),
        migrations.AddField(
            model_name="documentversion",
            name="preparer",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="documentversion",
            name="publisher",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="documentversion",
            name="resolution",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="governance.resolution",
            ),
        ),
        migrations.AddField(
            model_name="documentversion",
            name="reviewer",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="historicaldocument",
            name="classification",
            field=models.CharField(
                choices=[
                    ("public", "public"),
                    ("internal", "internal"),
                    ("restricted", "restricted"),
                ],
                default="internal",
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="historicaldocument",
            name="distribution",
            field=models.CharField(
                choices=[
                    ("nobody", "nobody must confirm"),
                    ("departments", "the departments named"),
                    ("everyone", "everyone"),
                ],
                default="nobody",
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="historicaldocument",
            name="next_review_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="historicaldocument",
            name="owner",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="governance.department",
            ),
        ),
        migrations.AddField(
            model_name="historicaldocument",
            name="retire_reason",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="historicaldocument",
            name="retired_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="historicaldocument",
            name="review_months",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="historicaldocumentversion",
            name="approver",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="historicaldocumentversion",
            name="based_on",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="governance.documentversion",
            ),
        ),
        migrations.AddField(
            model_name="historicaldocumentversion",
            name="content_kind",
            field=models.CharField(
                choices=[("clauses", "written here, by clause"), ("file", "uploaded file")],
                default="clauses",
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="historicaldocumentversion",
            name="content_sha256",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name="historicaldocumentversion",
            name="ended_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="historicaldocumentversion",
            name="is_material",
            field=models.BooleanField(default=True, verbose_name="must be read anew"),
        ),
        migrations.AddField(
            model_name="historicaldocumentversion",
            name="preparer",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="historicaldocumentversion",
            name="publisher",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="historicaldocumentversion",
            name="resolution",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="governance.resolution",
            ),
        ),
        migrations.AddField(
            model_name="historicaldocumentversion",
            name="reviewer",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="documentversion",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "draft"),
                    ("scheduled", "scheduled"),
                    ("in_force", "in force"),
                    ("superseded", "superseded"),
                    ("retired", "retired"),
                    ("discarded", "discarded"),
                ],
                default="draft",
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="historicaldocumentversion",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "draft"),
                    ("scheduled", "scheduled"),
                    ("in_force", "in force"),
                    ("superseded", "superseded"),
                    ("retired", "retired"),
                    ("discarded", "discarded"),
                ],
                default="draft",
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="documentversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "discarded"), _negated=True),
                fields=("document", "label"),
                name="document_version_label_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="documentversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "draft")),
                fields=("document",),
                name="document_version_one_draft",
            ),
        ),
        migrations.AddConstraint(
            model_name="documentversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "in_force")),
                fields=("document",),
                name="document_version_one_in_force",
            ),
        ),
        migrations.AddConstraint(
            model_name="documentversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["draft", "discarded"]), _negated=True),
                    ("effective_on", None),
                    _connector="OR",
                ),
                name="document_version_draft_holds_never",
            ),
        ),
        migrations.AddConstraint(
            model_name="documentversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "scheduled"), _negated=True),
                    models.Q(("effective_on__isnull", False), ("published_on__isnull", False)),
                    _connector="OR",
                ),
                name="document_version_scheduled_for_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="documentversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("effective_on", None),
                    ("published_on", None),
                    ("effective_on__gte", models.F("published_on")),
                    _connector="OR",
                ),
                name="document_version_effective_after_publication",
            ),
        ),
        migrations.AddConstraint(
            model_name="documentversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("effective_on", None),
                    ("ended_on", None),
                    ("ended_on__gte", models.F("effective_on")),
                    _connector="OR",
                ),
                name="document_version_ends_after_start",
            ),
        ),
        migrations.AddField(
            model_name="documentauthor",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="documentauthor",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="authors",
                to="governance.documentversion",
            ),
        ),
        migrations.AddField(
            model_name="documentreader",
            name="department",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="governance.department",
            ),
        ),
        migrations.AddField(
            model_name="documentreader",
            name="document",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="readers",
                to="governance.document",
            ),
        ),
        migrations.AddField(
            model_name="documentreading",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="readings",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="documentreading",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="readings",
                to="governance.documentversion",
            ),
        ),
        migrations.AddConstraint(
            model_name="documentauthor",
            constraint=models.UniqueConstraint(
                fields=("version", "person"), name="document_author_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="documentreader",
            constraint=models.UniqueConstraint(
                fields=("document", "department"), name="document_reader_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="documentreading",
            constraint=models.UniqueConstraint(
                fields=("version", "person"), name="document_reading_once"
            ),
        ),
        # Last of all: SQLite builds a table anew for a constraint, and its triggers go with the old one.
        migrations.RunPython(guard, release),
    ]
