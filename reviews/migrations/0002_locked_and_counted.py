"""Findings of rules are raised once, surveys and complaints may be counted, and what was signed is locked."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from reviews.lib.signed import lock_signed, unlock_signed


def lock(apps, schema_editor):
    lock_signed(schema_editor.connection)


def unlock(apps, schema_editor):
    unlock_signed(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0014_clause_text_tree"),
        ("kpi", "0009_figure_index"),
        ("processes", "0001_initial"),
        ("reviews", "0001_review"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ComplaintCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("note", models.CharField(max_length=300)),
                ("decided_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "count of complaints",
                "verbose_name_plural": "counts of complaints",
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
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
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
        migrations.AddField(
            model_name="historicalsurvey",
            name="counted_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="historicalsurvey",
            name="counted_by",
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
            model_name="historicalsurvey",
            name="indicator",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="kpi.indicator",
            ),
        ),
        migrations.AddField(
            model_name="survey",
            name="counted_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="survey",
            name="counted_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="survey",
            name="indicator",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="kpi.indicator",
            ),
        ),
        migrations.AlterField(
            model_name="historicalreviewtrigger",
            name="rule",
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AlterField(
            model_name="reviewinput",
            name="kind",
            field=models.CharField(
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
        migrations.AlterField(
            model_name="reviewtrigger",
            name="rule",
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AddConstraint(
            model_name="reviewtrigger",
            constraint=models.UniqueConstraint(
                condition=models.Q(("rule", ""), _negated=True),
                fields=("rule",),
                name="trigger_once_per_finding",
            ),
        ),
        migrations.AddConstraint(
            model_name="survey",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("indicator", None),
                    models.Q(
                        ("counted_by__isnull", False),
                        models.Q(("counted_by", models.F("registered_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="survey_counted_by_another",
            ),
        ),
        migrations.AddField(
            model_name="complaintcount",
            name="decided_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="complaintcount",
            name="indicator",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kpi.indicator"
            ),
        ),
        migrations.AddField(
            model_name="historicalcomplaintcount",
            name="decided_by",
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
            model_name="historicalcomplaintcount",
            name="history_user",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="historicalcomplaintcount",
            name="indicator",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="kpi.indicator",
            ),
        ),
        migrations.AddConstraint(
            model_name="complaintcount",
            constraint=models.UniqueConstraint(
                condition=models.Q(("valid_to", None)),
                fields=("indicator",),
                name="complaint_count_once_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="complaintcount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to", None), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                ),
                name="complaint_count_ends_after_start",
            ),
        ),
        migrations.AlterField(
            model_name="feedback",
            name="state",
            field=models.CharField(
                choices=[("open", "not answered"), ("answered", "answered"), ("closed", "settled")],
                default="open",
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="historicalfeedback",
            name="state",
            field=models.CharField(
                choices=[("open", "not answered"), ("answered", "answered"), ("closed", "settled")],
                default="open",
                max_length=20,
            ),
        ),
        migrations.RunPython(lock, unlock),
    ]
