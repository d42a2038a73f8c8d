"""The tables of improvements as they stand after 0002_finding, folded into one step (docs/adr/0033)."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from governance.lib.tables import CreateTables


class Migration(migrations.Migration):
    initial = True

    # A database that has all of these has this one.
    replaces = [
        ("improvements", "0001_improvement"),
        ("improvements", "0002_finding"),
    ]

    dependencies = [
        ("governance", "0001_squashed_0018_channel"),
        ("kpi", "0001_squashed_0010_self_assessment"),
        ("processes", "0001_squashed_0002_asset_output_raci"),
        ("reviews", "0001_squashed_0002_locked_and_counted"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="CauseKind",
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
                        ("name", models.CharField(max_length=80, unique=True)),
                        ("name_en", models.CharField(blank=True, max_length=100)),
                        ("is_active", models.BooleanField(default=True)),
                    ],
                    options={
                        "verbose_name": "kind of cause",
                        "verbose_name_plural": "kinds of causes",
                    },
                ),
                migrations.CreateModel(
                    name="CauseCategory",
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
                        ("set_code", models.CharField(max_length=20)),
                        ("code", models.SlugField(max_length=30)),
                        ("name", models.CharField(max_length=40)),
                        ("name_en", models.CharField(max_length=60)),
                        ("position", models.PositiveSmallIntegerField()),
                    ],
                    options={
                        "verbose_name": "category of causes",
                        "verbose_name_plural": "categories of causes",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("set_code", "code"), name="cause_category_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Improvement",
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
                        ("title", models.CharField(max_length=160)),
                        (
                            "source",
                            models.CharField(
                                choices=[
                                    ("review_item", "item of a review"),
                                    ("deviation", "deviation"),
                                    ("feedback", "complaint or feedback"),
                                    ("assessment", "finding of a self-assessment"),
                                    ("policy_issue", "policy issue"),
                                    ("practice", "best practice"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("source_note", models.TextField(blank=True)),
                        ("problem", models.TextField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("identify", "identify"),
                                    ("plan", "plan"),
                                    ("implement", "implement"),
                                    ("verify", "verify"),
                                    ("solidify", "solidify"),
                                    ("closed", "closed"),
                                    ("void", "void"),
                                ],
                                default="identify",
                                max_length=20,
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("round", models.PositiveSmallIntegerField(default=1)),
                        ("category_set", models.CharField(default="6m", max_length=20)),
                        ("is_major", models.BooleanField(blank=True, null=True)),
                        ("major_reason", models.CharField(blank=True, max_length=300)),
                        ("goal", models.TextField(blank=True)),
                        ("planned_by", models.JSONField(blank=True, default=list)),
                        ("due_on", models.DateField(blank=True, null=True)),
                        ("started_at", models.DateTimeField(blank=True, null=True)),
                        ("finished_at", models.DateTimeField(blank=True, null=True)),
                        ("raised_at", models.DateTimeField()),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
                        ("no_norm_reason", models.CharField(blank=True, max_length=500)),
                        ("lesson", models.TextField(blank=True)),
                        (
                            "department",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="improvements",
                                to="governance.department",
                            ),
                        ),
                        (
                            "deviation",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="improvements",
                                to="kpi.deviation",
                            ),
                        ),
                        (
                            "feedback",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="improvements",
                                to="reviews.feedback",
                            ),
                        ),
                        (
                            "finding",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="improvements",
                                to="kpi.assessmentfinding",
                            ),
                        ),
                        (
                            "indicator",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="improvements",
                                to="kpi.indicator",
                            ),
                        ),
                        (
                            "major_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "no_norm_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "norm_version",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="improvements",
                                to="governance.documentversion",
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="improvements_owned",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "policy_issue",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="improvements",
                                to="governance.policyissue",
                            ),
                        ),
                        (
                            "process",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="improvements",
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
                            "raised_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "review_item",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="improvements",
                                to="reviews.reviewitem",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "improvement",
                        "verbose_name_plural": "improvements",
                        "indexes": [
                            models.Index(fields=["state", "due_on"], name="improvement_state_due")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "closed"), _negated=True),
                                    ("norm_version__isnull", False),
                                    models.Q(("no_norm_reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="improvement_closed_is_solidified",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("is_major", None),
                                    models.Q(("major_reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="improvement_major_has_reason",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Cause",
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
                        ("round", models.PositiveSmallIntegerField(default=1)),
                        ("position", models.PositiveSmallIntegerField()),
                        ("level", models.PositiveSmallIntegerField()),
                        ("text", models.CharField(max_length=300)),
                        ("evidence", models.TextField(blank=True)),
                        (
                            "verdict",
                            models.CharField(
                                choices=[
                                    ("open", "to be examined"),
                                    ("confirmed", "confirmed"),
                                    ("rejected", "rejected"),
                                ],
                                default="open",
                                max_length=20,
                            ),
                        ),
                        ("verdict_note", models.CharField(blank=True, max_length=300)),
                        ("version", models.PositiveIntegerField(default=1)),
                        (
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="children",
                                to="improvements.cause",
                            ),
                        ),
                        (
                            "written_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "category",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="improvements.causecategory",
                            ),
                        ),
                        (
                            "kind",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="causes",
                                to="improvements.causekind",
                            ),
                        ),
                        (
                            "improvement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="causes",
                                to="improvements.improvement",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "cause",
                        "verbose_name_plural": "causes",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("level__gte", 1), ("level__lte", 10)),
                                name="cause_level",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("category__isnull", False), ("level", 1), ("parent", None)
                                    ),
                                    models.Q(("level__gt", 1), ("parent__isnull", False)),
                                    _connector="OR",
                                ),
                                name="cause_top_has_category",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalCauseCategory",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("set_code", models.CharField(max_length=20)),
                        ("code", models.SlugField(max_length=30)),
                        ("name", models.CharField(max_length=40)),
                        ("name_en", models.CharField(max_length=60)),
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
                    ],
                    options={
                        "verbose_name": "historical category of causes",
                        "verbose_name_plural": "historical categories of causes",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalCauseKind",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(db_index=True, max_length=80)),
                        ("name_en", models.CharField(blank=True, max_length=100)),
                        ("is_active", models.BooleanField(default=True)),
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
                    ],
                    options={
                        "verbose_name": "historical kind of cause",
                        "verbose_name_plural": "historical kinds of causes",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalImprovement",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("number", models.CharField(db_index=True, max_length=60)),
                        ("title", models.CharField(max_length=160)),
                        (
                            "source",
                            models.CharField(
                                choices=[
                                    ("review_item", "item of a review"),
                                    ("deviation", "deviation"),
                                    ("feedback", "complaint or feedback"),
                                    ("assessment", "finding of a self-assessment"),
                                    ("policy_issue", "policy issue"),
                                    ("practice", "best practice"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("source_note", models.TextField(blank=True)),
                        ("problem", models.TextField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("identify", "identify"),
                                    ("plan", "plan"),
                                    ("implement", "implement"),
                                    ("verify", "verify"),
                                    ("solidify", "solidify"),
                                    ("closed", "closed"),
                                    ("void", "void"),
                                ],
                                default="identify",
                                max_length=20,
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("round", models.PositiveSmallIntegerField(default=1)),
                        ("category_set", models.CharField(default="6m", max_length=20)),
                        ("is_major", models.BooleanField(blank=True, null=True)),
                        ("major_reason", models.CharField(blank=True, max_length=300)),
                        ("goal", models.TextField(blank=True)),
                        ("planned_by", models.JSONField(blank=True, default=list)),
                        ("due_on", models.DateField(blank=True, null=True)),
                        ("started_at", models.DateTimeField(blank=True, null=True)),
                        ("finished_at", models.DateTimeField(blank=True, null=True)),
                        ("raised_at", models.DateTimeField()),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
                        ("no_norm_reason", models.CharField(blank=True, max_length=500)),
                        ("lesson", models.TextField(blank=True)),
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
                            "finding",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="kpi.assessmentfinding",
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
                            "major_by",
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
                            "no_norm_by",
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
                            "norm_version",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="governance.documentversion",
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
                            "policy_issue",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="governance.policyissue",
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
                            "review_item",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="reviews.reviewitem",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical improvement",
                        "verbose_name_plural": "historical improvements",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalVerificationPlan",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("round", models.PositiveSmallIntegerField(default=1)),
                        ("scope", models.CharField(default="company", max_length=60)),
                        ("before_start", models.DateField()),
                        ("before_end", models.DateField()),
                        ("after_start", models.DateField()),
                        ("after_end", models.DateField()),
                        ("expected", models.DecimalField(decimal_places=6, max_digits=20)),
                        ("is_relative", models.BooleanField(default=False)),
                        ("reason", models.CharField(blank=True, max_length=300)),
                        ("written_at", models.DateTimeField()),
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
                            "written_by",
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
                            "improvement",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="improvements.improvement",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical plan of a verification",
                        "verbose_name_plural": "historical plans of verifications",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalCause",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("round", models.PositiveSmallIntegerField(default=1)),
                        ("position", models.PositiveSmallIntegerField()),
                        ("level", models.PositiveSmallIntegerField()),
                        ("text", models.CharField(max_length=300)),
                        ("evidence", models.TextField(blank=True)),
                        (
                            "verdict",
                            models.CharField(
                                choices=[
                                    ("open", "to be examined"),
                                    ("confirmed", "confirmed"),
                                    ("rejected", "rejected"),
                                ],
                                default="open",
                                max_length=20,
                            ),
                        ),
                        ("verdict_note", models.CharField(blank=True, max_length=300)),
                        ("version", models.PositiveIntegerField(default=1)),
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
                            "category",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="improvements.causecategory",
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
                            "kind",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="improvements.causekind",
                            ),
                        ),
                        (
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="improvements.cause",
                            ),
                        ),
                        (
                            "written_by",
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
                            "improvement",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="improvements.improvement",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical cause",
                        "verbose_name_plural": "historical causes",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalActionMeasure",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("round", models.PositiveSmallIntegerField(default=1)),
                        ("position", models.PositiveSmallIntegerField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("containment", "containment"),
                                    ("corrective", "corrective"),
                                    ("preventive", "preventive"),
                                    ("improvement", "improvement"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("text", models.CharField(max_length=500)),
                        ("starts_on", models.DateField(blank=True, null=True)),
                        ("due_on", models.DateField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "open"),
                                    ("done", "done"),
                                    ("dropped", "dropped"),
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
                            "cause",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="improvements.cause",
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
                            "improvement",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="improvements.improvement",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical measure of an improvement",
                        "verbose_name_plural": "historical measures of improvements",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="ActionMeasure",
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
                        ("round", models.PositiveSmallIntegerField(default=1)),
                        ("position", models.PositiveSmallIntegerField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("containment", "containment"),
                                    ("corrective", "corrective"),
                                    ("preventive", "preventive"),
                                    ("improvement", "improvement"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("text", models.CharField(max_length=500)),
                        ("starts_on", models.DateField(blank=True, null=True)),
                        ("due_on", models.DateField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "open"),
                                    ("done", "done"),
                                    ("dropped", "dropped"),
                                ],
                                default="open",
                                max_length=20,
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        ("end_note", models.TextField(blank=True)),
                        (
                            "responsible",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="measures",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "cause",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="measures",
                                to="improvements.cause",
                            ),
                        ),
                        (
                            "improvement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="measures",
                                to="improvements.improvement",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "measure of an improvement",
                        "verbose_name_plural": "measures of improvements",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("improvement", "round", "position"),
                                name="action_measure_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ProgressNote",
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
                        ("text", models.TextField()),
                        ("percent", models.PositiveSmallIntegerField(blank=True, null=True)),
                        ("written_at", models.DateTimeField()),
                        (
                            "improvement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="notes",
                                to="improvements.improvement",
                            ),
                        ),
                        (
                            "written_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "progress note",
                        "verbose_name_plural": "progress notes",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("percent", None), ("percent__lte", 100), _connector="OR"
                                ),
                                name="progress_percent",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Verification",
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
                        ("round", models.PositiveSmallIntegerField()),
                        ("is_watch", models.BooleanField(default=False)),
                        (
                            "test",
                            models.CharField(
                                choices=[
                                    ("two_proportions", "two proportions (Newcombe interval)"),
                                    ("mann_whitney", "Mann–Whitney on weekly values"),
                                    ("rate_ratio", "Poisson rate ratio"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("figures", models.JSONField(default=dict)),
                        (
                            "proposed",
                            models.CharField(
                                choices=[
                                    ("effective", "effective"),
                                    ("partly", "partly effective"),
                                    ("not_effective", "not effective"),
                                    ("too_little", "too little data to tell"),
                                ],
                                max_length=20,
                            ),
                        ),
                        (
                            "effect",
                            models.CharField(
                                choices=[
                                    ("effective", "effective"),
                                    ("partly", "partly effective"),
                                    ("not_effective", "not effective"),
                                    ("too_little", "too little data to tell"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("reason", models.TextField(blank=True)),
                        ("verified_at", models.DateTimeField()),
                        (
                            "improvement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="verifications",
                                to="improvements.improvement",
                            ),
                        ),
                        (
                            "verified_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "verification",
                        "verbose_name_plural": "verifications",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("effect", models.F("proposed")),
                                    models.Q(("reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="verification_overruled_has_reason",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="VerificationPlan",
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
                        ("round", models.PositiveSmallIntegerField(default=1)),
                        ("scope", models.CharField(default="company", max_length=60)),
                        ("before_start", models.DateField()),
                        ("before_end", models.DateField()),
                        ("after_start", models.DateField()),
                        ("after_end", models.DateField()),
                        ("expected", models.DecimalField(decimal_places=6, max_digits=20)),
                        ("is_relative", models.BooleanField(default=False)),
                        ("reason", models.CharField(blank=True, max_length=300)),
                        ("written_at", models.DateTimeField()),
                        (
                            "improvement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="verification_plans",
                                to="improvements.improvement",
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
                        (
                            "written_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "plan of a verification",
                        "verbose_name_plural": "plans of verifications",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("improvement", "round"), name="verification_plan_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("after_end__gte", models.F("after_start")),
                                    ("after_start__gt", models.F("before_end")),
                                    ("before_end__gte", models.F("before_start")),
                                ),
                                name="verification_windows",
                            ),
                        ],
                    },
                ),
            ]
        ),
    ]
