"""The tables of processes as they stand after 0002_asset_output_raci, folded into one step (docs/adr/0033)."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from governance.lib.tables import CreateTables


class Migration(migrations.Migration):
    initial = True

    # A database that has all of these has this one.
    replaces = [
        ("processes", "0001_initial"),
        ("processes", "0002_asset_output_raci"),
    ]

    dependencies = [
        ("governance", "0001_squashed_0018_channel"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="Process",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("code", models.SlugField(max_length=40, unique=True)),
                        ("prefix", models.CharField(max_length=5, unique=True)),
                        ("name", models.CharField(max_length=60)),
                        ("name_en", models.CharField(max_length=80)),
                        ("aliases", models.JSONField(blank=True, default=list)),
                        (
                            "category",
                            models.CharField(
                                choices=[
                                    ("core", "core process"),
                                    ("support", "support process"),
                                    ("management", "management process"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField()),
                        ("named_in", models.JSONField(blank=True, default=list)),
                        ("goal", models.TextField(blank=True)),
                        ("goal_en", models.TextField(blank=True)),
                        ("boundary", models.TextField(blank=True)),
                        ("boundary_en", models.TextField(blank=True)),
                        ("link_rule", models.CharField(blank=True, max_length=40)),
                        ("link_rule_text", models.CharField(blank=True, max_length=100)),
                        ("gaps", models.JSONField(blank=True, default=dict)),
                        (
                            "state",
                            models.CharField(
                                choices=[("active", "in use"), ("retired", "retired")],
                                default="active",
                                max_length=20,
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("retired_on", models.DateField(blank=True, null=True)),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="processes_owned",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "process",
                        "verbose_name_plural": "processes",
                    },
                ),
                migrations.CreateModel(
                    name="KeyActivity",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("name", models.CharField(max_length=100)),
                        ("name_en", models.CharField(blank=True, max_length=120)),
                        ("position", models.PositiveSmallIntegerField()),
                        (
                            "process",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="activities",
                                to="processes.process",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "key activity",
                        "verbose_name_plural": "key activities",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("process", "name"), name="activity_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Output",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("name", models.CharField(max_length=100)),
                        ("name_en", models.CharField(blank=True, max_length=120)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("document", "document"),
                                    ("form", "form"),
                                    ("data_store", "data store"),
                                ],
                                default="document",
                                max_length=20,
                            ),
                        ),
                        ("cadence", models.CharField(blank=True, max_length=40)),
                        ("gaps", models.JSONField(blank=True, default=list)),
                        ("position", models.PositiveSmallIntegerField()),
                        (
                            "process",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="outputs",
                                to="processes.process",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "output",
                        "verbose_name_plural": "outputs",
                        "constraints": [
                            models.UniqueConstraint(fields=("process", "name"), name="output_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Asset",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("number", models.CharField(max_length=60, unique=True)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("document", "document"),
                                    ("record", "process record"),
                                    ("data", "process data"),
                                    ("lesson", "lesson learnt"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("title", models.CharField(max_length=200)),
                        (
                            "label",
                            models.CharField(
                                choices=[
                                    ("public", "public"),
                                    ("internal", "internal"),
                                    ("restricted", "restricted"),
                                ],
                                default="internal",
                                max_length=20,
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "in preparation"),
                                    ("offered", "offered"),
                                    ("library", "in the library"),
                                    ("archived", "archived"),
                                ],
                                default="draft",
                                max_length=20,
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("source_app", models.CharField(blank=True, max_length=40)),
                        ("source_model", models.CharField(blank=True, max_length=40)),
                        ("source_key", models.CharField(blank=True, max_length=40)),
                        ("source_title", models.CharField(blank=True, max_length=200)),
                        ("source_url", models.CharField(blank=True, max_length=200)),
                        ("added_at", models.DateTimeField()),
                        (
                            "added_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="assets_owned",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "process",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="assets",
                                to="processes.process",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "process asset",
                        "verbose_name_plural": "process assets",
                        "indexes": [
                            models.Index(fields=["process", "state"], name="asset_of_process"),
                            models.Index(
                                fields=["source_app", "source_model", "source_key"],
                                name="asset_source",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("source_app", ""), ("source_key", ""), ("source_model", "")
                                    ),
                                    models.Q(
                                        ("source_app", ""),
                                        ("source_model", ""),
                                        ("source_key", ""),
                                        _connector="OR",
                                        _negated=True,
                                    ),
                                    _connector="OR",
                                ),
                                name="asset_source_whole",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalAssetVersion",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField()),
                        ("label", models.CharField(max_length=20)),
                        ("summary", models.TextField(blank=True)),
                        ("note", models.CharField(blank=True, max_length=300)),
                        ("authors", models.JSONField(blank=True, default=list)),
                        ("begun_at", models.DateTimeField()),
                        ("accepted_at", models.DateTimeField(blank=True, null=True)),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.CharField(max_length=100, null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")],
                                max_length=1,
                            ),
                        ),
                        (
                            "accepted_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "asset",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="processes.asset",
                            ),
                        ),
                        (
                            "begun_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical version of an asset",
                        "verbose_name_plural": "historical versions of an asset",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalProcess",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("code", models.SlugField(max_length=40)),
                        ("prefix", models.CharField(db_index=True, max_length=5)),
                        ("name", models.CharField(max_length=60)),
                        ("name_en", models.CharField(max_length=80)),
                        ("aliases", models.JSONField(blank=True, default=list)),
                        (
                            "category",
                            models.CharField(
                                choices=[
                                    ("core", "core process"),
                                    ("support", "support process"),
                                    ("management", "management process"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField()),
                        ("named_in", models.JSONField(blank=True, default=list)),
                        ("goal", models.TextField(blank=True)),
                        ("goal_en", models.TextField(blank=True)),
                        ("boundary", models.TextField(blank=True)),
                        ("boundary_en", models.TextField(blank=True)),
                        ("link_rule", models.CharField(blank=True, max_length=40)),
                        ("link_rule_text", models.CharField(blank=True, max_length=100)),
                        ("gaps", models.JSONField(blank=True, default=dict)),
                        (
                            "state",
                            models.CharField(
                                choices=[("active", "in use"), ("retired", "retired")],
                                default="active",
                                max_length=20,
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("retired_on", models.DateField(blank=True, null=True)),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.CharField(max_length=100, null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")],
                                max_length=1,
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical process",
                        "verbose_name_plural": "historical processes",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalActivityRole",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        (
                            "letter",
                            models.CharField(
                                choices=[
                                    ("R", "R does it"),
                                    ("A", "A answers for it"),
                                    ("C", "C is asked"),
                                    ("I", "I is told"),
                                ],
                                max_length=1,
                            ),
                        ),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.CharField(max_length=100, null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")],
                                max_length=1,
                            ),
                        ),
                        (
                            "department",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="governance.department",
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "activity",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="processes.keyactivity",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical role in a key activity",
                        "verbose_name_plural": "historical roles in a key activity",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalOutputRecord",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("period", models.CharField(max_length=20)),
                        ("title", models.CharField(max_length=200)),
                        ("source_model", models.CharField(blank=True, max_length=60)),
                        ("source_key", models.CharField(blank=True, max_length=40)),
                        ("url", models.CharField(blank=True, max_length=200)),
                        ("filed_at", models.DateTimeField()),
                        ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                        ("withdraw_reason", models.CharField(blank=True, max_length=300)),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.CharField(max_length=100, null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")],
                                max_length=1,
                            ),
                        ),
                        (
                            "asset",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="processes.asset",
                            ),
                        ),
                        (
                            "document",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="governance.document",
                            ),
                        ),
                        (
                            "filed_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "withdrawn_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "output",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="processes.output",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical filed output",
                        "verbose_name_plural": "historical filed outputs",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalOutputExpectation",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        (
                            "frequency",
                            models.CharField(
                                choices=[
                                    ("week", "once a week"),
                                    ("month", "once a month"),
                                    ("quarter", "once a quarter"),
                                    ("year", "once a year"),
                                    ("event", "when it happens"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("due_workdays", models.PositiveSmallIntegerField()),
                        ("starts_on", models.DateField()),
                        ("ended_on", models.DateField(blank=True, null=True)),
                        ("place", models.CharField(blank=True, max_length=200)),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("decided_at", models.DateTimeField()),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.CharField(max_length=100, null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")],
                                max_length=1,
                            ),
                        ),
                        (
                            "decided_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "output",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="processes.output",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical expected output",
                        "verbose_name_plural": "historical expected outputs",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Norm",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("source_clause", models.CharField(blank=True, max_length=20)),
                        (
                            "document",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="governs",
                                to="governance.document",
                            ),
                        ),
                        (
                            "process",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="norms",
                                to="processes.process",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "norm",
                        "verbose_name_plural": "norms",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("process", "document"), name="norm_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalResponsibility",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("responsible", "responsible"),
                                    ("participant", "takes part"),
                                    ("organiser", "organises"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("source_clause", models.CharField(blank=True, max_length=20)),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.CharField(max_length=100, null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")],
                                max_length=1,
                            ),
                        ),
                        (
                            "department",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="governance.department",
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "process",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="processes.process",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical responsibility",
                        "verbose_name_plural": "historical responsibilities",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalProcessLink",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("what", models.CharField(blank=True, max_length=200)),
                        ("what_en", models.CharField(blank=True, max_length=200)),
                        ("source_clause", models.CharField(blank=True, max_length=20)),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.CharField(max_length=100, null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")],
                                max_length=1,
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "source",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="processes.process",
                            ),
                        ),
                        (
                            "target",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="processes.process",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical linked process",
                        "verbose_name_plural": "historical linked processes",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalOutput",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=100)),
                        ("name_en", models.CharField(blank=True, max_length=120)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("document", "document"),
                                    ("form", "form"),
                                    ("data_store", "data store"),
                                ],
                                default="document",
                                max_length=20,
                            ),
                        ),
                        ("cadence", models.CharField(blank=True, max_length=40)),
                        ("gaps", models.JSONField(blank=True, default=list)),
                        ("position", models.PositiveSmallIntegerField()),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.CharField(max_length=100, null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")],
                                max_length=1,
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "process",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="processes.process",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical output",
                        "verbose_name_plural": "historical outputs",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalNorm",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("source_clause", models.CharField(blank=True, max_length=20)),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.CharField(max_length=100, null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")],
                                max_length=1,
                            ),
                        ),
                        (
                            "document",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="governance.document",
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "process",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="processes.process",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical norm",
                        "verbose_name_plural": "historical norms",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalKeyActivity",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=100)),
                        ("name_en", models.CharField(blank=True, max_length=120)),
                        ("position", models.PositiveSmallIntegerField()),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.CharField(max_length=100, null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")],
                                max_length=1,
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "process",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="processes.process",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical key activity",
                        "verbose_name_plural": "historical key activities",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalAssignment",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("valid_from", models.DateField()),
                        ("valid_to", models.DateField(blank=True, null=True)),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.CharField(max_length=100, null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")],
                                max_length=1,
                            ),
                        ),
                        (
                            "department",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="governance.department",
                            ),
                        ),
                        (
                            "deputy",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="governance.project",
                            ),
                        ),
                        (
                            "process",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="processes.process",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical assignment",
                        "verbose_name_plural": "historical assignments",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalAsset",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("number", models.CharField(db_index=True, max_length=60)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("document", "document"),
                                    ("record", "process record"),
                                    ("data", "process data"),
                                    ("lesson", "lesson learnt"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("title", models.CharField(max_length=200)),
                        (
                            "label",
                            models.CharField(
                                choices=[
                                    ("public", "public"),
                                    ("internal", "internal"),
                                    ("restricted", "restricted"),
                                ],
                                default="internal",
                                max_length=20,
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "in preparation"),
                                    ("offered", "offered"),
                                    ("library", "in the library"),
                                    ("archived", "archived"),
                                ],
                                default="draft",
                                max_length=20,
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("source_app", models.CharField(blank=True, max_length=40)),
                        ("source_model", models.CharField(blank=True, max_length=40)),
                        ("source_key", models.CharField(blank=True, max_length=40)),
                        ("source_title", models.CharField(blank=True, max_length=200)),
                        ("source_url", models.CharField(blank=True, max_length=200)),
                        ("added_at", models.DateTimeField()),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.CharField(max_length=100, null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")],
                                max_length=1,
                            ),
                        ),
                        (
                            "added_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "process",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="processes.process",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical process asset",
                        "verbose_name_plural": "historical process assets",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Assignment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("valid_from", models.DateField()),
                        ("valid_to", models.DateField(blank=True, null=True)),
                        (
                            "department",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="assignments",
                                to="governance.department",
                            ),
                        ),
                        (
                            "deputy",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="deputy_assignments",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="assignments",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="assignments",
                                to="governance.project",
                            ),
                        ),
                        (
                            "process",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="assignments",
                                to="processes.process",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "assignment",
                        "verbose_name_plural": "assignments",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to", None),
                                    ("valid_to__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="assignment_ends_after_start",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("deputy", None),
                                    models.Q(("deputy", models.F("person")), _negated=True),
                                    _connector="OR",
                                ),
                                name="assignment_deputy_is_another",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("project", None), ("valid_to", None)),
                                fields=("department", "process"),
                                name="assignment_once_open",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("project__isnull", False), ("valid_to", None)),
                                fields=("department", "process", "project"),
                                name="assignment_once_open_per_project",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ProcessLink",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("what", models.CharField(blank=True, max_length=200)),
                        ("what_en", models.CharField(blank=True, max_length=200)),
                        ("source_clause", models.CharField(blank=True, max_length=20)),
                        (
                            "source",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="links_out",
                                to="processes.process",
                            ),
                        ),
                        (
                            "target",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="links_in",
                                to="processes.process",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "linked process",
                        "verbose_name_plural": "linked processes",
                        "constraints": [
                            models.UniqueConstraint(fields=("source", "target"), name="link_once"),
                            models.CheckConstraint(
                                condition=models.Q(("source", models.F("target")), _negated=True),
                                name="link_not_to_itself",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Responsibility",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("responsible", "responsible"),
                                    ("participant", "takes part"),
                                    ("organiser", "organises"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("source_clause", models.CharField(blank=True, max_length=20)),
                        (
                            "department",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="responsibilities",
                                to="governance.department",
                            ),
                        ),
                        (
                            "process",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="responsibilities",
                                to="processes.process",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "responsibility",
                        "verbose_name_plural": "responsibilities",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("process", "department"), name="responsibility_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AssetReader",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "asset",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="readers",
                                to="processes.asset",
                            ),
                        ),
                        (
                            "department",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="governance.department",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "reader of an asset",
                        "verbose_name_plural": "readers of an asset",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("asset", "department"), name="asset_reader_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AssetVersion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField()),
                        ("label", models.CharField(max_length=20)),
                        ("summary", models.TextField(blank=True)),
                        ("note", models.CharField(blank=True, max_length=300)),
                        ("authors", models.JSONField(blank=True, default=list)),
                        ("begun_at", models.DateTimeField()),
                        ("accepted_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "accepted_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "asset",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="versions",
                                to="processes.asset",
                            ),
                        ),
                        (
                            "begun_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "version of an asset",
                        "verbose_name_plural": "versions of an asset",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("asset", "number"), name="asset_version_once"
                            ),
                            models.UniqueConstraint(
                                fields=("asset", "label"), name="asset_label_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("accepted_at", None), ("accepted_by", None)),
                                    models.Q(
                                        ("accepted_at__isnull", False),
                                        ("accepted_by__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="asset_accepted_pair",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("accepted_by", None),
                                    models.Q(("accepted_by", models.F("begun_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="asset_acceptor_is_another",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ActivityRole",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "letter",
                            models.CharField(
                                choices=[
                                    ("R", "R does it"),
                                    ("A", "A answers for it"),
                                    ("C", "C is asked"),
                                    ("I", "I is told"),
                                ],
                                max_length=1,
                            ),
                        ),
                        (
                            "department",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="governance.department",
                            ),
                        ),
                        (
                            "activity",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="roles",
                                to="processes.keyactivity",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "role in a key activity",
                        "verbose_name_plural": "roles in a key activity",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("activity", "department", "letter"),
                                name="activity_role_once",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("letter", "A")),
                                fields=("activity",),
                                name="activity_one_accountable",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OutputExpectation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "frequency",
                            models.CharField(
                                choices=[
                                    ("week", "once a week"),
                                    ("month", "once a month"),
                                    ("quarter", "once a quarter"),
                                    ("year", "once a year"),
                                    ("event", "when it happens"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("due_workdays", models.PositiveSmallIntegerField()),
                        ("starts_on", models.DateField()),
                        ("ended_on", models.DateField(blank=True, null=True)),
                        ("place", models.CharField(blank=True, max_length=200)),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("decided_at", models.DateTimeField()),
                        (
                            "decided_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "output",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="expectation",
                                to="processes.output",
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="outputs_owned",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "expected output",
                        "verbose_name_plural": "expected outputs",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ended_on", None),
                                    ("ended_on__gte", models.F("starts_on")),
                                    _connector="OR",
                                ),
                                name="expectation_ends_after_start",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OutputRecord",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("period", models.CharField(max_length=20)),
                        ("title", models.CharField(max_length=200)),
                        ("source_model", models.CharField(blank=True, max_length=60)),
                        ("source_key", models.CharField(blank=True, max_length=40)),
                        ("url", models.CharField(blank=True, max_length=200)),
                        ("filed_at", models.DateTimeField()),
                        ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                        ("withdraw_reason", models.CharField(blank=True, max_length=300)),
                        (
                            "asset",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="filed_as",
                                to="processes.asset",
                            ),
                        ),
                        (
                            "document",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="governance.document",
                            ),
                        ),
                        (
                            "filed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "output",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="records",
                                to="processes.output",
                            ),
                        ),
                        (
                            "withdrawn_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "filed output",
                        "verbose_name_plural": "filed outputs",
                        "indexes": [
                            models.Index(fields=["output", "period"], name="output_record_of")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("source_key", ""), _negated=True),
                                fields=("output", "period", "source_model", "source_key"),
                                name="output_record_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("withdrawn_at", None), ("withdrawn_by", None)),
                                    models.Q(
                                        ("withdrawn_at__isnull", False),
                                        ("withdrawn_by__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="output_record_withdrawn_pair",
                            ),
                        ],
                    },
                ),
            ]
        ),
    ]
