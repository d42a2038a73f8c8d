"""The tables of kpi as they stand after 0010_self_assessment, folded into one step (docs/adr/0033)."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from governance.lib.nooverlap import keep_apart, let_overlap
from governance.lib.tables import CreateTables

# No two targets of one scope and no two definitions hold on one day (docs/adr/0018).
APART = {
    "kpi_target": ("indicator_id", "department_id"),
    "kpi_indicatorversion": ("indicator_id",),
}


def guard(apps, schema_editor):
    for table, same in APART.items():
        keep_apart(schema_editor.connection, table, same)


def release(apps, schema_editor):
    for table in APART:
        let_overlap(schema_editor.connection, table)


class Migration(migrations.Migration):
    initial = True

    # A database that has all of these has this one.
    replaces = [
        ("kpi", "0001_initial"),
        ("kpi", "0002_deviation_register"),
        ("kpi", "0003_report_kind"),
        ("kpi", "0004_submission_correction"),
        ("kpi", "0005_grade_project_owner"),
        ("kpi", "0006_indicator_system"),
        ("kpi", "0007_report_papers"),
        ("kpi", "0008_week_upload"),
        ("kpi", "0009_figure_index"),
        ("kpi", "0010_self_assessment"),
    ]

    dependencies = [
        ("governance", "0001_squashed_0018_channel"),
        ("processes", "0001_squashed_0002_asset_output_raci"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="Checklist",
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
                        ("number", models.PositiveSmallIntegerField(unique=True)),
                        ("title", models.CharField(max_length=120)),
                        ("change_note", models.CharField(blank=True, max_length=300)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "draft"),
                                    ("in_force", "in force"),
                                    ("superseded", "superseded"),
                                    ("dropped", "dropped"),
                                ],
                                default="draft",
                                max_length=20,
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("written_at", models.DateTimeField()),
                        ("enforced_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "enforced_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
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
                    ],
                    options={
                        "verbose_name": "checklist",
                        "verbose_name_plural": "checklists",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "draft")),
                                fields=("state",),
                                name="checklist_one_draft",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "in_force")),
                                fields=("state",),
                                name="checklist_one_in_force",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ChecklistItem",
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
                        ("clause_label", models.CharField(blank=True, max_length=20)),
                        ("standard_clause", models.CharField(blank=True, max_length=60)),
                        ("text", models.CharField(max_length=500)),
                        ("text_en", models.CharField(blank=True, max_length=500)),
                        ("hint", models.CharField(blank=True, max_length=500)),
                        (
                            "checklist",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="items",
                                to="kpi.checklist",
                            ),
                        ),
                        (
                            "clause",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="governance.clause",
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
                            "requirement",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="governance.requirement",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "item of a checklist",
                        "verbose_name_plural": "items of checklists",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("checklist", "position"), name="checklist_position_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SelfAssessment",
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
                        ("year", models.PositiveSmallIntegerField()),
                        (
                            "scope",
                            models.CharField(
                                choices=[
                                    ("company", "the company"),
                                    ("projects", "named projects"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("purpose", models.CharField(blank=True, max_length=300)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("planned", "planned"),
                                    ("running", "in work"),
                                    ("evaluated", "evaluated"),
                                    ("closed", "closed and frozen"),
                                    ("void", "void"),
                                ],
                                default="planned",
                                max_length=20,
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("authors", models.JSONField(blank=True, default=list)),
                        ("conclusion", models.TextField(blank=True)),
                        ("suggestions", models.TextField(blank=True)),
                        ("figures", models.JSONField(blank=True, default=list)),
                        ("content", models.JSONField(blank=True, default=dict)),
                        ("content_sha256", models.CharField(blank=True, max_length=64)),
                        ("planned_at", models.DateTimeField()),
                        ("started_at", models.DateTimeField(blank=True, null=True)),
                        ("evaluated_at", models.DateTimeField(blank=True, null=True)),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "checklist",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="assessments",
                                to="kpi.checklist",
                            ),
                        ),
                        (
                            "closed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "planned_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "projects",
                            models.ManyToManyField(
                                blank=True, related_name="self_assessments", to="governance.project"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "self-assessment",
                        "verbose_name_plural": "self-assessments",
                        "indexes": [
                            models.Index(
                                fields=["state", "closed_at"], name="assessment_state_closed"
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "closed"), _negated=True),
                                    models.Q(
                                        models.Q(("content_sha256", ""), _negated=True),
                                        ("closed_at__isnull", False),
                                        ("closed_by__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="assessment_closed_is_frozen",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AssessedItem",
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
                            "verdict",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("conform", "conforms"),
                                    ("in_part", "conforms in part"),
                                    ("nonconform", "does not conform"),
                                    ("not_applicable", "not applicable"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("remark", models.TextField(blank=True)),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("judged_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "judged_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "item",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kpi.checklistitem",
                            ),
                        ),
                        (
                            "assessment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="items",
                                to="kpi.selfassessment",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "assessed item",
                        "verbose_name_plural": "assessed items",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("assessment", "item"), name="assessed_item_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("verdict", ""),
                                    models.Q(
                                        ("judged_at__isnull", False), ("judged_by__isnull", False)
                                    ),
                                    _connector="OR",
                                ),
                                name="assessed_item_has_judge",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DataSource",
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
                        ("code", models.SlugField(max_length=60, unique=True)),
                        ("name", models.CharField(max_length=100)),
                        ("name_en", models.CharField(blank=True, max_length=120)),
                        ("preset", models.CharField(blank=True, max_length=60)),
                        ("mapping_text", models.TextField()),
                        ("mapping_kind", models.CharField(default="toml", max_length=10)),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("created_at", models.DateTimeField()),
                        (
                            "department",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sources",
                                to="governance.department",
                            ),
                        ),
                        (
                            "process",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sources",
                                to="processes.process",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "ticket source",
                        "verbose_name_plural": "ticket sources",
                    },
                ),
                migrations.CreateModel(
                    name="Exemption",
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
                            "dimension",
                            models.CharField(
                                choices=[
                                    ("E", "efficiency"),
                                    ("Q", "quality"),
                                    ("S", "customer satisfaction"),
                                ],
                                max_length=1,
                            ),
                        ),
                        ("reason", models.CharField(max_length=300)),
                        ("valid_from", models.DateField()),
                        ("valid_to", models.DateField(blank=True, null=True)),
                        ("declared_at", models.DateTimeField()),
                        (
                            "declared_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "process",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="exemptions",
                                to="processes.process",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "exemption from coverage",
                        "verbose_name_plural": "exemptions from coverage",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to", None),
                                    ("valid_to__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="exemption_ends_after_start",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("valid_to", None)),
                                fields=("process", "dimension"),
                                name="exemption_once_open",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalChecklist",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField(db_index=True)),
                        ("title", models.CharField(max_length=120)),
                        ("change_note", models.CharField(blank=True, max_length=300)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "draft"),
                                    ("in_force", "in force"),
                                    ("superseded", "superseded"),
                                    ("dropped", "dropped"),
                                ],
                                default="draft",
                                max_length=20,
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("written_at", models.DateTimeField()),
                        ("enforced_at", models.DateTimeField(blank=True, null=True)),
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
                            "enforced_by",
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
                    ],
                    options={
                        "verbose_name": "historical checklist",
                        "verbose_name_plural": "historical checklists",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalChecklistItem",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField()),
                        ("clause_label", models.CharField(blank=True, max_length=20)),
                        ("standard_clause", models.CharField(blank=True, max_length=60)),
                        ("text", models.CharField(max_length=500)),
                        ("text_en", models.CharField(blank=True, max_length=500)),
                        ("hint", models.CharField(blank=True, max_length=500)),
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
                            "checklist",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="kpi.checklist",
                            ),
                        ),
                        (
                            "clause",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="governance.clause",
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
                            "requirement",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="governance.requirement",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical item of a checklist",
                        "verbose_name_plural": "historical items of checklists",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalDataSource",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("code", models.SlugField(max_length=60)),
                        ("name", models.CharField(max_length=100)),
                        ("name_en", models.CharField(blank=True, max_length=120)),
                        ("preset", models.CharField(blank=True, max_length=60)),
                        ("mapping_text", models.TextField()),
                        ("mapping_kind", models.CharField(default="toml", max_length=10)),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("created_at", models.DateTimeField()),
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
                        "verbose_name": "historical ticket source",
                        "verbose_name_plural": "historical ticket sources",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalExemption",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        (
                            "dimension",
                            models.CharField(
                                choices=[
                                    ("E", "efficiency"),
                                    ("Q", "quality"),
                                    ("S", "customer satisfaction"),
                                ],
                                max_length=1,
                            ),
                        ),
                        ("reason", models.CharField(max_length=300)),
                        ("valid_from", models.DateField()),
                        ("valid_to", models.DateField(blank=True, null=True)),
                        ("declared_at", models.DateTimeField()),
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
                            "declared_by",
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
                    ],
                    options={
                        "verbose_name": "historical exemption from coverage",
                        "verbose_name_plural": "historical exemptions from coverage",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalIndicator",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(db_index=True, max_length=20)),
                        ("name", models.CharField(max_length=100)),
                        ("name_en", models.CharField(max_length=120)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("quantitative", "quantitative"),
                                    ("qualitative", "qualitative"),
                                ],
                                default="quantitative",
                                max_length=12,
                            ),
                        ),
                        (
                            "dimension",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("E", "efficiency"),
                                    ("Q", "quality"),
                                    ("S", "customer satisfaction"),
                                ],
                                max_length=1,
                            ),
                        ),
                        ("unit", models.CharField(blank=True, max_length=20)),
                        ("unit_en", models.CharField(blank=True, max_length=20)),
                        (
                            "direction",
                            models.CharField(
                                choices=[("up", "higher is better"), ("down", "lower is better")],
                                max_length=4,
                            ),
                        ),
                        (
                            "cadence",
                            models.CharField(
                                choices=[
                                    ("week", "week"),
                                    ("month", "month"),
                                    ("quarter", "quarter"),
                                    ("year", "year"),
                                ],
                                default="week",
                                max_length=10,
                            ),
                        ),
                        (
                            "assessment_grain",
                            models.CharField(
                                choices=[
                                    ("week", "week"),
                                    ("month", "month"),
                                    ("quarter", "quarter"),
                                    ("year", "year"),
                                ],
                                default="month",
                                max_length=10,
                            ),
                        ),
                        (
                            "entry",
                            models.CharField(
                                choices=[
                                    ("person", "reported by a specialist"),
                                    ("system", "computed by the system"),
                                ],
                                default="person",
                                max_length=10,
                            ),
                        ),
                        ("is_policy", models.BooleanField(default=False)),
                        ("is_starter", models.BooleanField(default=False)),
                        ("hint", models.CharField(blank=True, max_length=100)),
                        ("hint_en", models.CharField(blank=True, max_length=100)),
                        ("note", models.CharField(blank=True, max_length=300)),
                        ("note_en", models.CharField(blank=True, max_length=300)),
                        ("source", models.CharField(blank=True, max_length=200)),
                        ("source_en", models.CharField(blank=True, max_length=200)),
                        ("pitfalls", models.JSONField(blank=True, default=list)),
                        ("complements", models.JSONField(blank=True, default=list)),
                        ("gaps", models.JSONField(blank=True, default=list)),
                        ("position", models.PositiveSmallIntegerField(default=100)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("suggested", "suggested"),
                                    ("adopted", "adopted"),
                                    ("retired", "retired"),
                                ],
                                default="suggested",
                                max_length=20,
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("adopted_on", models.DateField(blank=True, null=True)),
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
                            "author",
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
                    ],
                    options={
                        "verbose_name": "historical indicator",
                        "verbose_name_plural": "historical indicators",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalMeasure",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("code", models.SlugField(max_length=60)),
                        ("name", models.CharField(max_length=100)),
                        ("name_en", models.CharField(max_length=120)),
                        ("unit", models.CharField(blank=True, max_length=20)),
                        ("unit_en", models.CharField(blank=True, max_length=20)),
                        (
                            "aggregation",
                            models.CharField(
                                choices=[
                                    ("SUM", "sum"),
                                    ("LAST", "last snapshot"),
                                    ("MAX", "highest"),
                                    ("MIN", "lowest"),
                                    ("DISTINCT", "distinct count"),
                                    ("NONE", "not added up"),
                                    ("GRADE", "grade"),
                                ],
                                default="SUM",
                                max_length=10,
                            ),
                        ),
                        (
                            "entry",
                            models.CharField(
                                choices=[
                                    ("person", "reported by a specialist"),
                                    ("system", "computed by the system"),
                                ],
                                default="person",
                                max_length=10,
                            ),
                        ),
                        ("scale", models.JSONField(blank=True, default=list)),
                        ("decimals", models.PositiveSmallIntegerField(default=0)),
                        ("may_be_negative", models.BooleanField(default=False)),
                        ("help_text", models.CharField(blank=True, max_length=300)),
                        ("help_text_en", models.CharField(blank=True, max_length=300)),
                        ("position", models.PositiveSmallIntegerField(default=100)),
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
                        "verbose_name": "historical base measure",
                        "verbose_name_plural": "historical base measures",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalReport",
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
                                    ("monthly", "monthly monitoring report"),
                                    ("quarterly", "quarterly compilation"),
                                    ("yearly", "yearly compilation"),
                                    ("sla", "SLA performance report"),
                                    ("service", "service report"),
                                ],
                                default="monthly",
                                max_length=20,
                            ),
                        ),
                        ("period", models.CharField(max_length=7)),
                        ("start", models.DateField()),
                        ("end", models.DateField()),
                        ("number", models.CharField(blank=True, max_length=80)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "draft"),
                                    ("submitted", "submitted"),
                                    ("returned", "returned"),
                                    ("issued", "issued"),
                                ],
                                default="draft",
                                max_length=20,
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("authors", models.JSONField(blank=True, default=list)),
                        ("drafted_at", models.DateTimeField()),
                        ("drafted_by", models.CharField(max_length=80)),
                        ("submitted_at", models.DateTimeField(blank=True, null=True)),
                        ("submitted_sha256", models.CharField(blank=True, max_length=64)),
                        ("returned_at", models.DateTimeField(blank=True, null=True)),
                        ("return_note", models.TextField(blank=True)),
                        ("issued_at", models.DateTimeField(blank=True, null=True)),
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
                        "verbose_name": "historical report",
                        "verbose_name_plural": "historical reports",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalReportOutline",
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
                                    ("monthly", "monthly monitoring report"),
                                    ("quarterly", "quarterly compilation"),
                                    ("yearly", "yearly compilation"),
                                    ("sla", "SLA performance report"),
                                    ("service", "service report"),
                                ],
                                db_index=True,
                                max_length=20,
                            ),
                        ),
                        (
                            "cadence",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("week", "week"),
                                    ("month", "month"),
                                    ("quarter", "quarter"),
                                    ("year", "year"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("recipients", models.CharField(blank=True, max_length=300)),
                        ("purpose", models.TextField(blank=True)),
                        ("scope", models.TextField(blank=True)),
                        ("indicators", models.JSONField(blank=True, default=list)),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("changed_at", models.DateTimeField()),
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
                            "changed_by",
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
                        "verbose_name": "historical outline of a report",
                        "verbose_name_plural": "historical outlines of reports",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalSelfAssessment",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("number", models.CharField(db_index=True, max_length=60)),
                        ("year", models.PositiveSmallIntegerField()),
                        (
                            "scope",
                            models.CharField(
                                choices=[
                                    ("company", "the company"),
                                    ("projects", "named projects"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("purpose", models.CharField(blank=True, max_length=300)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("planned", "planned"),
                                    ("running", "in work"),
                                    ("evaluated", "evaluated"),
                                    ("closed", "closed and frozen"),
                                    ("void", "void"),
                                ],
                                default="planned",
                                max_length=20,
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("authors", models.JSONField(blank=True, default=list)),
                        ("conclusion", models.TextField(blank=True)),
                        ("suggestions", models.TextField(blank=True)),
                        ("figures", models.JSONField(blank=True, default=list)),
                        ("content", models.JSONField(blank=True, default=dict)),
                        ("content_sha256", models.CharField(blank=True, max_length=64)),
                        ("planned_at", models.DateTimeField()),
                        ("started_at", models.DateTimeField(blank=True, null=True)),
                        ("evaluated_at", models.DateTimeField(blank=True, null=True)),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
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
                            "checklist",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="kpi.checklist",
                            ),
                        ),
                        (
                            "closed_by",
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
                            "planned_by",
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
                        "verbose_name": "historical self-assessment",
                        "verbose_name_plural": "historical self-assessments",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Indicator",
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
                        ("code", models.CharField(max_length=20, unique=True)),
                        ("name", models.CharField(max_length=100)),
                        ("name_en", models.CharField(max_length=120)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("quantitative", "quantitative"),
                                    ("qualitative", "qualitative"),
                                ],
                                default="quantitative",
                                max_length=12,
                            ),
                        ),
                        (
                            "dimension",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("E", "efficiency"),
                                    ("Q", "quality"),
                                    ("S", "customer satisfaction"),
                                ],
                                max_length=1,
                            ),
                        ),
                        ("unit", models.CharField(blank=True, max_length=20)),
                        ("unit_en", models.CharField(blank=True, max_length=20)),
                        (
                            "direction",
                            models.CharField(
                                choices=[("up", "higher is better"), ("down", "lower is better")],
                                max_length=4,
                            ),
                        ),
                        (
                            "cadence",
                            models.CharField(
                                choices=[
                                    ("week", "week"),
                                    ("month", "month"),
                                    ("quarter", "quarter"),
                                    ("year", "year"),
                                ],
                                default="week",
                                max_length=10,
                            ),
                        ),
                        (
                            "assessment_grain",
                            models.CharField(
                                choices=[
                                    ("week", "week"),
                                    ("month", "month"),
                                    ("quarter", "quarter"),
                                    ("year", "year"),
                                ],
                                default="month",
                                max_length=10,
                            ),
                        ),
                        (
                            "entry",
                            models.CharField(
                                choices=[
                                    ("person", "reported by a specialist"),
                                    ("system", "computed by the system"),
                                ],
                                default="person",
                                max_length=10,
                            ),
                        ),
                        ("is_policy", models.BooleanField(default=False)),
                        ("is_starter", models.BooleanField(default=False)),
                        ("hint", models.CharField(blank=True, max_length=100)),
                        ("hint_en", models.CharField(blank=True, max_length=100)),
                        ("note", models.CharField(blank=True, max_length=300)),
                        ("note_en", models.CharField(blank=True, max_length=300)),
                        ("source", models.CharField(blank=True, max_length=200)),
                        ("source_en", models.CharField(blank=True, max_length=200)),
                        ("pitfalls", models.JSONField(blank=True, default=list)),
                        ("complements", models.JSONField(blank=True, default=list)),
                        ("gaps", models.JSONField(blank=True, default=list)),
                        ("position", models.PositiveSmallIntegerField(default=100)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("suggested", "suggested"),
                                    ("adopted", "adopted"),
                                    ("retired", "retired"),
                                ],
                                default="suggested",
                                max_length=20,
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("adopted_on", models.DateField(blank=True, null=True)),
                        ("retired_on", models.DateField(blank=True, null=True)),
                        (
                            "author",
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="indicators",
                                to="processes.process",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "indicator",
                        "verbose_name_plural": "indicators",
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalTarget",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        (
                            "operator",
                            models.CharField(
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
                        ("value", models.DecimalField(decimal_places=6, max_digits=20)),
                        (
                            "upper",
                            models.DecimalField(
                                blank=True, decimal_places=6, max_digits=20, null=True
                            ),
                        ),
                        ("valid_from", models.DateField()),
                        ("valid_to", models.DateField(blank=True, null=True)),
                        ("basis", models.CharField(blank=True, max_length=200)),
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
                        "verbose_name": "historical target",
                        "verbose_name_plural": "historical targets",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalProposal",
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
                                choices=[("formula", "formula"), ("target", "target")],
                                max_length=10,
                            ),
                        ),
                        ("valid_from", models.DateField()),
                        ("reason", models.CharField(max_length=300)),
                        ("formula", models.CharField(blank=True, max_length=300)),
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
                            "state",
                            models.CharField(
                                choices=[
                                    ("proposed", "proposed"),
                                    ("approved", "approved"),
                                    ("declined", "declined"),
                                    ("withdrawn", "withdrawn"),
                                ],
                                default="proposed",
                                max_length=20,
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("proposed_at", models.DateTimeField()),
                        ("decided_at", models.DateTimeField(blank=True, null=True)),
                        ("decision_note", models.CharField(blank=True, max_length=1000)),
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
                            "proposed_by",
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
                        "verbose_name": "historical proposed change",
                        "verbose_name_plural": "historical proposed changes",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Measure",
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
                        ("code", models.SlugField(max_length=60, unique=True)),
                        ("name", models.CharField(max_length=100)),
                        ("name_en", models.CharField(max_length=120)),
                        ("unit", models.CharField(blank=True, max_length=20)),
                        ("unit_en", models.CharField(blank=True, max_length=20)),
                        (
                            "aggregation",
                            models.CharField(
                                choices=[
                                    ("SUM", "sum"),
                                    ("LAST", "last snapshot"),
                                    ("MAX", "highest"),
                                    ("MIN", "lowest"),
                                    ("DISTINCT", "distinct count"),
                                    ("NONE", "not added up"),
                                    ("GRADE", "grade"),
                                ],
                                default="SUM",
                                max_length=10,
                            ),
                        ),
                        (
                            "entry",
                            models.CharField(
                                choices=[
                                    ("person", "reported by a specialist"),
                                    ("system", "computed by the system"),
                                ],
                                default="person",
                                max_length=10,
                            ),
                        ),
                        ("scale", models.JSONField(blank=True, default=list)),
                        ("decimals", models.PositiveSmallIntegerField(default=0)),
                        ("may_be_negative", models.BooleanField(default=False)),
                        ("help_text", models.CharField(blank=True, max_length=300)),
                        ("help_text_en", models.CharField(blank=True, max_length=300)),
                        ("position", models.PositiveSmallIntegerField(default=100)),
                        (
                            "process",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="measures",
                                to="processes.process",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "base measure",
                        "verbose_name_plural": "base measures",
                    },
                ),
                migrations.CreateModel(
                    name="IndicatorVersion",
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
                        ("formula", models.CharField(max_length=300)),
                        ("cohort", models.CharField(blank=True, max_length=200)),
                        ("cohort_en", models.CharField(blank=True, max_length=200)),
                        ("valid_from", models.DateField(blank=True, null=True)),
                        ("valid_to", models.DateField(blank=True, null=True)),
                        ("needs_project", models.BooleanField(default=False)),
                        (
                            "indicator",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="definitions",
                                to="kpi.indicator",
                            ),
                        ),
                        (
                            "measures",
                            models.ManyToManyField(related_name="definitions", to="kpi.measure"),
                        ),
                        (
                            "population",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kpi.measure",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "indicator definition",
                        "verbose_name_plural": "indicator definitions",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("indicator", "number"), name="indicator_version_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to", None),
                                    ("valid_from", None),
                                    ("valid_to__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="indicator_version_ends_after_start",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalIndicatorVersion",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField()),
                        ("formula", models.CharField(max_length=300)),
                        ("cohort", models.CharField(blank=True, max_length=200)),
                        ("cohort_en", models.CharField(blank=True, max_length=200)),
                        ("valid_from", models.DateField(blank=True, null=True)),
                        ("valid_to", models.DateField(blank=True, null=True)),
                        ("needs_project", models.BooleanField(default=False)),
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
                            "population",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="kpi.measure",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical indicator definition",
                        "verbose_name_plural": "historical indicator definitions",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalCountOwner",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("valid_from", models.DateField()),
                        ("valid_to", models.DateField(blank=True, null=True)),
                        ("note", models.CharField(blank=True, max_length=300)),
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
                            "measure",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="kpi.measure",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical owner of the count",
                        "verbose_name_plural": "historical owners of the count",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="CountOwner",
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
                        ("note", models.CharField(blank=True, max_length=300)),
                        (
                            "department",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="governance.department",
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
                            "measure",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="count_owners",
                                to="kpi.measure",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "owner of the count",
                        "verbose_name_plural": "owners of the count",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to", None),
                                    ("valid_to__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="count_owner_ends_after_start",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("valid_to", None)),
                                fields=("measure",),
                                name="count_owner_once_open",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Proposal",
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
                                choices=[("formula", "formula"), ("target", "target")],
                                max_length=10,
                            ),
                        ),
                        ("valid_from", models.DateField()),
                        ("reason", models.CharField(max_length=300)),
                        ("formula", models.CharField(blank=True, max_length=300)),
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
                            "state",
                            models.CharField(
                                choices=[
                                    ("proposed", "proposed"),
                                    ("approved", "approved"),
                                    ("declined", "declined"),
                                    ("withdrawn", "withdrawn"),
                                ],
                                default="proposed",
                                max_length=20,
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("proposed_at", models.DateTimeField()),
                        ("decided_at", models.DateTimeField(blank=True, null=True)),
                        ("decision_note", models.CharField(blank=True, max_length=1000)),
                        (
                            "decided_by",
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
                            "indicator",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="proposals",
                                to="kpi.indicator",
                            ),
                        ),
                        (
                            "proposed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "proposed change",
                        "verbose_name_plural": "proposed changes",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("decided_by", None),
                                    models.Q(
                                        ("decided_by", models.F("proposed_by")), _negated=True
                                    ),
                                    ("state", "withdrawn"),
                                    _connector="OR",
                                ),
                                name="proposal_decided_by_another",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("kind", "formula"),
                                        models.Q(("formula", ""), _negated=True),
                                    ),
                                    models.Q(
                                        ("kind", "target"),
                                        models.Q(("operator", ""), _negated=True),
                                        ("value__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="proposal_says_what",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("department", None), ("state", "proposed")),
                                fields=("indicator", "kind"),
                                name="proposal_once_open",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("department__isnull", False), ("state", "proposed")
                                ),
                                fields=("indicator", "kind", "department"),
                                name="proposal_once_open_per_department",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Report",
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
                                    ("monthly", "monthly monitoring report"),
                                    ("quarterly", "quarterly compilation"),
                                    ("yearly", "yearly compilation"),
                                    ("sla", "SLA performance report"),
                                    ("service", "service report"),
                                ],
                                default="monthly",
                                max_length=20,
                            ),
                        ),
                        ("period", models.CharField(max_length=7)),
                        ("start", models.DateField()),
                        ("end", models.DateField()),
                        ("number", models.CharField(blank=True, max_length=80)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "draft"),
                                    ("submitted", "submitted"),
                                    ("returned", "returned"),
                                    ("issued", "issued"),
                                ],
                                default="draft",
                                max_length=20,
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("authors", models.JSONField(blank=True, default=list)),
                        ("drafted_at", models.DateTimeField()),
                        ("drafted_by", models.CharField(max_length=80)),
                        ("submitted_at", models.DateTimeField(blank=True, null=True)),
                        ("submitted_sha256", models.CharField(blank=True, max_length=64)),
                        ("returned_at", models.DateTimeField(blank=True, null=True)),
                        ("return_note", models.TextField(blank=True)),
                        ("issued_at", models.DateTimeField(blank=True, null=True)),
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
                        "verbose_name": "report",
                        "verbose_name_plural": "reports",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("project", None)),
                                fields=("kind", "period"),
                                name="report_once",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("project__isnull", False)),
                                fields=("kind", "period", "project"),
                                name="report_once_per_project",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("project", None),
                                    ("kind__in", ("sla", "service")),
                                    _connector="OR",
                                ),
                                name="report_project_only_of_services",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("number", ""), _negated=True),
                                fields=("number",),
                                name="report_number_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalReportSection",
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
                                    ("summary", "Summary"),
                                    ("process", "Process analysis"),
                                    ("events", "Major incidents and complaints"),
                                    ("focus", "Focus of the next month"),
                                    ("purpose", "Purpose"),
                                    ("scope", "Scope"),
                                    ("audience", "Recipients"),
                                    ("cause", "Cause"),
                                    ("proposal", "Proposed improvement"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("text", models.TextField(blank=True)),
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
                            "report",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="kpi.report",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical section of a report",
                        "verbose_name_plural": "historical sections of reports",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalDeviation",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("scope", models.CharField(default="company", max_length=60)),
                        ("rule", models.CharField(default="target_missed", max_length=30)),
                        ("side", models.SmallIntegerField(default=0)),
                        ("start_period", models.CharField(max_length=10)),
                        ("period", models.CharField(max_length=10)),
                        ("period_end", models.DateField()),
                        ("evidence", models.JSONField(blank=True, default=dict)),
                        ("opened_at", models.DateTimeField()),
                        ("cause", models.TextField(blank=True)),
                        ("impact", models.TextField(blank=True)),
                        ("measure", models.TextField(blank=True)),
                        ("due_on", models.DateField(blank=True, null=True)),
                        ("asked_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "decision",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("accept", "accept with reason"),
                                    ("watch", "keep watching"),
                                    ("adhoc_review", "ad-hoc review"),
                                    ("improvement", "improvement"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("decision_reason", models.TextField(blank=True)),
                        ("returns", models.JSONField(blank=True, default=list)),
                        ("watched_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "to be analysed"),
                                    ("analysed", "analysed"),
                                    ("decided", "decided"),
                                    ("lapsed", "lapsed"),
                                ],
                                default="open",
                                max_length=20,
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("analysed_at", models.DateTimeField(blank=True, null=True)),
                        ("decided_at", models.DateTimeField(blank=True, null=True)),
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
                            "analysed_by",
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
                            "asked",
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
                            "report",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="kpi.report",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical deviation",
                        "verbose_name_plural": "historical deviations",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Deviation",
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
                        ("scope", models.CharField(default="company", max_length=60)),
                        ("rule", models.CharField(default="target_missed", max_length=30)),
                        ("side", models.SmallIntegerField(default=0)),
                        ("start_period", models.CharField(max_length=10)),
                        ("period", models.CharField(max_length=10)),
                        ("period_end", models.DateField()),
                        ("evidence", models.JSONField(blank=True, default=dict)),
                        ("opened_at", models.DateTimeField()),
                        ("cause", models.TextField(blank=True)),
                        ("impact", models.TextField(blank=True)),
                        ("measure", models.TextField(blank=True)),
                        ("due_on", models.DateField(blank=True, null=True)),
                        ("asked_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "decision",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("accept", "accept with reason"),
                                    ("watch", "keep watching"),
                                    ("adhoc_review", "ad-hoc review"),
                                    ("improvement", "improvement"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("decision_reason", models.TextField(blank=True)),
                        ("returns", models.JSONField(blank=True, default=list)),
                        ("watched_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "to be analysed"),
                                    ("analysed", "analysed"),
                                    ("decided", "decided"),
                                    ("lapsed", "lapsed"),
                                ],
                                default="open",
                                max_length=20,
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("analysed_at", models.DateTimeField(blank=True, null=True)),
                        ("decided_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "analysed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "asked",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "decided_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
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
                            "indicator",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="deviations",
                                to="kpi.indicator",
                            ),
                        ),
                        (
                            "report",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="deviations",
                                to="kpi.report",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "deviation",
                        "verbose_name_plural": "deviations",
                        "indexes": [
                            models.Index(
                                fields=["state", "opened_at"], name="deviation_state_opened"
                            ),
                            models.Index(fields=["rule", "period"], name="deviation_rule_period"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("indicator", "scope", "rule", "start_period"),
                                name="deviation_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "decided"), _negated=True),
                                    models.Q(
                                        models.Q(("decision", ""), _negated=True),
                                        ("decided_by__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="deviation_decided_has_decision",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReportIssue",
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
                        ("ordinal", models.PositiveSmallIntegerField()),
                        ("number", models.CharField(max_length=80)),
                        ("content", models.JSONField()),
                        ("sha256", models.CharField(max_length=64)),
                        ("restatements", models.JSONField(default=list)),
                        ("prepared_at", models.DateTimeField()),
                        ("issued_at", models.DateTimeField()),
                        ("voided_at", models.DateTimeField(blank=True, null=True)),
                        ("void_reason", models.TextField(blank=True)),
                        (
                            "issued_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "prepared_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "report",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="issues",
                                to="kpi.report",
                            ),
                        ),
                        (
                            "voided_by",
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
                        "verbose_name": "issue of a report",
                        "verbose_name_plural": "issues of reports",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("report", "ordinal"), name="report_issue_once"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("voided_at", None)),
                                fields=("report",),
                                name="report_issue_one_in_force",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("prepared_by", models.F("issued_by")), _negated=True
                                ),
                                name="report_issued_by_another",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("voided_at", None), ("voided_by", None)),
                                    models.Q(
                                        ("voided_at__isnull", False), ("voided_by__isnull", False)
                                    ),
                                    _connector="OR",
                                ),
                                name="report_void_pair",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReportFile",
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
                        ("language", models.CharField(max_length=10)),
                        (
                            "format",
                            models.CharField(
                                choices=[("pdf", "PDF"), ("docx", "Word")],
                                default="pdf",
                                max_length=10,
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
                        ("content", models.BinaryField(blank=True, null=True)),
                        ("sha256", models.CharField(blank=True, max_length=64)),
                        ("size", models.PositiveIntegerField(default=0)),
                        ("pages", models.PositiveSmallIntegerField(default=0)),
                        ("requested_at", models.DateTimeField()),
                        ("rendered_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "issue",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="files",
                                to="kpi.reportissue",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "report document",
                        "verbose_name_plural": "report documents",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("issue", "language", "format"), name="report_file_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "ready"), _negated=True),
                                    models.Q(
                                        ("content__isnull", False),
                                        models.Q(("sha256", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="report_file_ready_has_bytes",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReportOutline",
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
                                    ("monthly", "monthly monitoring report"),
                                    ("quarterly", "quarterly compilation"),
                                    ("yearly", "yearly compilation"),
                                    ("sla", "SLA performance report"),
                                    ("service", "service report"),
                                ],
                                max_length=20,
                                unique=True,
                            ),
                        ),
                        (
                            "cadence",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("week", "week"),
                                    ("month", "month"),
                                    ("quarter", "quarter"),
                                    ("year", "year"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("recipients", models.CharField(blank=True, max_length=300)),
                        ("purpose", models.TextField(blank=True)),
                        ("scope", models.TextField(blank=True)),
                        ("indicators", models.JSONField(blank=True, default=list)),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("changed_at", models.DateTimeField()),
                        (
                            "changed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "outline of a report",
                        "verbose_name_plural": "outlines of reports",
                    },
                ),
                migrations.CreateModel(
                    name="ReportReading",
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
                            "door",
                            models.CharField(
                                choices=[
                                    ("page", "page"),
                                    ("pdf", "PDF"),
                                    ("docx", "Word"),
                                    ("rest", "REST"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("times", models.PositiveIntegerField(default=1)),
                        ("first_at", models.DateTimeField()),
                        ("last_at", models.DateTimeField()),
                        (
                            "issue",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="readings",
                                to="kpi.reportissue",
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
                    ],
                    options={
                        "verbose_name": "reading of a report",
                        "verbose_name_plural": "readings of reports",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("issue", "person", "door"), name="reading_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReportSection",
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
                                    ("summary", "Summary"),
                                    ("process", "Process analysis"),
                                    ("events", "Major incidents and complaints"),
                                    ("focus", "Focus of the next month"),
                                    ("purpose", "Purpose"),
                                    ("scope", "Scope"),
                                    ("audience", "Recipients"),
                                    ("cause", "Cause"),
                                    ("proposal", "Proposed improvement"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("text", models.TextField(blank=True)),
                        ("written_at", models.DateTimeField()),
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
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="processes.process",
                            ),
                        ),
                        (
                            "report",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sections",
                                to="kpi.report",
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
                        "verbose_name": "section of a report",
                        "verbose_name_plural": "sections of reports",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("indicator", None), ("process", None)),
                                fields=("report", "kind"),
                                name="section_once",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("indicator__isnull", False)),
                                fields=("report", "kind", "indicator"),
                                name="section_once_per_indicator",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("process__isnull", False)),
                                fields=("report", "process"),
                                name="section_once_per_process",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReportTemplate",
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
                        ("kind", models.CharField(default="monthly", max_length=20)),
                        ("number", models.PositiveSmallIntegerField()),
                        ("layout", models.JSONField()),
                        ("reason", models.CharField(max_length=300)),
                        ("decided_at", models.DateTimeField()),
                        (
                            "decided_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "report template",
                        "verbose_name_plural": "report templates",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("kind", "number"), name="report_template_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalAssessmentFinding",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField()),
                        ("text", models.TextField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "to be decided"),
                                    ("taken_up", "improvement opened"),
                                    ("accepted", "accepted with a reason"),
                                ],
                                default="open",
                                max_length=20,
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("decision_note", models.TextField(blank=True)),
                        ("decided_at", models.DateTimeField(blank=True, null=True)),
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
                            "item",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="kpi.assesseditem",
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
                            "assessment",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="kpi.selfassessment",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical finding of a self-assessment",
                        "verbose_name_plural": "historical findings of self-assessments",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalAssessedItem",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        (
                            "verdict",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("conform", "conforms"),
                                    ("in_part", "conforms in part"),
                                    ("nonconform", "does not conform"),
                                    ("not_applicable", "not applicable"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("remark", models.TextField(blank=True)),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("judged_at", models.DateTimeField(blank=True, null=True)),
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
                            "item",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="kpi.checklistitem",
                            ),
                        ),
                        (
                            "judged_by",
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
                            "assessment",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="kpi.selfassessment",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical assessed item",
                        "verbose_name_plural": "historical assessed items",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Assessor",
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
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "assessment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="assessors",
                                to="kpi.selfassessment",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "assessor",
                        "verbose_name_plural": "assessors",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("assessment", "person"), name="assessor_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AssessmentFinding",
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
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "to be decided"),
                                    ("taken_up", "improvement opened"),
                                    ("accepted", "accepted with a reason"),
                                ],
                                default="open",
                                max_length=20,
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("decision_note", models.TextField(blank=True)),
                        ("decided_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "decided_by",
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
                            "item",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="finding",
                                to="kpi.assesseditem",
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
                            "assessment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="findings",
                                to="kpi.selfassessment",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "finding of a self-assessment",
                        "verbose_name_plural": "findings of self-assessments",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("assessment", "position"), name="finding_position_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SignalWatch",
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
                        ("is_stale", models.BooleanField(default=True)),
                        ("read_on", models.DateField(blank=True, null=True)),
                        ("read_by", models.CharField(blank=True, max_length=16)),
                        ("points", models.PositiveIntegerField(default=0)),
                        (
                            "indicator",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="signal_watch",
                                to="kpi.indicator",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "watch over an indicator",
                        "verbose_name_plural": "watches over indicators",
                        "indexes": [
                            models.Index(fields=["is_stale", "read_on"], name="signal_watch_stale")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Submission",
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
                        ("iso_year", models.PositiveSmallIntegerField()),
                        ("iso_week", models.PositiveSmallIntegerField()),
                        ("start", models.DateField()),
                        ("end", models.DateField()),
                        ("revision", models.PositiveSmallIntegerField(default=1)),
                        ("correction_reason", models.TextField(blank=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "draft"),
                                    ("submitted", "submitted"),
                                    ("returned", "returned"),
                                    ("accepted", "accepted"),
                                    ("superseded", "superseded"),
                                    ("discarded", "discarded"),
                                ],
                                default="draft",
                                max_length=20,
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("note", models.TextField(blank=True)),
                        ("entered_by", models.JSONField(blank=True, default=list)),
                        ("entered_via", models.CharField(blank=True, max_length=10)),
                        ("received_at", models.DateTimeField(blank=True, null=True)),
                        ("submitted_at", models.DateTimeField(blank=True, null=True)),
                        ("due_at", models.DateTimeField(blank=True, null=True)),
                        ("is_late", models.BooleanField(default=False)),
                        ("return_count", models.PositiveSmallIntegerField(default=0)),
                        ("returned_at", models.DateTimeField(blank=True, null=True)),
                        ("return_note", models.TextField(blank=True)),
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
                            "assignment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="submissions",
                                to="processes.assignment",
                            ),
                        ),
                        (
                            "corrects",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="corrections",
                                to="kpi.submission",
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
                        "verbose_name": "weekly submission",
                        "verbose_name_plural": "weekly submissions",
                        "indexes": [
                            models.Index(fields=["iso_year", "iso_week"], name="submission_week"),
                            models.Index(fields=["state"], name="submission_state"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("assignment", "iso_year", "iso_week", "revision"),
                                name="submission_once",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "accepted")),
                                fields=("assignment", "iso_year", "iso_week"),
                                name="submission_once_counting",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("state__in", ("draft", "submitted", "returned"))
                                ),
                                fields=("assignment", "iso_year", "iso_week"),
                                name="submission_once_undecided",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("corrects", None), ("revision", 1)),
                                    models.Q(
                                        ("corrects__isnull", False),
                                        ("revision__gt", 1),
                                        models.Q(("correction_reason", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="submission_correction_has_reason",
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
                                name="submission_accepted_pair",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("accepted_by", None),
                                    models.Q(
                                        ("accepted_by", models.F("submitted_by")), _negated=True
                                    ),
                                    _connector="OR",
                                ),
                                name="submission_accepted_by_another",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MeasureValue",
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
                            "origin",
                            models.CharField(
                                choices=[
                                    ("entry", "entered"),
                                    ("tickets", "computed from tickets"),
                                    ("system", "computed by the system"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("dimension", models.CharField(blank=True, max_length=30)),
                        ("dimension_value", models.CharField(blank=True, max_length=80)),
                        ("start", models.DateField()),
                        ("end", models.DateField()),
                        ("iso_year", models.PositiveSmallIntegerField()),
                        ("iso_week", models.PositiveSmallIntegerField()),
                        (
                            "value",
                            models.DecimalField(
                                blank=True, decimal_places=6, max_digits=20, null=True
                            ),
                        ),
                        ("grade", models.CharField(blank=True, max_length=30)),
                        ("narrative", models.TextField(blank=True)),
                        ("no_data_reason", models.CharField(blank=True, max_length=300)),
                        ("reason", models.CharField(blank=True, max_length=300)),
                        (
                            "assignment",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="processes.assignment",
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
                            "measure",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="values",
                                to="kpi.measure",
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
                            "source",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kpi.datasource",
                            ),
                        ),
                        (
                            "submission",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="values",
                                to="kpi.submission",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "measured value",
                        "verbose_name_plural": "measured values",
                        "indexes": [
                            models.Index(fields=["measure", "start"], name="value_measure_start")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("submission__isnull", False)),
                                fields=("submission", "measure", "start"),
                                name="value_once_per_submission",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("source__isnull", False)),
                                fields=(
                                    "source",
                                    "measure",
                                    "dimension",
                                    "dimension_value",
                                    "start",
                                ),
                                name="value_once_per_source",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("department", None), ("origin", "system")),
                                fields=("measure", "start"),
                                name="value_once_by_system",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("department__isnull", False), ("origin", "system")
                                ),
                                fields=("measure", "department", "start"),
                                name="value_once_by_system_per_department",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("end__gte", models.F("start"))),
                                name="value_slice_in_order",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("value", None), ("grade", ""), _connector="OR"),
                                name="value_number_or_grade",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalSubmission",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("iso_year", models.PositiveSmallIntegerField()),
                        ("iso_week", models.PositiveSmallIntegerField()),
                        ("start", models.DateField()),
                        ("end", models.DateField()),
                        ("revision", models.PositiveSmallIntegerField(default=1)),
                        ("correction_reason", models.TextField(blank=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "draft"),
                                    ("submitted", "submitted"),
                                    ("returned", "returned"),
                                    ("accepted", "accepted"),
                                    ("superseded", "superseded"),
                                    ("discarded", "discarded"),
                                ],
                                default="draft",
                                max_length=20,
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("note", models.TextField(blank=True)),
                        ("entered_by", models.JSONField(blank=True, default=list)),
                        ("entered_via", models.CharField(blank=True, max_length=10)),
                        ("received_at", models.DateTimeField(blank=True, null=True)),
                        ("submitted_at", models.DateTimeField(blank=True, null=True)),
                        ("due_at", models.DateTimeField(blank=True, null=True)),
                        ("is_late", models.BooleanField(default=False)),
                        ("return_count", models.PositiveSmallIntegerField(default=0)),
                        ("returned_at", models.DateTimeField(blank=True, null=True)),
                        ("return_note", models.TextField(blank=True)),
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
                            "assignment",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="processes.assignment",
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
                        (
                            "corrects",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="kpi.submission",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical weekly submission",
                        "verbose_name_plural": "historical weekly submissions",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Target",
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
                            "operator",
                            models.CharField(
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
                        ("value", models.DecimalField(decimal_places=6, max_digits=20)),
                        (
                            "upper",
                            models.DecimalField(
                                blank=True, decimal_places=6, max_digits=20, null=True
                            ),
                        ),
                        ("valid_from", models.DateField()),
                        ("valid_to", models.DateField(blank=True, null=True)),
                        ("basis", models.CharField(blank=True, max_length=200)),
                        (
                            "department",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                to="governance.department",
                            ),
                        ),
                        (
                            "indicator",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="targets",
                                to="kpi.indicator",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "target",
                        "verbose_name_plural": "targets",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to", None),
                                    ("valid_to__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="target_ends_after_start",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("operator", "between"), _negated=True),
                                    ("upper__gte", models.F("value")),
                                    _connector="OR",
                                ),
                                name="target_between_has_upper",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("department", None), ("valid_to", None)),
                                fields=("indicator",),
                                name="target_once_open",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("department__isnull", False), ("valid_to", None)
                                ),
                                fields=("indicator", "department"),
                                name="target_once_open_per_department",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReportFigure",
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
                        ("grain", models.CharField(max_length=10)),
                        ("period", models.CharField(max_length=10)),
                        (
                            "numerator",
                            models.DecimalField(
                                blank=True, decimal_places=6, max_digits=24, null=True
                            ),
                        ),
                        (
                            "denominator",
                            models.DecimalField(
                                blank=True, decimal_places=6, max_digits=24, null=True
                            ),
                        ),
                        (
                            "value",
                            models.DecimalField(
                                blank=True, decimal_places=10, max_digits=24, null=True
                            ),
                        ),
                        ("grade", models.CharField(blank=True, max_length=30)),
                        ("covered", models.PositiveIntegerField(default=0)),
                        ("expected", models.PositiveIntegerField(default=0)),
                        (
                            "verdict",
                            models.CharField(
                                choices=[
                                    ("met", "met"),
                                    ("missed", "missed"),
                                    ("no_sample", "no sample"),
                                    ("incomplete", "incomplete"),
                                    ("not_applicable", "n/a"),
                                ],
                                max_length=20,
                            ),
                        ),
                        (
                            "definition",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kpi.indicatorversion",
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
                            "issue",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="figures",
                                to="kpi.reportissue",
                            ),
                        ),
                        (
                            "target",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kpi.target",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "issued figure",
                        "verbose_name_plural": "issued figures",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("issue", "indicator"), name="issued_figure_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="IndicatorValue",
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
                        ("scope", models.CharField(default="company", max_length=60)),
                        ("dimension", models.CharField(blank=True, max_length=30)),
                        ("dimension_value", models.CharField(blank=True, max_length=80)),
                        (
                            "grain",
                            models.CharField(
                                choices=[
                                    ("week", "week"),
                                    ("month", "month"),
                                    ("quarter", "quarter"),
                                    ("year", "year"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("period", models.CharField(max_length=10)),
                        ("start", models.DateField()),
                        ("end", models.DateField()),
                        (
                            "numerator",
                            models.DecimalField(
                                blank=True, decimal_places=6, max_digits=24, null=True
                            ),
                        ),
                        (
                            "denominator",
                            models.DecimalField(
                                blank=True, decimal_places=6, max_digits=24, null=True
                            ),
                        ),
                        (
                            "value",
                            models.DecimalField(
                                blank=True, decimal_places=10, max_digits=24, null=True
                            ),
                        ),
                        (
                            "population",
                            models.DecimalField(
                                blank=True, decimal_places=6, max_digits=24, null=True
                            ),
                        ),
                        ("grade", models.CharField(blank=True, max_length=30)),
                        ("worst_grade", models.CharField(blank=True, max_length=30)),
                        ("grades", models.JSONField(blank=True, default=list)),
                        ("narrative", models.TextField(blank=True)),
                        (
                            "remark",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", ""),
                                    ("not_joined", "cannot be put together from several counts"),
                                    ("base_zero", "not computable, the base is 0"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("as_of", models.DateField(blank=True, null=True)),
                        ("covered", models.PositiveIntegerField(default=0)),
                        ("expected", models.PositiveIntegerField(default=0)),
                        (
                            "verdict",
                            models.CharField(
                                choices=[
                                    ("met", "met"),
                                    ("missed", "missed"),
                                    ("no_sample", "no sample"),
                                    ("incomplete", "incomplete"),
                                    ("not_applicable", "n/a"),
                                ],
                                max_length=20,
                            ),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("provisional", "provisional"),
                                    ("final", "final"),
                                    ("restated", "restated"),
                                ],
                                default="provisional",
                                max_length=20,
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
                            "indicator",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="values",
                                to="kpi.indicator",
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
                            "definition",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kpi.indicatorversion",
                            ),
                        ),
                        (
                            "target",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kpi.target",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "indicator value",
                        "verbose_name_plural": "indicator values",
                        "indexes": [
                            models.Index(
                                fields=["grain", "start", "indicator"], name="figure_grain_start"
                            ),
                            models.Index(
                                fields=["period", "scope", "dimension"], name="figure_period_scope"
                            ),
                            models.Index(
                                fields=["indicator", "scope", "dimension", "grain", "start"],
                                name="figure_course",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=(
                                    "indicator",
                                    "scope",
                                    "dimension",
                                    "dimension_value",
                                    "grain",
                                    "period",
                                ),
                                name="figure_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Ticket",
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
                        ("key", models.CharField(max_length=200)),
                        (
                            "opened",
                            models.DateTimeField(blank=True, null=True, verbose_name="opened at"),
                        ),
                        (
                            "resolved",
                            models.DateTimeField(blank=True, null=True, verbose_name="resolved at"),
                        ),
                        (
                            "closed",
                            models.DateTimeField(blank=True, null=True, verbose_name="closed at"),
                        ),
                        (
                            "implemented",
                            models.DateTimeField(
                                blank=True, null=True, verbose_name="implemented at"
                            ),
                        ),
                        (
                            "reversed",
                            models.DateTimeField(
                                blank=True, null=True, verbose_name="backed out at"
                            ),
                        ),
                        (
                            "priority",
                            models.CharField(
                                blank=True, max_length=100, verbose_name="ticket priority"
                            ),
                        ),
                        (
                            "group",
                            models.CharField(
                                blank=True, max_length=200, verbose_name="assignment group"
                            ),
                        ),
                        (
                            "service",
                            models.CharField(
                                blank=True, max_length=200, verbose_name="service or application"
                            ),
                        ),
                        (
                            "outcome",
                            models.CharField(
                                blank=True, max_length=60, verbose_name="kind of outcome"
                            ),
                        ),
                        (
                            "link",
                            models.CharField(
                                blank=True, max_length=200, verbose_name="linked ticket"
                            ),
                        ),
                        (
                            "sla",
                            models.BooleanField(blank=True, null=True, verbose_name="within SLA"),
                        ),
                        (
                            "reopens",
                            models.PositiveIntegerField(
                                blank=True, null=True, verbose_name="reopenings"
                            ),
                        ),
                        (
                            "reassignments",
                            models.PositiveIntegerField(
                                blank=True, null=True, verbose_name="reassignments"
                            ),
                        ),
                        ("details", models.JSONField(blank=True, default=dict)),
                        (
                            "source",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="tickets",
                                to="kpi.datasource",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "ticket",
                        "verbose_name_plural": "tickets",
                        "indexes": [
                            models.Index(fields=["source", "opened"], name="ticket_opened"),
                            models.Index(fields=["source", "resolved"], name="ticket_resolved"),
                            models.Index(fields=["source", "closed"], name="ticket_closed"),
                            models.Index(
                                fields=["source", "implemented"], name="ticket_implemented"
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("source", "key"), name="ticket_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TicketImport",
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
                        ("file_name", models.CharField(max_length=200)),
                        ("stored_as", models.CharField(blank=True, max_length=80)),
                        ("size", models.PositiveBigIntegerField(default=0)),
                        ("sha256", models.CharField(max_length=64)),
                        ("mapping_sha256", models.CharField(blank=True, max_length=64)),
                        ("asked_by", models.CharField(max_length=80)),
                        ("asked_by_label", models.CharField(max_length=100)),
                        ("asked_at", models.DateTimeField()),
                        (
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("waiting", "waiting"),
                                    ("imported", "imported"),
                                    ("unchanged", "already imported, nothing changed"),
                                    ("refused", "refused"),
                                ],
                                default="waiting",
                                max_length=20,
                            ),
                        ),
                        ("finished_at", models.DateTimeField(blank=True, null=True)),
                        ("sentence", models.TextField(blank=True)),
                        ("rows_read", models.PositiveIntegerField(default=0)),
                        ("rows_left_out", models.PositiveIntegerField(default=0)),
                        ("rows_bad", models.PositiveIntegerField(default=0)),
                        ("bad_rows", models.JSONField(blank=True, default=list)),
                        ("tickets_seen", models.PositiveIntegerField(default=0)),
                        ("tickets_new", models.PositiveIntegerField(default=0)),
                        ("tickets_changed", models.PositiveIntegerField(default=0)),
                        ("cells_changed", models.PositiveIntegerField(default=0)),
                        ("first_day", models.DateField(blank=True, null=True)),
                        ("last_day", models.DateField(blank=True, null=True)),
                        ("restatements", models.JSONField(blank=True, default=list)),
                        (
                            "source",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="imports",
                                to="kpi.datasource",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "ticket import",
                        "verbose_name_plural": "ticket imports",
                        "indexes": [
                            models.Index(
                                fields=["source", "-asked_at"], name="ticket_import_latest"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WeekUpload",
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
                                choices=[("weeks", "weekly data"), ("history", "history")],
                                default="weeks",
                                max_length=10,
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "waiting to be read"),
                                    ("ready", "ready to confirm"),
                                    ("proposed", "waiting for a second person"),
                                    ("confirmed", "being stored"),
                                    ("stored", "stored"),
                                    ("unchanged", "already imported"),
                                    ("rejected", "refused"),
                                    ("dropped", "dropped"),
                                ],
                                default="waiting",
                                max_length=10,
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("file_name", models.CharField(max_length=200)),
                        ("stored_as", models.CharField(blank=True, max_length=80)),
                        ("size", models.PositiveBigIntegerField(default=0)),
                        ("sha256", models.CharField(max_length=64)),
                        ("uploaded_at", models.DateTimeField()),
                        ("expires_at", models.DateTimeField()),
                        ("content", models.JSONField(blank=True, default=dict)),
                        ("sentence", models.TextField(blank=True)),
                        ("rows_read", models.PositiveIntegerField(default=0)),
                        ("bad_count", models.PositiveIntegerField(default=0)),
                        ("bad_cells", models.JSONField(blank=True, default=list)),
                        ("decided_at", models.DateTimeField(blank=True, null=True)),
                        ("finished_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "decided_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "uploaded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "file with weekly data",
                        "verbose_name_plural": "files with weekly data",
                        "indexes": [
                            models.Index(
                                fields=["uploaded_by", "-uploaded_at"], name="upload_latest"
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "history"), _negated=True),
                                    ("decided_by", None),
                                    models.Q(
                                        ("decided_by", models.F("uploaded_by")), _negated=True
                                    ),
                                    _connector="OR",
                                ),
                                name="upload_history_by_two",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AssessmentEvidence",
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
                        ("key", models.CharField(blank=True, max_length=80)),
                        ("text", models.CharField(max_length=300)),
                        ("text_en", models.CharField(blank=True, max_length=300)),
                        ("url", models.CharField(blank=True, max_length=300)),
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
                            "item",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="evidence",
                                to="kpi.assesseditem",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "evidence of a verdict",
                        "verbose_name_plural": "evidence of verdicts",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("key", ""), _negated=True),
                                fields=("item", "key"),
                                name="assessment_evidence_once",
                            )
                        ],
                    },
                ),
            ]
        ),
        # Last of all: the triggers stand on tables that are there.
        migrations.RunPython(guard, release),
    ]
