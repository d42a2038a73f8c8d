"""The tables of reviews as they stand after 0002_locked_and_counted, folded into one step (docs/adr/0033)."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from governance.lib.tables import CreateTables
from reviews.lib.signed import lock_signed, unlock_signed


def lock(apps, schema_editor):
    lock_signed(schema_editor.connection)


def unlock(apps, schema_editor):
    unlock_signed(schema_editor.connection)


class Migration(migrations.Migration):
    initial = True

    # A database that has all of these has this one.
    replaces = [
        ("reviews", "0001_review"),
        ("reviews", "0002_locked_and_counted"),
    ]

    dependencies = [
        ("governance", "0001_squashed_0018_channel"),
        ("kpi", "0001_squashed_0010_self_assessment"),
        ("processes", "0001_squashed_0002_asset_output_raci"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="Feedback",
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
                                    ("complaint", "complaint"),
                                    ("suggestion", "suggestion"),
                                    ("praise", "praise"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("received_at", models.DateTimeField()),
                        ("channel", models.CharField(blank=True, max_length=60)),
                        ("customer", models.CharField(blank=True, max_length=120)),
                        ("text", models.TextField()),
                        ("is_major", models.BooleanField(default=False)),
                        ("major_reason", models.CharField(blank=True, max_length=300)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "not answered"),
                                    ("answered", "answered"),
                                    ("closed", "settled"),
                                ],
                                default="open",
                                max_length=20,
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("answer", models.TextField(blank=True)),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                        ("registered_via", models.CharField(blank=True, max_length=80)),
                        ("external_id", models.CharField(blank=True, max_length=80)),
                        ("registered_at", models.DateTimeField()),
                        (
                            "department",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="governance.department",
                            ),
                        ),
                        (
                            "process",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="processes.process",
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="governance.project",
                            ),
                        ),
                        (
                            "registered_by",
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
                        "verbose_name": "feedback",
                        "verbose_name_plural": "feedback",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("is_major", False),
                                    models.Q(("major_reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="feedback_major_has_reason",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("external_id", ""), _negated=True),
                                fields=("registered_via", "external_id"),
                                name="feedback_external_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalComplaintCount",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("valid_from", models.DateField()),
                        ("valid_to", models.DateField(blank=True, null=True)),
                        ("note", models.CharField(max_length=300)),
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
                            "indicator",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="kpi.indicator",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical count of complaints",
                        "verbose_name_plural": "historical counts of complaints",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalFeedback",
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
                                    ("complaint", "complaint"),
                                    ("suggestion", "suggestion"),
                                    ("praise", "praise"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("received_at", models.DateTimeField()),
                        ("channel", models.CharField(blank=True, max_length=60)),
                        ("customer", models.CharField(blank=True, max_length=120)),
                        ("text", models.TextField()),
                        ("is_major", models.BooleanField(default=False)),
                        ("major_reason", models.CharField(blank=True, max_length=300)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "not answered"),
                                    ("answered", "answered"),
                                    ("closed", "settled"),
                                ],
                                default="open",
                                max_length=20,
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("answer", models.TextField(blank=True)),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                        ("registered_via", models.CharField(blank=True, max_length=80)),
                        ("external_id", models.CharField(blank=True, max_length=80)),
                        ("registered_at", models.DateTimeField()),
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
                            "registered_by",
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
                        "verbose_name": "historical feedback",
                        "verbose_name_plural": "historical feedback",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalStandardUpdate",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("edition", models.CharField(max_length=60)),
                        ("published_on", models.DateField(blank=True, null=True)),
                        ("effective_on", models.DateField(blank=True, null=True)),
                        ("summary", models.TextField()),
                        ("source", models.CharField(blank=True, max_length=200)),
                        ("registered_at", models.DateTimeField()),
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
                            "registered_by",
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
                        "verbose_name": "historical update of a standard",
                        "verbose_name_plural": "historical updates of standards",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalSurvey",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("title", models.CharField(max_length=120)),
                        ("start", models.DateField()),
                        ("end", models.DateField()),
                        ("asked", models.PositiveIntegerField()),
                        ("answered", models.PositiveIntegerField()),
                        ("satisfied", models.PositiveIntegerField()),
                        ("note", models.TextField(blank=True)),
                        ("registered_at", models.DateTimeField()),
                        ("counted_at", models.DateTimeField(blank=True, null=True)),
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
                            "counted_by",
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
                            "indicator",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="kpi.indicator",
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
                            "registered_by",
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
                        "verbose_name": "historical satisfaction survey",
                        "verbose_name_plural": "historical satisfaction surveys",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="StandardUpdate",
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
                        ("edition", models.CharField(max_length=60)),
                        ("published_on", models.DateField(blank=True, null=True)),
                        ("effective_on", models.DateField(blank=True, null=True)),
                        ("summary", models.TextField()),
                        ("source", models.CharField(blank=True, max_length=200)),
                        ("registered_at", models.DateTimeField()),
                        (
                            "document",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="governance.document",
                            ),
                        ),
                        (
                            "registered_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "update of a standard",
                        "verbose_name_plural": "updates of standards",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("document", "edition"), name="standard_edition_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReviewTrigger",
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
                                    ("process_failure", "major process failure"),
                                    ("complaint", "major customer complaint"),
                                    ("standard_update", "update of an ITSS standard"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("happened_at", models.DateTimeField()),
                        ("evidence", models.TextField()),
                        ("rule", models.CharField(blank=True, max_length=80)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("raised", "raised"),
                                    ("taken_up", "review opened"),
                                    ("dismissed", "dismissed"),
                                ],
                                default="raised",
                                max_length=20,
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("dismiss_reason", models.CharField(blank=True, max_length=300)),
                        ("raised_at", models.DateTimeField()),
                        (
                            "deviation",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kpi.deviation",
                            ),
                        ),
                        (
                            "feedback",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="triggers",
                                to="reviews.feedback",
                            ),
                        ),
                        (
                            "raised_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "standard_update",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="triggers",
                                to="reviews.standardupdate",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "trigger of a review",
                        "verbose_name_plural": "triggers of reviews",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("deviation__isnull", False)),
                                fields=("deviation",),
                                name="trigger_once_per_deviation",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("feedback__isnull", False)),
                                fields=("feedback",),
                                name="trigger_once_per_feedback",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("standard_update__isnull", False)),
                                fields=("standard_update",),
                                name="trigger_once_per_standard",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("rule", ""), _negated=True),
                                fields=("rule",),
                                name="trigger_once_per_finding",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Review",
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
                                choices=[("regular", "regular review"), ("adhoc", "ad-hoc review")],
                                max_length=20,
                            ),
                        ),
                        ("period", models.CharField(max_length=7)),
                        ("start", models.DateField()),
                        ("end", models.DateField()),
                        ("number", models.CharField(blank=True, max_length=60)),
                        ("title", models.CharField(max_length=120)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("prepared", "in preparation"),
                                    ("convened", "convened"),
                                    ("held", "held"),
                                    ("signed", "signed and issued"),
                                    ("cancelled", "called off"),
                                ],
                                default="prepared",
                                max_length=20,
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("starts_at", models.DateTimeField(blank=True, null=True)),
                        ("began_at", models.DateTimeField(blank=True, null=True)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        ("place", models.CharField(blank=True, max_length=120)),
                        ("problems", models.TextField(blank=True)),
                        ("directions", models.TextField(blank=True)),
                        ("suitability", models.TextField(blank=True)),
                        ("adequacy", models.TextField(blank=True)),
                        ("effectiveness", models.TextField(blank=True)),
                        ("decisions", models.TextField(blank=True)),
                        ("no_items_reason", models.CharField(blank=True, max_length=300)),
                        ("authors", models.JSONField(blank=True, default=list)),
                        ("content", models.JSONField(blank=True, default=dict)),
                        ("content_sha256", models.CharField(blank=True, max_length=64)),
                        ("prepared_by", models.CharField(max_length=80)),
                        ("prepared_at", models.DateTimeField()),
                        ("convened_at", models.DateTimeField(blank=True, null=True)),
                        ("signed_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "chaired_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "minuted_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "signed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "trigger",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="review",
                                to="reviews.reviewtrigger",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "review",
                        "verbose_name_plural": "reviews",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("kind", "regular"),
                                    models.Q(("state", "cancelled"), _negated=True),
                                ),
                                fields=("period",),
                                name="review_regular_once",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("number", ""), _negated=True),
                                fields=("number",),
                                name="review_number_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("end__gte", models.F("start"))),
                                name="review_ends_after_start",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "regular"), ("trigger", None)),
                                    models.Q(("kind", "adhoc"), ("trigger__isnull", False)),
                                    _connector="OR",
                                ),
                                name="review_adhoc_has_trigger",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalReviewItem",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField()),
                        ("text", models.TextField()),
                        ("due_on", models.DateField(blank=True, null=True)),
                        ("verification", models.CharField(blank=True, max_length=300)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "open"),
                                    ("taken_up", "improvement opened"),
                                    ("done", "done"),
                                    ("explained", "explained, no improvement"),
                                ],
                                default="open",
                                max_length=20,
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        ("end_note", models.TextField(blank=True)),
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
                        (
                            "responsible",
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
                            "review",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="reviews.review",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical item of a review",
                        "verbose_name_plural": "historical items of reviews",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="ReviewAttendance",
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
                            "attendance",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("present", "present"),
                                    ("in_attendance", "in attendance, without a vote"),
                                    ("absent", "absent"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=200)),
                        (
                            "department",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="governance.department",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "review",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attendances",
                                to="reviews.review",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "attendance of a review",
                        "verbose_name_plural": "attendances of reviews",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("review", "person"), name="review_attendance_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReviewInput",
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
                                    ("goals", "goal attainment"),
                                    ("reports", "monitoring reports of the period"),
                                    ("deviations", "deviations"),
                                    ("items", "open and carried-forward items"),
                                    ("improvements", "progress of improvements"),
                                    ("feedback", "complaints and satisfaction"),
                                    ("resources", "fulfilment of resources"),
                                    ("issues", "policy issues"),
                                    ("changes", "changes since the last review"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("content", models.JSONField(default=dict)),
                        ("frozen_at", models.DateTimeField(blank=True, null=True)),
                        ("discussion", models.TextField(blank=True)),
                        (
                            "review",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="inputs",
                                to="reviews.review",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "input of a review",
                        "verbose_name_plural": "inputs of reviews",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("review", "kind"), name="review_input_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReviewItem",
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
                        ("position", models.PositiveSmallIntegerField()),
                        ("text", models.TextField()),
                        ("due_on", models.DateField(blank=True, null=True)),
                        ("verification", models.CharField(blank=True, max_length=300)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "open"),
                                    ("taken_up", "improvement opened"),
                                    ("done", "done"),
                                    ("explained", "explained, no improvement"),
                                ],
                                default="open",
                                max_length=20,
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        ("end_note", models.TextField(blank=True)),
                        (
                            "department",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="governance.department",
                            ),
                        ),
                        (
                            "process",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="processes.process",
                            ),
                        ),
                        (
                            "responsible",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "review",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="items",
                                to="reviews.review",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "item of a review",
                        "verbose_name_plural": "items of reviews",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("review", "position"), name="review_item_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalReview",
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
                                choices=[("regular", "regular review"), ("adhoc", "ad-hoc review")],
                                max_length=20,
                            ),
                        ),
                        ("period", models.CharField(max_length=7)),
                        ("start", models.DateField()),
                        ("end", models.DateField()),
                        ("number", models.CharField(blank=True, max_length=60)),
                        ("title", models.CharField(max_length=120)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("prepared", "in preparation"),
                                    ("convened", "convened"),
                                    ("held", "held"),
                                    ("signed", "signed and issued"),
                                    ("cancelled", "called off"),
                                ],
                                default="prepared",
                                max_length=20,
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("starts_at", models.DateTimeField(blank=True, null=True)),
                        ("began_at", models.DateTimeField(blank=True, null=True)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        ("place", models.CharField(blank=True, max_length=120)),
                        ("problems", models.TextField(blank=True)),
                        ("directions", models.TextField(blank=True)),
                        ("suitability", models.TextField(blank=True)),
                        ("adequacy", models.TextField(blank=True)),
                        ("effectiveness", models.TextField(blank=True)),
                        ("decisions", models.TextField(blank=True)),
                        ("no_items_reason", models.CharField(blank=True, max_length=300)),
                        ("authors", models.JSONField(blank=True, default=list)),
                        ("content", models.JSONField(blank=True, default=dict)),
                        ("content_sha256", models.CharField(blank=True, max_length=64)),
                        ("prepared_by", models.CharField(max_length=80)),
                        ("prepared_at", models.DateTimeField()),
                        ("convened_at", models.DateTimeField(blank=True, null=True)),
                        ("signed_at", models.DateTimeField(blank=True, null=True)),
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
                            "chaired_by",
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
                            "minuted_by",
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
                            "signed_by",
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
                            "trigger",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="reviews.reviewtrigger",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical review",
                        "verbose_name_plural": "historical reviews",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalReviewTrigger",
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
                                    ("process_failure", "major process failure"),
                                    ("complaint", "major customer complaint"),
                                    ("standard_update", "update of an ITSS standard"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("happened_at", models.DateTimeField()),
                        ("evidence", models.TextField()),
                        ("rule", models.CharField(blank=True, max_length=80)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("raised", "raised"),
                                    ("taken_up", "review opened"),
                                    ("dismissed", "dismissed"),
                                ],
                                default="raised",
                                max_length=20,
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("dismiss_reason", models.CharField(blank=True, max_length=300)),
                        ("raised_at", models.DateTimeField()),
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
                            "deviation",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="kpi.deviation",
                            ),
                        ),
                        (
                            "feedback",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="reviews.feedback",
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
                            "raised_by",
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
                            "standard_update",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="reviews.standardupdate",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical trigger of a review",
                        "verbose_name_plural": "historical triggers of reviews",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Survey",
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
                        ("title", models.CharField(max_length=120)),
                        ("start", models.DateField()),
                        ("end", models.DateField()),
                        ("asked", models.PositiveIntegerField()),
                        ("answered", models.PositiveIntegerField()),
                        ("satisfied", models.PositiveIntegerField()),
                        ("note", models.TextField(blank=True)),
                        ("registered_at", models.DateTimeField()),
                        ("counted_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "counted_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "indicator",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kpi.indicator",
                            ),
                        ),
                        (
                            "process",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="processes.process",
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="governance.project",
                            ),
                        ),
                        (
                            "registered_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "satisfaction survey",
                        "verbose_name_plural": "satisfaction surveys",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("answered__lte", models.F("asked")),
                                    ("satisfied__lte", models.F("answered")),
                                ),
                                name="survey_counts",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("end__gte", models.F("start"))),
                                name="survey_ends_after_start",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("indicator", None),
                                    models.Q(
                                        ("counted_by__isnull", False),
                                        models.Q(
                                            ("counted_by", models.F("registered_by")), _negated=True
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="survey_counted_by_another",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ComplaintCount",
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
                        ("note", models.CharField(max_length=300)),
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
                            "indicator",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kpi.indicator",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "count of complaints",
                        "verbose_name_plural": "counts of complaints",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("valid_to", None)),
                                fields=("indicator",),
                                name="complaint_count_once_open",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to", None),
                                    ("valid_to__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="complaint_count_ends_after_start",
                            ),
                        ],
                    },
                ),
            ]
        ),
        # Last of all: the triggers stand on tables that are there.
        migrations.RunPython(lock, unlock),
    ]
