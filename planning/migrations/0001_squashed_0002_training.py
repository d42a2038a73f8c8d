"""The tables of planning as they stand after 0002_training, folded into one step (docs/adr/0033)."""

import django.db.models.deletion
import planning.models.line
import simple_history.models
import uuid
from django.conf import settings
from django.db import migrations, models

from governance.lib.tables import CreateTables


class Migration(migrations.Migration):
    initial = True

    # A database that has all of these has this one.
    replaces = [
        ("planning", "0001_annual_plan"),
        ("planning", "0002_training"),
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
                    name="AnnualPlan",
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
                        ("year", models.PositiveSmallIntegerField()),
                        ("ordinal", models.PositiveSmallIntegerField()),
                        ("number", models.CharField(blank=True, max_length=80)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "being filled"),
                                    ("compiled", "compiled"),
                                    ("published", "published"),
                                    ("superseded", "superseded"),
                                    ("dropped", "dropped"),
                                    ("not_made", "not made, before the policy"),
                                ],
                                default="draft",
                                max_length=20,
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("basis", models.TextField(blank=True)),
                        ("risks", models.TextField(blank=True)),
                        ("arrangements", models.TextField(blank=True)),
                        ("note", models.TextField(blank=True)),
                        ("is_before_policy", models.BooleanField(default=False)),
                        ("sections_due_at", models.DateTimeField(blank=True, null=True)),
                        ("authors", models.JSONField(blank=True, default=list)),
                        ("content_sha256", models.CharField(blank=True, max_length=64)),
                        ("opened_at", models.DateTimeField()),
                        ("compiled_at", models.DateTimeField(blank=True, null=True)),
                        ("submitted_at", models.DateTimeField(blank=True, null=True)),
                        ("published_at", models.DateTimeField(blank=True, null=True)),
                        ("effective_on", models.DateField(blank=True, null=True)),
                        (
                            "based_on",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="planning.annualplan",
                            ),
                        ),
                        (
                            "compiled_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "opened_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "published_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "resolution",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="governance.resolution",
                            ),
                        ),
                        (
                            "submitted_by",
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
                        "verbose_name": "annual plan",
                        "verbose_name_plural": "annual plans",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("year", "ordinal"), name="plan_version_once"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ["draft", "compiled"])),
                                fields=("year",),
                                name="plan_one_in_preparation",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "published")),
                                fields=("year",),
                                name="plan_one_published",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("number", ""), _negated=True),
                                fields=("number", "ordinal"),
                                name="plan_number_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("state__in", ["published", "superseded"]), _negated=True
                                    ),
                                    models.Q(
                                        ("published_by__isnull", False),
                                        ("resolution__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="plan_published_is_decided",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "not_made"), _negated=True),
                                    ("is_before_policy", True),
                                    _connector="OR",
                                ),
                                name="plan_not_made_only_before_policy",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalAnnualPlan",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField()),
                        ("ordinal", models.PositiveSmallIntegerField()),
                        ("number", models.CharField(blank=True, max_length=80)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "being filled"),
                                    ("compiled", "compiled"),
                                    ("published", "published"),
                                    ("superseded", "superseded"),
                                    ("dropped", "dropped"),
                                    ("not_made", "not made, before the policy"),
                                ],
                                default="draft",
                                max_length=20,
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("basis", models.TextField(blank=True)),
                        ("risks", models.TextField(blank=True)),
                        ("arrangements", models.TextField(blank=True)),
                        ("note", models.TextField(blank=True)),
                        ("is_before_policy", models.BooleanField(default=False)),
                        ("sections_due_at", models.DateTimeField(blank=True, null=True)),
                        ("authors", models.JSONField(blank=True, default=list)),
                        ("content_sha256", models.CharField(blank=True, max_length=64)),
                        ("opened_at", models.DateTimeField()),
                        ("compiled_at", models.DateTimeField(blank=True, null=True)),
                        ("submitted_at", models.DateTimeField(blank=True, null=True)),
                        ("published_at", models.DateTimeField(blank=True, null=True)),
                        ("effective_on", models.DateField(blank=True, null=True)),
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
                            "based_on",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="planning.annualplan",
                            ),
                        ),
                        (
                            "compiled_by",
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
                            "opened_by",
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
                            "published_by",
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
                            "resolution",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="governance.resolution",
                            ),
                        ),
                        (
                            "submitted_by",
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
                        "verbose_name": "historical annual plan",
                        "verbose_name_plural": "historical annual plans",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalPlanSection",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "being filled"),
                                    ("handed_in", "handed in"),
                                    ("returned", "returned"),
                                ],
                                default="open",
                                max_length=20,
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("summary", models.TextField(blank=True)),
                        ("handed_in_at", models.DateTimeField(blank=True, null=True)),
                        ("returned_at", models.DateTimeField(blank=True, null=True)),
                        ("return_note", models.TextField(blank=True)),
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
                            "handed_in_by",
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
                            "plan",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="planning.annualplan",
                            ),
                        ),
                        (
                            "returned_by",
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
                        "verbose_name": "historical section of the annual plan",
                        "verbose_name_plural": "historical sections of the annual plan",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalTrainingSession",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("number", models.CharField(db_index=True, max_length=60)),
                        ("origin", models.CharField(blank=True, max_length=80)),
                        ("topic", models.CharField(max_length=120, verbose_name="topic")),
                        (
                            "topic_en",
                            models.CharField(
                                blank=True, max_length=160, verbose_name="topic in English"
                            ),
                        ),
                        ("document_version", models.CharField(blank=True, max_length=40)),
                        (
                            "method",
                            models.CharField(
                                choices=[
                                    ("classroom", "in person"),
                                    ("online", "online"),
                                    ("mixed", "in person and online"),
                                ],
                                default="classroom",
                                max_length=20,
                                verbose_name="way",
                            ),
                        ),
                        (
                            "trainer_name",
                            models.CharField(
                                blank=True, max_length=80, verbose_name="trainer from outside"
                            ),
                        ),
                        (
                            "audience",
                            models.CharField(
                                blank=True, max_length=200, verbose_name="audience in words"
                            ),
                        ),
                        (
                            "hours",
                            models.DecimalField(
                                blank=True,
                                decimal_places=1,
                                max_digits=6,
                                null=True,
                                verbose_name="hours",
                            ),
                        ),
                        ("planned_on", models.DateField(verbose_name="planned day")),
                        (
                            "starts_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="begins"),
                        ),
                        (
                            "place",
                            models.CharField(
                                blank=True, max_length=200, verbose_name="place or link"
                            ),
                        ),
                        (
                            "assessment",
                            models.CharField(
                                blank=True, max_length=100, verbose_name="test in words"
                            ),
                        ),
                        (
                            "test",
                            models.CharField(
                                choices=[
                                    ("none", "no test"),
                                    ("written", "written test"),
                                    ("practical", "practical test"),
                                    ("oral", "questions and answers"),
                                ],
                                default="none",
                                max_length=20,
                                verbose_name="test",
                            ),
                        ),
                        (
                            "pass_score",
                            models.DecimalField(
                                blank=True,
                                decimal_places=1,
                                max_digits=5,
                                null=True,
                                verbose_name="pass mark",
                            ),
                        ),
                        (
                            "budget",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=14,
                                null=True,
                                verbose_name="budget",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("planned", "training planned"),
                                    ("announced", "invited"),
                                    ("held", "held"),
                                    ("closed", "record complete"),
                                    ("not_held", "not held"),
                                ],
                                default="planned",
                                max_length=20,
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("held_at", models.DateTimeField(blank=True, null=True)),
                        ("not_held_reason", models.CharField(blank=True, max_length=300)),
                        ("created_at", models.DateTimeField()),
                        ("created_by", models.CharField(max_length=80)),
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
                            "trainer",
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
                        "verbose_name": "historical training",
                        "verbose_name_plural": "historical trainings",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="PlanSection",
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
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "being filled"),
                                    ("handed_in", "handed in"),
                                    ("returned", "returned"),
                                ],
                                default="open",
                                max_length=20,
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("summary", models.TextField(blank=True)),
                        ("handed_in_at", models.DateTimeField(blank=True, null=True)),
                        ("returned_at", models.DateTimeField(blank=True, null=True)),
                        ("return_note", models.TextField(blank=True)),
                        (
                            "department",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="governance.department",
                            ),
                        ),
                        (
                            "handed_in_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sections",
                                to="planning.annualplan",
                            ),
                        ),
                        (
                            "returned_by",
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
                        "verbose_name": "section of the annual plan",
                        "verbose_name_plural": "sections of the annual plan",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("plan", "department"), name="plan_section_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PlanGoal",
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
                            "key",
                            models.CharField(
                                default=planning.models.line.new_key, editable=False, max_length=32
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=1)),
                        ("written_at", models.DateTimeField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("absolute", "absolute value"),
                                    ("relative", "change against a baseline"),
                                    ("words", "in words, without an indicator"),
                                    ("none", "no goal this year"),
                                ],
                                max_length=20,
                            ),
                        ),
                        (
                            "operator",
                            models.CharField(
                                blank=True,
                                choices=[
                                    (">=", "≥"),
                                    ("<=", "≤"),
                                    (">", ">"),
                                    ("<", "<"),
                                    ("=", "="),
                                    ("between", "between"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "value",
                            models.DecimalField(
                                blank=True, decimal_places=6, max_digits=20, null=True
                            ),
                        ),
                        (
                            "upper",
                            models.DecimalField(
                                blank=True, decimal_places=6, max_digits=20, null=True
                            ),
                        ),
                        (
                            "direction",
                            models.CharField(
                                blank=True,
                                choices=[("reduce", "reduce by"), ("raise", "raise by")],
                                max_length=10,
                            ),
                        ),
                        (
                            "change",
                            models.DecimalField(
                                blank=True, decimal_places=4, max_digits=12, null=True
                            ),
                        ),
                        (
                            "change_unit",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("percent", "per cent of the baseline"),
                                    ("points", "percentage points"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("baseline_period", models.CharField(blank=True, max_length=10)),
                        ("baseline", models.JSONField(blank=True, default=dict)),
                        ("text", models.CharField(blank=True, max_length=300)),
                        ("measures", models.TextField(blank=True)),
                        ("reason", models.CharField(blank=True, max_length=300)),
                        (
                            "carried_from",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="planning.plangoal",
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
                            "issued",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kpi.target",
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
                            "scope",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="governance.department",
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
                            "section",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="planning.plansection",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "goal of the year",
                        "verbose_name_plural": "goals of the year",
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("section", "key"), name="plangoal_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("indicator__isnull", False),
                                        ("kind", "absolute"),
                                        ("value__isnull", False),
                                        models.Q(("operator", ""), _negated=True),
                                    ),
                                    models.Q(
                                        ("change__isnull", False),
                                        ("indicator__isnull", False),
                                        ("kind", "relative"),
                                        models.Q(("direction", ""), _negated=True),
                                        models.Q(("change_unit", ""), _negated=True),
                                        models.Q(("baseline_period", ""), _negated=True),
                                    ),
                                    models.Q(
                                        ("indicator", None),
                                        ("kind", "words"),
                                        models.Q(("text", ""), _negated=True),
                                        models.Q(("reason", ""), _negated=True),
                                    ),
                                    models.Q(
                                        ("indicator", None),
                                        ("kind", "none"),
                                        models.Q(("reason", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="goal_says_what",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("change", None), ("change__gt", 0), _connector="OR"
                                ),
                                name="goal_change_is_positive",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Milestone",
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
                            "key",
                            models.CharField(
                                default=planning.models.line.new_key, editable=False, max_length=32
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=1)),
                        ("written_at", models.DateTimeField()),
                        ("text", models.CharField(max_length=200)),
                        ("due_on", models.DateField()),
                        ("done_on", models.DateField(blank=True, null=True)),
                        ("done_note", models.CharField(blank=True, max_length=300)),
                        (
                            "done_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
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
                            "section",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="planning.plansection",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "milestone",
                        "verbose_name_plural": "milestones",
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("section", "key"), name="milestone_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("done_by", None), ("done_on", None)),
                                    models.Q(
                                        ("done_by__isnull", False), ("done_on__isnull", False)
                                    ),
                                    _connector="OR",
                                ),
                                name="milestone_done_pair",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalTrainingLine",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        (
                            "key",
                            models.CharField(
                                default=planning.models.line.new_key, editable=False, max_length=32
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=1)),
                        ("written_at", models.DateTimeField()),
                        ("topic", models.CharField(max_length=100)),
                        ("audience", models.CharField(max_length=200)),
                        ("headcount", models.PositiveIntegerField(blank=True, null=True)),
                        (
                            "method",
                            models.CharField(
                                choices=[
                                    ("classroom", "in person"),
                                    ("online", "online"),
                                    ("mixed", "in person and online"),
                                ],
                                default="classroom",
                                max_length=20,
                            ),
                        ),
                        ("trainer", models.CharField(blank=True, max_length=60)),
                        (
                            "hours",
                            models.DecimalField(
                                blank=True, decimal_places=1, max_digits=6, null=True
                            ),
                        ),
                        ("planned_on", models.DateField()),
                        ("assessment", models.CharField(blank=True, max_length=100)),
                        (
                            "budget",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=14, null=True
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
                            "section",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="planning.plansection",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical planned training",
                        "verbose_name_plural": "historical planned trainings",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalResourceLine",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        (
                            "key",
                            models.CharField(
                                default=planning.models.line.new_key, editable=False, max_length=32
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=1)),
                        ("written_at", models.DateTimeField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("people", "people"),
                                    ("tools", "tools"),
                                    ("training", "training"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("name", models.CharField(max_length=100)),
                        ("purpose", models.CharField(blank=True, max_length=200)),
                        ("skill", models.CharField(blank=True, max_length=200)),
                        ("audience", models.CharField(blank=True, max_length=200)),
                        (
                            "tool_change",
                            models.CharField(
                                blank=True,
                                choices=[("new", "new"), ("upgrade", "upgrade")],
                                max_length=10,
                            ),
                        ),
                        ("have", models.PositiveIntegerField(default=0)),
                        ("need", models.PositiveIntegerField()),
                        ("how", models.CharField(blank=True, max_length=200)),
                        (
                            "cost",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=14, null=True
                            ),
                        ),
                        ("needed_on", models.DateField(blank=True, null=True)),
                        (
                            "fulfilment",
                            models.CharField(
                                choices=[
                                    ("open", "not yet provided"),
                                    ("committed", "committed"),
                                    ("partial", "partly provided"),
                                    ("fulfilled", "provided"),
                                    ("declined", "not provided"),
                                ],
                                default="open",
                                max_length=20,
                            ),
                        ),
                        ("fulfilled", models.PositiveIntegerField(default=0)),
                        ("fulfilment_note", models.CharField(blank=True, max_length=300)),
                        ("fulfilment_on", models.DateField(blank=True, null=True)),
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
                            "fulfilment_by",
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
                            "section",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="planning.plansection",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical resource need",
                        "verbose_name_plural": "historical resource needs",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalPlanGoal",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        (
                            "key",
                            models.CharField(
                                default=planning.models.line.new_key, editable=False, max_length=32
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=1)),
                        ("written_at", models.DateTimeField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("absolute", "absolute value"),
                                    ("relative", "change against a baseline"),
                                    ("words", "in words, without an indicator"),
                                    ("none", "no goal this year"),
                                ],
                                max_length=20,
                            ),
                        ),
                        (
                            "operator",
                            models.CharField(
                                blank=True,
                                choices=[
                                    (">=", "≥"),
                                    ("<=", "≤"),
                                    (">", ">"),
                                    ("<", "<"),
                                    ("=", "="),
                                    ("between", "between"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "value",
                            models.DecimalField(
                                blank=True, decimal_places=6, max_digits=20, null=True
                            ),
                        ),
                        (
                            "upper",
                            models.DecimalField(
                                blank=True, decimal_places=6, max_digits=20, null=True
                            ),
                        ),
                        (
                            "direction",
                            models.CharField(
                                blank=True,
                                choices=[("reduce", "reduce by"), ("raise", "raise by")],
                                max_length=10,
                            ),
                        ),
                        (
                            "change",
                            models.DecimalField(
                                blank=True, decimal_places=4, max_digits=12, null=True
                            ),
                        ),
                        (
                            "change_unit",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("percent", "per cent of the baseline"),
                                    ("points", "percentage points"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("baseline_period", models.CharField(blank=True, max_length=10)),
                        ("baseline", models.JSONField(blank=True, default=dict)),
                        ("text", models.CharField(blank=True, max_length=300)),
                        ("measures", models.TextField(blank=True)),
                        ("reason", models.CharField(blank=True, max_length=300)),
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
                            "issued",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="kpi.target",
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
                            "scope",
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
                            "carried_from",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="planning.plangoal",
                            ),
                        ),
                        (
                            "section",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="planning.plansection",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical goal of the year",
                        "verbose_name_plural": "historical goals of the year",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalMilestone",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        (
                            "key",
                            models.CharField(
                                default=planning.models.line.new_key, editable=False, max_length=32
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=1)),
                        ("written_at", models.DateTimeField()),
                        ("text", models.CharField(max_length=200)),
                        ("due_on", models.DateField()),
                        ("done_on", models.DateField(blank=True, null=True)),
                        ("done_note", models.CharField(blank=True, max_length=300)),
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
                            "done_by",
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
                            "section",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="planning.plansection",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical milestone",
                        "verbose_name_plural": "historical milestones",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="ResourceLine",
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
                            "key",
                            models.CharField(
                                default=planning.models.line.new_key, editable=False, max_length=32
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=1)),
                        ("written_at", models.DateTimeField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("people", "people"),
                                    ("tools", "tools"),
                                    ("training", "training"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("name", models.CharField(max_length=100)),
                        ("purpose", models.CharField(blank=True, max_length=200)),
                        ("skill", models.CharField(blank=True, max_length=200)),
                        ("audience", models.CharField(blank=True, max_length=200)),
                        (
                            "tool_change",
                            models.CharField(
                                blank=True,
                                choices=[("new", "new"), ("upgrade", "upgrade")],
                                max_length=10,
                            ),
                        ),
                        ("have", models.PositiveIntegerField(default=0)),
                        ("need", models.PositiveIntegerField()),
                        ("how", models.CharField(blank=True, max_length=200)),
                        (
                            "cost",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=14, null=True
                            ),
                        ),
                        ("needed_on", models.DateField(blank=True, null=True)),
                        (
                            "fulfilment",
                            models.CharField(
                                choices=[
                                    ("open", "not yet provided"),
                                    ("committed", "committed"),
                                    ("partial", "partly provided"),
                                    ("fulfilled", "provided"),
                                    ("declined", "not provided"),
                                ],
                                default="open",
                                max_length=20,
                            ),
                        ),
                        ("fulfilled", models.PositiveIntegerField(default=0)),
                        ("fulfilment_note", models.CharField(blank=True, max_length=300)),
                        ("fulfilment_on", models.DateField(blank=True, null=True)),
                        (
                            "fulfilment_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
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
                            "section",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="planning.plansection",
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
                        "verbose_name": "resource need",
                        "verbose_name_plural": "resource needs",
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("section", "key"), name="resourceline_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("cost", None), ("cost__gte", 0), _connector="OR"
                                ),
                                name="resource_cost_not_negative",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TrainingLine",
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
                            "key",
                            models.CharField(
                                default=planning.models.line.new_key, editable=False, max_length=32
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=1)),
                        ("written_at", models.DateTimeField()),
                        ("topic", models.CharField(max_length=100)),
                        ("audience", models.CharField(max_length=200)),
                        ("headcount", models.PositiveIntegerField(blank=True, null=True)),
                        (
                            "method",
                            models.CharField(
                                choices=[
                                    ("classroom", "in person"),
                                    ("online", "online"),
                                    ("mixed", "in person and online"),
                                ],
                                default="classroom",
                                max_length=20,
                            ),
                        ),
                        ("trainer", models.CharField(blank=True, max_length=60)),
                        (
                            "hours",
                            models.DecimalField(
                                blank=True, decimal_places=1, max_digits=6, null=True
                            ),
                        ),
                        ("planned_on", models.DateField()),
                        ("assessment", models.CharField(blank=True, max_length=100)),
                        (
                            "budget",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=14, null=True
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
                            "section",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="planning.plansection",
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
                        "verbose_name": "planned training",
                        "verbose_name_plural": "planned trainings",
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("section", "key"), name="trainingline_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("budget", None), ("budget__gte", 0), _connector="OR"
                                ),
                                name="training_budget_not_negative",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TrainingSession",
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
                        ("origin", models.CharField(blank=True, max_length=80)),
                        ("topic", models.CharField(max_length=120, verbose_name="topic")),
                        (
                            "topic_en",
                            models.CharField(
                                blank=True, max_length=160, verbose_name="topic in English"
                            ),
                        ),
                        ("document_version", models.CharField(blank=True, max_length=40)),
                        (
                            "method",
                            models.CharField(
                                choices=[
                                    ("classroom", "in person"),
                                    ("online", "online"),
                                    ("mixed", "in person and online"),
                                ],
                                default="classroom",
                                max_length=20,
                                verbose_name="way",
                            ),
                        ),
                        (
                            "trainer_name",
                            models.CharField(
                                blank=True, max_length=80, verbose_name="trainer from outside"
                            ),
                        ),
                        (
                            "audience",
                            models.CharField(
                                blank=True, max_length=200, verbose_name="audience in words"
                            ),
                        ),
                        (
                            "hours",
                            models.DecimalField(
                                blank=True,
                                decimal_places=1,
                                max_digits=6,
                                null=True,
                                verbose_name="hours",
                            ),
                        ),
                        ("planned_on", models.DateField(verbose_name="planned day")),
                        (
                            "starts_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="begins"),
                        ),
                        (
                            "place",
                            models.CharField(
                                blank=True, max_length=200, verbose_name="place or link"
                            ),
                        ),
                        (
                            "assessment",
                            models.CharField(
                                blank=True, max_length=100, verbose_name="test in words"
                            ),
                        ),
                        (
                            "test",
                            models.CharField(
                                choices=[
                                    ("none", "no test"),
                                    ("written", "written test"),
                                    ("practical", "practical test"),
                                    ("oral", "questions and answers"),
                                ],
                                default="none",
                                max_length=20,
                                verbose_name="test",
                            ),
                        ),
                        (
                            "pass_score",
                            models.DecimalField(
                                blank=True,
                                decimal_places=1,
                                max_digits=5,
                                null=True,
                                verbose_name="pass mark",
                            ),
                        ),
                        (
                            "budget",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=14,
                                null=True,
                                verbose_name="budget",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("planned", "training planned"),
                                    ("announced", "invited"),
                                    ("held", "held"),
                                    ("closed", "record complete"),
                                    ("not_held", "not held"),
                                ],
                                default="planned",
                                max_length=20,
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("held_at", models.DateTimeField(blank=True, null=True)),
                        ("not_held_reason", models.CharField(blank=True, max_length=300)),
                        ("created_at", models.DateTimeField()),
                        ("created_by", models.CharField(max_length=80)),
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
                            "departments",
                            models.ManyToManyField(
                                blank=True, related_name="+", to="governance.department"
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
                            "people",
                            models.ManyToManyField(
                                blank=True, related_name="+", to=settings.AUTH_USER_MODEL
                            ),
                        ),
                        (
                            "processes",
                            models.ManyToManyField(
                                blank=True, related_name="+", to="processes.process"
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
                            "trainer",
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
                        "verbose_name": "training",
                        "verbose_name_plural": "trainings",
                        "indexes": [
                            models.Index(
                                fields=["planned_on", "state"], name="session_planned_state"
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("origin", ""), _negated=True),
                                fields=("origin",),
                                name="session_once_per_line",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("trainer", None), ("trainer_name", ""), _connector="OR"
                                ),
                                name="session_trainer_one_of_two",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("hours", None), ("hours__gt", 0), _connector="OR"
                                ),
                                name="session_hours_positive",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("budget", None), ("budget__gte", 0), _connector="OR"
                                ),
                                name="session_budget_not_negative",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "not_held"), _negated=True),
                                    models.Q(("not_held_reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="session_not_held_says_why",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalAttendance",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("invited", "invited"),
                                    ("checked_in", "signed in, not confirmed"),
                                    ("attended", "attended"),
                                    ("absent", "absent"),
                                ],
                                default="invited",
                                max_length=20,
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("invited_at", models.DateTimeField()),
                        ("checked_in_at", models.DateTimeField(blank=True, null=True)),
                        ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                        ("absence", models.CharField(blank=True, max_length=200)),
                        (
                            "score",
                            models.DecimalField(
                                blank=True, decimal_places=1, max_digits=5, null=True
                            ),
                        ),
                        ("is_passed", models.BooleanField(blank=True, null=True)),
                        ("has_evaluated", models.BooleanField(default=False)),
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
                            "confirmed_by",
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
                            "session",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="planning.trainingsession",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical attendance",
                        "verbose_name_plural": "historical attendances",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Evaluation",
                    fields=[
                        (
                            "key",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("rating", models.PositiveSmallIntegerField()),
                        ("words", models.TextField(blank=True)),
                        (
                            "session",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="evaluations",
                                to="planning.trainingsession",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "evaluation of a training",
                        "verbose_name_plural": "evaluations of trainings",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("rating__gte", 1), ("rating__lte", 5)),
                                name="evaluation_from_one_to_five",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Attendance",
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
                            "state",
                            models.CharField(
                                choices=[
                                    ("invited", "invited"),
                                    ("checked_in", "signed in, not confirmed"),
                                    ("attended", "attended"),
                                    ("absent", "absent"),
                                ],
                                default="invited",
                                max_length=20,
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("invited_at", models.DateTimeField()),
                        ("checked_in_at", models.DateTimeField(blank=True, null=True)),
                        ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                        ("absence", models.CharField(blank=True, max_length=200)),
                        (
                            "score",
                            models.DecimalField(
                                blank=True, decimal_places=1, max_digits=5, null=True
                            ),
                        ),
                        ("is_passed", models.BooleanField(blank=True, null=True)),
                        ("has_evaluated", models.BooleanField(default=False)),
                        (
                            "confirmed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
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
                            "session",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attendances",
                                to="planning.trainingsession",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "attendance",
                        "verbose_name_plural": "attendances",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("session", "person"), name="training_attendance_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("confirmed_by", None),
                                    models.Q(("confirmed_by", models.F("person")), _negated=True),
                                    _connector="OR",
                                ),
                                name="attendance_confirmed_by_another",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "attended"), _negated=True),
                                    models.Q(
                                        ("confirmed_at__isnull", False),
                                        ("confirmed_by__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="attendance_counts_when_confirmed",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "absent"), _negated=True),
                                    models.Q(("absence", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="attendance_absent_says_why",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state", "attended"),
                                    models.Q(("is_passed", None), ("score", None)),
                                    _connector="OR",
                                ),
                                name="attendance_result_when_attended",
                            ),
                        ],
                    },
                ),
            ]
        ),
    ]
