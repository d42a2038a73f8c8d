"""The tables of governance as they stand after 0018_channel, folded into one step (docs/adr/0033)."""

import django.db.models.deletion
import simple_history.models
import uuid
from django.conf import settings
from django.db import migrations, models

from governance.lib.appendonly import guard_table, release_table
from governance.lib.nooverlap import keep_apart, let_overlap
from governance.lib.tables import CreateTables

# Trail, anchors and resolutions can be added to and nothing else (reliability §6.6).
APPEND_ONLY = ("governance_auditentry", "governance_auditanchor", "governance_resolution")
VERSIONS = "governance_documentversion"


def guard(apps, schema_editor):
    for table in APPEND_ONLY:
        guard_table(schema_editor.connection, table)
    keep_apart(
        schema_editor.connection, VERSIONS, ("document_id",), since="effective_on", until="ended_on"
    )


def release(apps, schema_editor):
    let_overlap(schema_editor.connection, VERSIONS)
    for table in APPEND_ONLY:
        release_table(schema_editor.connection, table)


class Migration(migrations.Migration):
    initial = True

    # A database that has all of these has this one.
    replaces = [
        ("governance", "0001_initial"),
        ("governance", "0002_audit_append_only"),
        ("governance", "0003_watermark"),
        ("governance", "0004_obligation_deviation_analysis"),
        ("governance", "0005_webhook"),
        ("governance", "0006_stored_file"),
        ("governance", "0007_saved_view"),
        ("governance", "0008_stored_file_part"),
        ("governance", "0009_approval"),
        ("governance", "0010_approval_engine"),
        ("governance", "0011_resolution_frozen"),
        ("governance", "0012_committee_meeting"),
        ("governance", "0013_document_life"),
        ("governance", "0014_clause_text_tree"),
        ("governance", "0015_obligation_output"),
        ("governance", "0016_page_set"),
        ("governance", "0017_approval_kind_label"),
        ("governance", "0018_channel"),
    ]

    dependencies = []

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="Department",
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
                        ("name", models.CharField(max_length=100)),
                        ("name_en", models.CharField(blank=True, max_length=100)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("department", "department"),
                                    ("body", "body"),
                                    ("undetermined", "undetermined"),
                                ],
                                default="department",
                                max_length=20,
                            ),
                        ),
                        ("named_in", models.JSONField(blank=True, default=list)),
                        ("duties", models.TextField(blank=True)),
                        ("duties_en", models.TextField(blank=True)),
                        ("rank", models.PositiveSmallIntegerField(default=100)),
                        ("retired_on", models.DateField(blank=True, null=True)),
                    ],
                    options={
                        "verbose_name": "department",
                        "verbose_name_plural": "departments",
                    },
                ),
                migrations.CreateModel(
                    name="Person",
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
                        ("password", models.CharField(max_length=128, verbose_name="password")),
                        (
                            "last_login",
                            models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                        ),
                        (
                            "username",
                            models.CharField(max_length=60, unique=True, verbose_name="login"),
                        ),
                        ("name", models.CharField(max_length=60, verbose_name="name")),
                        (
                            "staff_no",
                            models.CharField(
                                max_length=40, unique=True, verbose_name="staff number"
                            ),
                        ),
                        (
                            "email",
                            models.EmailField(blank=True, max_length=254, verbose_name="e-mail"),
                        ),
                        (
                            "sphere",
                            models.CharField(
                                choices=[
                                    ("business", "business"),
                                    ("sys_admin", "system administrator"),
                                    ("sec_admin", "security administrator"),
                                    ("auditor", "audit administrator"),
                                ],
                                default="business",
                                max_length=20,
                            ),
                        ),
                        ("language", models.CharField(blank=True, max_length=10)),
                        ("rank", models.PositiveSmallIntegerField(default=100)),
                        ("is_active", models.BooleanField(default=True)),
                        ("must_change_password", models.BooleanField(default=True)),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                        (
                            "department",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="people",
                                to="governance.department",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "person",
                        "verbose_name_plural": "people",
                    },
                ),
                migrations.CreateModel(
                    name="AuditAnchor",
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
                        ("day", models.DateField(unique=True)),
                        ("sequence", models.PositiveBigIntegerField()),
                        ("hash", models.CharField(max_length=64)),
                        ("anchored_at", models.DateTimeField()),
                    ],
                    options={
                        "verbose_name": "audit anchor",
                        "verbose_name_plural": "audit anchors",
                    },
                ),
                migrations.CreateModel(
                    name="Heartbeat",
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
                        ("name", models.CharField(max_length=40, unique=True)),
                        ("at", models.DateTimeField()),
                    ],
                    options={
                        "verbose_name": "heartbeat",
                        "verbose_name_plural": "heartbeats",
                    },
                ),
                migrations.CreateModel(
                    name="PolicyIssue",
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
                        ("clause", models.CharField(blank=True, max_length=40)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("inconsistency", "inconsistency"),
                                    ("gap", "gap"),
                                    ("ambiguity", "ambiguity"),
                                    ("wording", "wording"),
                                ],
                                max_length=20,
                            ),
                        ),
                        (
                            "weight",
                            models.CharField(
                                choices=[
                                    ("H", "shapes the data"),
                                    ("M", "shapes behaviour"),
                                    ("L", "wording only"),
                                ],
                                max_length=1,
                            ),
                        ),
                        ("title", models.CharField(max_length=200)),
                        ("title_en", models.CharField(max_length=200)),
                        ("description", models.TextField()),
                        ("description_en", models.TextField()),
                        ("treatment", models.TextField()),
                        ("treatment_en", models.TextField()),
                        ("affects", models.JSONField(blank=True, default=list)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "awaiting ruling"),
                                    ("ruled", "ruled"),
                                    ("dismissed", "no action"),
                                ],
                                default="open",
                                max_length=20,
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("ruling", models.TextField(blank=True)),
                        ("ruled_by", models.CharField(blank=True, max_length=80)),
                        ("ruled_at", models.DateTimeField(blank=True, null=True)),
                        ("fixed_in_version", models.CharField(blank=True, max_length=20)),
                    ],
                    options={
                        "verbose_name": "policy issue",
                        "verbose_name_plural": "policy issues",
                    },
                ),
                migrations.CreateModel(
                    name="Project",
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
                        ("name", models.CharField(max_length=120)),
                        ("name_en", models.CharField(blank=True, max_length=120)),
                        ("retired_on", models.DateField(blank=True, null=True)),
                    ],
                    options={
                        "verbose_name": "project",
                        "verbose_name_plural": "projects",
                    },
                ),
                migrations.CreateModel(
                    name="Serial",
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
                        ("series", models.CharField(max_length=80, unique=True)),
                        ("latest", models.PositiveIntegerField(default=0)),
                    ],
                    options={
                        "verbose_name": "serial number",
                        "verbose_name_plural": "serial numbers",
                    },
                ),
                migrations.CreateModel(
                    name="Setting",
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
                        ("key", models.CharField(max_length=60, unique=True)),
                        ("value", models.JSONField(null=True)),
                        ("reason", models.CharField(blank=True, max_length=300)),
                        ("changed_by", models.CharField(max_length=80)),
                        ("changed_at", models.DateTimeField()),
                    ],
                    options={
                        "verbose_name": "setting",
                        "verbose_name_plural": "settings",
                    },
                ),
                migrations.CreateModel(
                    name="Watermark",
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
                        ("name", models.CharField(max_length=40, unique=True)),
                        ("sequence", models.PositiveBigIntegerField()),
                        ("at", models.DateTimeField()),
                    ],
                    options={
                        "verbose_name": "watermark",
                        "verbose_name_plural": "watermarks",
                    },
                ),
                migrations.CreateModel(
                    name="Workday",
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
                        ("day", models.DateField(unique=True)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("workday", "workday"),
                                    ("weekend", "weekend"),
                                    ("holiday", "public holiday"),
                                    ("makeup", "makeup workday"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=100)),
                    ],
                    options={
                        "verbose_name": "calendar day",
                        "verbose_name_plural": "calendar days",
                    },
                ),
                migrations.CreateModel(
                    name="ApiToken",
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
                        ("name", models.CharField(max_length=80)),
                        ("issued_by", models.CharField(blank=True, max_length=100)),
                        ("prefix", models.CharField(max_length=12, unique=True)),
                        ("secret_sha256", models.CharField(max_length=64)),
                        ("scopes", models.JSONField(default=list)),
                        ("allowed_ips", models.JSONField(blank=True, default=list)),
                        ("created_at", models.DateTimeField()),
                        ("expires_at", models.DateTimeField()),
                        ("revoked_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "owner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="tokens",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "API token",
                        "verbose_name_plural": "API tokens",
                    },
                ),
                migrations.CreateModel(
                    name="Approval",
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
                                    ("policy", "framework policy"),
                                    ("norm", "norm"),
                                    ("reference", "reference document"),
                                    ("annual_plan", "annual plan"),
                                    ("major_improvement", "major improvement"),
                                ],
                                max_length=40,
                            ),
                        ),
                        ("object_type", models.CharField(max_length=60)),
                        ("object_key", models.CharField(max_length=40)),
                        ("title", models.CharField(max_length=200)),
                        ("title_en", models.CharField(blank=True, max_length=200)),
                        ("conclusion", models.TextField(blank=True)),
                        ("conclusion_en", models.TextField(blank=True)),
                        ("facts", models.JSONField(blank=True, default=list)),
                        ("url", models.CharField(max_length=200)),
                        ("preview_url", models.CharField(blank=True, max_length=200)),
                        ("content_sha256", models.CharField(max_length=64)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "in approval"),
                                    ("returned", "returned"),
                                    ("approved", "approved"),
                                    ("rejected", "rejected"),
                                    ("withdrawn", "withdrawn"),
                                ],
                                default="open",
                                max_length=20,
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("round", models.PositiveSmallIntegerField(default=1)),
                        ("resubmit_restarts", models.BooleanField(default=True)),
                        ("route_note", models.CharField(blank=True, max_length=100)),
                        ("gap", models.CharField(blank=True, max_length=10)),
                        ("proposed_at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
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
                        "verbose_name": "approval",
                        "verbose_name_plural": "approvals",
                        "indexes": [
                            models.Index(
                                fields=["object_type", "object_key"], name="approval_about"
                            ),
                            models.Index(fields=["state", "kind"], name="approval_state_kind"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ["open", "returned"])),
                                fields=("object_type", "object_key"),
                                name="approval_once_open",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ApprovalAuthor",
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
                            "approval",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="authors",
                                to="governance.approval",
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
                        "verbose_name": "author",
                        "verbose_name_plural": "authors",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("approval", "person"), name="approval_author_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ApprovalCopy",
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
                        ("copied_at", models.DateTimeField()),
                        ("read_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "approval",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="copies",
                                to="governance.approval",
                            ),
                        ),
                        (
                            "copied_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
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
                        "verbose_name": "copy of an approval",
                        "verbose_name_plural": "copies of approvals",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("approval", "person"), name="approval_copy_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("person", models.F("copied_by")), _negated=True
                                ),
                                name="approval_copy_to_another",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ApprovalRoute",
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
                                    ("policy", "framework policy"),
                                    ("norm", "norm"),
                                    ("reference", "reference document"),
                                    ("annual_plan", "annual plan"),
                                    ("major_improvement", "major improvement"),
                                ],
                                max_length=40,
                                unique=True,
                            ),
                        ),
                        ("reason", models.CharField(max_length=300)),
                        (
                            "resubmit_restarts",
                            models.BooleanField(
                                verbose_name="a returned case starts again at its first step"
                            ),
                        ),
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
                    ],
                    options={
                        "verbose_name": "approval route",
                        "verbose_name_plural": "approval routes",
                    },
                ),
                migrations.CreateModel(
                    name="ApprovalStep",
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
                        ("position", models.PositiveSmallIntegerField()),
                        ("label", models.CharField(max_length=60)),
                        ("label_en", models.CharField(blank=True, max_length=80)),
                        (
                            "voters",
                            models.CharField(
                                choices=[
                                    ("reviewer", "the reviewer named at submission"),
                                    ("process_manager", "the process managers"),
                                    ("pmo", "the PMO"),
                                    ("department_heads", "the heads of departments"),
                                    ("committee", "the committee"),
                                    ("named", "named people"),
                                ],
                                max_length=20,
                            ),
                        ),
                        (
                            "mode",
                            models.CharField(
                                choices=[
                                    ("all", "all must agree"),
                                    ("any", "one agreement is enough"),
                                    ("threshold", "a share must agree"),
                                    ("sequential", "all, one after another"),
                                    ("committee", "by the rule of the committee"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("threshold", models.PositiveSmallIntegerField(blank=True, null=True)),
                        ("has_veto", models.BooleanField(default=False)),
                        ("workdays", models.PositiveSmallIntegerField(blank=True, null=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "waiting for its turn"),
                                    ("open", "being decided"),
                                    ("passed", "agreed"),
                                    ("failed", "refused"),
                                    ("returned", "returned"),
                                    ("dropped", "dropped"),
                                ],
                                default="waiting",
                                max_length=20,
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("began_at", models.DateTimeField(blank=True, null=True)),
                        ("due_at", models.DateTimeField(blank=True, null=True)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "approval",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="steps",
                                to="governance.approval",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "step of an approval",
                        "verbose_name_plural": "steps of approvals",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("approval", "round", "position"), name="approval_step_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ApprovalTask",
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
                        ("position", models.PositiveSmallIntegerField(default=1)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "waiting for its turn"),
                                    ("open", "asked"),
                                    ("done", "answered"),
                                    ("cancelled", "fell away"),
                                    ("removed", "taken off"),
                                    ("recused", "recused by rule"),
                                ],
                                default="waiting",
                                max_length=20,
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("turn", models.SmallIntegerField(default=0)),
                        ("note", models.CharField(blank=True, max_length=300)),
                        ("urged_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "added_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "added_to",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="added",
                                to="governance.approvaltask",
                            ),
                        ),
                        (
                            "passed_on_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="approval_tasks",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "step",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="tasks",
                                to="governance.approvalstep",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "approval task",
                        "verbose_name_plural": "approval tasks",
                        "indexes": [
                            models.Index(fields=["person", "state"], name="approval_task_person")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("state__in", ["cancelled", "removed"]), _negated=True
                                ),
                                fields=("step", "person"),
                                name="approval_task_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AuditEntry",
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
                        ("sequence", models.PositiveBigIntegerField(unique=True)),
                        ("at", models.DateTimeField(db_index=True)),
                        ("actor_kind", models.CharField(max_length=10)),
                        ("actor_key", models.CharField(max_length=80)),
                        ("actor_label", models.CharField(max_length=80)),
                        ("on_behalf_of", models.CharField(blank=True, max_length=80)),
                        ("via", models.CharField(blank=True, max_length=80)),
                        ("action", models.CharField(max_length=60)),
                        ("object_type", models.CharField(blank=True, max_length=60)),
                        ("object_key", models.CharField(blank=True, max_length=80)),
                        ("object_label", models.CharField(blank=True, max_length=200)),
                        ("before", models.JSONField(null=True)),
                        ("after", models.JSONField(null=True)),
                        ("note", models.TextField(blank=True)),
                        ("result", models.CharField(default="ok", max_length=20)),
                        ("request_id", models.CharField(blank=True, max_length=40)),
                        ("ip", models.CharField(blank=True, max_length=45)),
                        ("previous_hash", models.CharField(max_length=64)),
                        ("hash", models.CharField(max_length=64)),
                    ],
                    options={
                        "verbose_name": "audit entry",
                        "verbose_name_plural": "audit entries",
                        "indexes": [
                            models.Index(fields=["object_type", "object_key"], name="audit_object")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Channel",
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
                                    ("dingtalk", "DingTalk group robot"),
                                    ("wecom", "WeCom group robot"),
                                    ("feishu", "Feishu group robot"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("name", models.CharField(max_length=80)),
                        ("host", models.CharField(max_length=120)),
                        ("sealed_url", models.TextField()),
                        ("sealed_secret", models.TextField(blank=True)),
                        ("topics", models.JSONField(default=list)),
                        ("declared_at", models.DateTimeField()),
                        ("stopped_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "declared_by",
                            models.ForeignKey(
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
                    ],
                    options={
                        "verbose_name": "group robot",
                        "verbose_name_plural": "group robots",
                    },
                ),
                migrations.CreateModel(
                    name="ChannelPost",
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
                        ("key", models.CharField(max_length=40)),
                        ("text", models.TextField()),
                        ("covers_until", models.DateTimeField()),
                        ("created_at", models.DateTimeField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("due", "waiting"),
                                    ("running", "sending"),
                                    ("sent", "delivered"),
                                    ("parked", "parked"),
                                ],
                                default="due",
                                max_length=20,
                            ),
                        ),
                        ("attempts", models.PositiveSmallIntegerField(default=0)),
                        ("fence", models.PositiveIntegerField(default=0)),
                        ("lease_until", models.DateTimeField(blank=True, null=True)),
                        ("next_at", models.DateTimeField(blank=True, null=True)),
                        ("sent_at", models.DateTimeField(blank=True, null=True)),
                        ("error", models.CharField(blank=True, max_length=300)),
                        (
                            "channel",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="posts",
                                to="governance.channel",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "message to a group",
                        "verbose_name_plural": "messages to groups",
                        "indexes": [
                            models.Index(fields=["state", "next_at"], name="channel_post_due")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("channel", "key"), name="channel_post_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CommitteeMember",
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
                            "seat",
                            models.CharField(
                                choices=[
                                    ("chair", "chair"),
                                    ("secretary", "secretary"),
                                    ("member", "member"),
                                ],
                                default="member",
                                max_length=20,
                            ),
                        ),
                        ("has_vote", models.BooleanField(default=True)),
                        ("valid_from", models.DateField()),
                        ("valid_to", models.DateField(blank=True, null=True)),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="seats",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "committee member",
                        "verbose_name_plural": "committee members",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to", None),
                                    ("valid_to__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="committee_term_ends_after_start",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("valid_to", None)),
                                fields=("person",),
                                name="committee_one_open_term",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("seat", "chair"), ("valid_to", None)),
                                fields=("seat",),
                                name="committee_one_chair",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CommitteeRule",
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
                        ("valid_from", models.DateField(unique=True)),
                        ("quorum_of", models.PositiveSmallIntegerField()),
                        ("quorum_in", models.PositiveSmallIntegerField()),
                        ("majority_of", models.PositiveSmallIntegerField()),
                        ("majority_in", models.PositiveSmallIntegerField()),
                        (
                            "majority_basis",
                            models.CharField(
                                choices=[
                                    ("all_members", "of all members with a vote"),
                                    ("present", "of those present"),
                                    ("cast", "of the votes for and against"),
                                ],
                                max_length=20,
                            ),
                        ),
                        (
                            "is_majority_strict",
                            models.BooleanField(
                                verbose_name="more than the share, not just the share"
                            ),
                        ),
                        (
                            "abstentions_count",
                            models.BooleanField(verbose_name="who abstains counts as present"),
                        ),
                        (
                            "proposer_recuses",
                            models.BooleanField(
                                verbose_name="whoever proposes takes no part in the vote"
                            ),
                        ),
                        (
                            "form",
                            models.CharField(
                                choices=[
                                    ("meeting", "in a meeting only"),
                                    ("written", "in writing only"),
                                    ("either", "in a meeting or in writing"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("basis", models.CharField(max_length=300)),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "committee rule",
                        "verbose_name_plural": "committee rules",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("majority_in__gt", 0),
                                    ("majority_of__lte", models.F("majority_in")),
                                    ("quorum_in__gt", 0),
                                    ("quorum_of__gt", 0),
                                    ("quorum_of__lte", models.F("quorum_in")),
                                ),
                                name="committee_rule_shares",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Delegation",
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
                        ("valid_to", models.DateField()),
                        ("kinds", models.JSONField(blank=True, default=list)),
                        ("reason", models.CharField(max_length=300)),
                        ("created_at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "created_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "deputy",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="deputises",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "ended_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "principal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="delegated",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "delegation",
                        "verbose_name_plural": "delegations",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("valid_to__gte", models.F("valid_from"))),
                                name="delegation_ends_after_start",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("principal", models.F("deputy")), _negated=True
                                ),
                                name="delegation_to_another",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Document",
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
                        ("number", models.CharField(blank=True, max_length=60)),
                        ("title", models.CharField(max_length=200)),
                        ("title_en", models.CharField(blank=True, max_length=200)),
                        ("aliases", models.JSONField(blank=True, default=list)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("policy", "policy"),
                                    ("norm", "norm"),
                                    ("standard", "standard"),
                                    ("reference", "reference document"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("edition", models.CharField(blank=True, max_length=40)),
                        ("issuer", models.CharField(blank=True, max_length=120)),
                        ("named_in", models.JSONField(blank=True, default=list)),
                        ("gaps", models.JSONField(blank=True, default=list)),
                        ("note", models.CharField(blank=True, max_length=300)),
                        ("note_en", models.CharField(blank=True, max_length=300)),
                        (
                            "classification",
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
                            "distribution",
                            models.CharField(
                                choices=[
                                    ("nobody", "nobody must confirm"),
                                    ("departments", "the departments named"),
                                    ("everyone", "everyone"),
                                ],
                                default="nobody",
                                max_length=20,
                            ),
                        ),
                        ("review_months", models.PositiveSmallIntegerField(blank=True, null=True)),
                        ("next_review_on", models.DateField(blank=True, null=True)),
                        ("retired_on", models.DateField(blank=True, null=True)),
                        ("retire_reason", models.CharField(blank=True, max_length=300)),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="documents",
                                to="governance.department",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "document",
                        "verbose_name_plural": "documents",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("number", ""), _negated=True),
                                fields=("number",),
                                name="document_number_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Clause",
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
                        ("number", models.CharField(max_length=20)),
                        ("title", models.CharField(max_length=120)),
                        ("title_en", models.CharField(blank=True, max_length=120)),
                        ("position", models.PositiveSmallIntegerField()),
                        (
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="children",
                                to="governance.clause",
                            ),
                        ),
                        (
                            "document",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="clauses",
                                to="governance.document",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "clause",
                        "verbose_name_plural": "clauses",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("document", "number"), name="clause_number_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DocumentReader",
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
                            "department",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="governance.department",
                            ),
                        ),
                        (
                            "document",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="readers",
                                to="governance.document",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "line of a distribution list",
                        "verbose_name_plural": "lines of distribution lists",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("document", "department"), name="document_reader_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Meeting",
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
                        ("number", models.CharField(blank=True, max_length=60)),
                        ("title", models.CharField(max_length=120)),
                        ("starts_at", models.DateTimeField()),
                        ("ends_at", models.DateTimeField(blank=True, null=True)),
                        ("opened_at", models.DateTimeField(blank=True, null=True)),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
                        ("place", models.CharField(blank=True, max_length=120)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("called", "called"),
                                    ("open", "in session"),
                                    ("closed", "minutes signed"),
                                    ("cancelled", "called off"),
                                ],
                                default="called",
                                max_length=20,
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("minutes", models.TextField(blank=True)),
                        ("copied_to", models.CharField(blank=True, max_length=300)),
                        ("next_meeting", models.CharField(blank=True, max_length=200)),
                        ("content", models.JSONField(blank=True, default=dict)),
                        ("content_sha256", models.CharField(blank=True, max_length=64)),
                        ("called_at", models.DateTimeField()),
                        (
                            "called_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
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
                    ],
                    options={
                        "verbose_name": "committee meeting",
                        "verbose_name_plural": "committee meetings",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("number", ""), _negated=True),
                                fields=("number",),
                                name="meeting_number_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("chaired_by", None),
                                    ("minuted_by", None),
                                    models.Q(("chaired_by", models.F("minuted_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="meeting_signed_by_another",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "closed"), _negated=True),
                                    models.Q(
                                        models.Q(("minutes", ""), _negated=True),
                                        models.Q(("content_sha256", ""), _negated=True),
                                        ("closed_at__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="meeting_closed_has_minutes",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Resolution",
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
                        ("title", models.CharField(max_length=200)),
                        ("title_en", models.CharField(blank=True, max_length=200)),
                        (
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("approved", "approved"),
                                    ("conditional", "approved with conditions"),
                                    ("rejected", "rejected"),
                                    ("returned", "returned for correction"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("text", models.TextField(blank=True)),
                        ("tally", models.JSONField(default=dict)),
                        ("dissent", models.JSONField(default=list)),
                        ("content_sha256", models.CharField(max_length=64)),
                        ("closed_at", models.DateTimeField()),
                        (
                            "approval",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="resolutions",
                                to="governance.approval",
                            ),
                        ),
                        (
                            "closed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "meeting",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="resolutions",
                                to="governance.meeting",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "resolution",
                        "verbose_name_plural": "resolutions",
                    },
                ),
                migrations.CreateModel(
                    name="DocumentVersion",
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
                        ("label", models.CharField(max_length=20)),
                        (
                            "state",
                            models.CharField(
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
                        ("version", models.PositiveIntegerField(default=1)),
                        (
                            "content_kind",
                            models.CharField(
                                choices=[
                                    ("clauses", "written here, by clause"),
                                    ("file", "uploaded file"),
                                ],
                                default="clauses",
                                max_length=20,
                            ),
                        ),
                        ("content_sha256", models.CharField(blank=True, max_length=64)),
                        ("change_note", models.CharField(blank=True, max_length=300)),
                        (
                            "is_material",
                            models.BooleanField(default=True, verbose_name="must be read anew"),
                        ),
                        ("prepared_by", models.CharField(blank=True, max_length=60)),
                        ("prepared_on", models.DateField(blank=True, null=True)),
                        ("reviewed_by", models.CharField(blank=True, max_length=60)),
                        ("reviewed_on", models.DateField(blank=True, null=True)),
                        ("approved_by", models.CharField(blank=True, max_length=60)),
                        ("approved_on", models.DateField(blank=True, null=True)),
                        ("published_on", models.DateField(blank=True, null=True)),
                        ("effective_on", models.DateField(blank=True, null=True)),
                        ("ended_on", models.DateField(blank=True, null=True)),
                        ("source_sha256", models.CharField(blank=True, max_length=64)),
                        ("terms", models.JSONField(blank=True, default=list)),
                        ("preamble", models.JSONField(blank=True, default=dict)),
                        (
                            "approver",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "based_on",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="followers",
                                to="governance.documentversion",
                            ),
                        ),
                        (
                            "document",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="versions",
                                to="governance.document",
                            ),
                        ),
                        (
                            "preparer",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "publisher",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "reviewer",
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
                    ],
                    options={
                        "verbose_name": "document version",
                        "verbose_name_plural": "document versions",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "discarded"), _negated=True),
                                fields=("document", "label"),
                                name="document_version_label_once",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "draft")),
                                fields=("document",),
                                name="document_version_one_draft",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "in_force")),
                                fields=("document",),
                                name="document_version_one_in_force",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["draft", "discarded"]), _negated=True),
                                    ("effective_on", None),
                                    _connector="OR",
                                ),
                                name="document_version_draft_holds_never",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "scheduled"), _negated=True),
                                    models.Q(
                                        ("effective_on__isnull", False),
                                        ("published_on__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="document_version_scheduled_for_a_day",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("effective_on", None),
                                    ("published_on", None),
                                    ("effective_on__gte", models.F("published_on")),
                                    _connector="OR",
                                ),
                                name="document_version_effective_after_publication",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("effective_on", None),
                                    ("ended_on", None),
                                    ("ended_on__gte", models.F("effective_on")),
                                    _connector="OR",
                                ),
                                name="document_version_ends_after_start",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DocumentReading",
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
                        ("at", models.DateTimeField()),
                        ("content_sha256", models.CharField(blank=True, max_length=64)),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="readings",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "version",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="readings",
                                to="governance.documentversion",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "reading of a document",
                        "verbose_name_plural": "readings of documents",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("version", "person"), name="document_reading_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DocumentAuthor",
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
                            "version",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="authors",
                                to="governance.documentversion",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "author of a version",
                        "verbose_name_plural": "authors of versions",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("version", "person"), name="document_author_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ClauseText",
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
                        ("lineage", models.UUIDField(default=uuid.uuid4, editable=False)),
                        ("number", models.CharField(max_length=20)),
                        ("title", models.CharField(max_length=120)),
                        ("title_en", models.CharField(blank=True, max_length=120)),
                        ("position", models.PositiveSmallIntegerField()),
                        ("text", models.TextField(blank=True)),
                        ("revision", models.PositiveIntegerField(default=1)),
                        ("edited_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "clause",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="texts",
                                to="governance.clause",
                            ),
                        ),
                        (
                            "edited_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "document_version",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="clause_texts",
                                to="governance.documentversion",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "clause text",
                        "verbose_name_plural": "clause texts",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("document_version", "number"),
                                name="clause_text_number_once",
                            ),
                            models.UniqueConstraint(
                                fields=("document_version", "lineage"),
                                name="clause_text_lineage_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalApiToken",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=80)),
                        ("issued_by", models.CharField(blank=True, max_length=100)),
                        ("prefix", models.CharField(db_index=True, max_length=12)),
                        ("secret_sha256", models.CharField(max_length=64)),
                        ("scopes", models.JSONField(default=list)),
                        ("allowed_ips", models.JSONField(blank=True, default=list)),
                        ("created_at", models.DateTimeField()),
                        ("expires_at", models.DateTimeField()),
                        ("revoked_at", models.DateTimeField(blank=True, null=True)),
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
                        "verbose_name": "historical API token",
                        "verbose_name_plural": "historical API tokens",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalApproval",
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
                                    ("policy", "framework policy"),
                                    ("norm", "norm"),
                                    ("reference", "reference document"),
                                    ("annual_plan", "annual plan"),
                                    ("major_improvement", "major improvement"),
                                ],
                                max_length=40,
                            ),
                        ),
                        ("object_type", models.CharField(max_length=60)),
                        ("object_key", models.CharField(max_length=40)),
                        ("title", models.CharField(max_length=200)),
                        ("title_en", models.CharField(blank=True, max_length=200)),
                        ("conclusion", models.TextField(blank=True)),
                        ("conclusion_en", models.TextField(blank=True)),
                        ("facts", models.JSONField(blank=True, default=list)),
                        ("url", models.CharField(max_length=200)),
                        ("preview_url", models.CharField(blank=True, max_length=200)),
                        ("content_sha256", models.CharField(max_length=64)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "in approval"),
                                    ("returned", "returned"),
                                    ("approved", "approved"),
                                    ("rejected", "rejected"),
                                    ("withdrawn", "withdrawn"),
                                ],
                                default="open",
                                max_length=20,
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("round", models.PositiveSmallIntegerField(default=1)),
                        ("resubmit_restarts", models.BooleanField(default=True)),
                        ("route_note", models.CharField(blank=True, max_length=100)),
                        ("gap", models.CharField(blank=True, max_length=10)),
                        ("proposed_at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
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
                    ],
                    options={
                        "verbose_name": "historical approval",
                        "verbose_name_plural": "historical approvals",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalApprovalRoute",
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
                                    ("policy", "framework policy"),
                                    ("norm", "norm"),
                                    ("reference", "reference document"),
                                    ("annual_plan", "annual plan"),
                                    ("major_improvement", "major improvement"),
                                ],
                                db_index=True,
                                max_length=40,
                            ),
                        ),
                        ("reason", models.CharField(max_length=300)),
                        (
                            "resubmit_restarts",
                            models.BooleanField(
                                verbose_name="a returned case starts again at its first step"
                            ),
                        ),
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
                    ],
                    options={
                        "verbose_name": "historical approval route",
                        "verbose_name_plural": "historical approval routes",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalChannel",
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
                                    ("dingtalk", "DingTalk group robot"),
                                    ("wecom", "WeCom group robot"),
                                    ("feishu", "Feishu group robot"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("name", models.CharField(max_length=80)),
                        ("host", models.CharField(max_length=120)),
                        ("sealed_url", models.TextField()),
                        ("sealed_secret", models.TextField(blank=True)),
                        ("topics", models.JSONField(default=list)),
                        ("declared_at", models.DateTimeField()),
                        ("stopped_at", models.DateTimeField(blank=True, null=True)),
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
                    ],
                    options={
                        "verbose_name": "historical group robot",
                        "verbose_name_plural": "historical group robots",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalCommitteeMember",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        (
                            "seat",
                            models.CharField(
                                choices=[
                                    ("chair", "chair"),
                                    ("secretary", "secretary"),
                                    ("member", "member"),
                                ],
                                default="member",
                                max_length=20,
                            ),
                        ),
                        ("has_vote", models.BooleanField(default=True)),
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
                    ],
                    options={
                        "verbose_name": "historical committee member",
                        "verbose_name_plural": "historical committee members",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalCommitteeRule",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("valid_from", models.DateField(db_index=True)),
                        ("quorum_of", models.PositiveSmallIntegerField()),
                        ("quorum_in", models.PositiveSmallIntegerField()),
                        ("majority_of", models.PositiveSmallIntegerField()),
                        ("majority_in", models.PositiveSmallIntegerField()),
                        (
                            "majority_basis",
                            models.CharField(
                                choices=[
                                    ("all_members", "of all members with a vote"),
                                    ("present", "of those present"),
                                    ("cast", "of the votes for and against"),
                                ],
                                max_length=20,
                            ),
                        ),
                        (
                            "is_majority_strict",
                            models.BooleanField(
                                verbose_name="more than the share, not just the share"
                            ),
                        ),
                        (
                            "abstentions_count",
                            models.BooleanField(verbose_name="who abstains counts as present"),
                        ),
                        (
                            "proposer_recuses",
                            models.BooleanField(
                                verbose_name="whoever proposes takes no part in the vote"
                            ),
                        ),
                        (
                            "form",
                            models.CharField(
                                choices=[
                                    ("meeting", "in a meeting only"),
                                    ("written", "in writing only"),
                                    ("either", "in a meeting or in writing"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("basis", models.CharField(max_length=300)),
                        ("recorded_at", models.DateTimeField()),
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
                            "recorded_by",
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
                        "verbose_name": "historical committee rule",
                        "verbose_name_plural": "historical committee rules",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalDelegation",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("valid_from", models.DateField()),
                        ("valid_to", models.DateField()),
                        ("kinds", models.JSONField(blank=True, default=list)),
                        ("reason", models.CharField(max_length=300)),
                        ("created_at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
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
                            "created_by",
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
                            "ended_by",
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
                            "principal",
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
                        "verbose_name": "historical delegation",
                        "verbose_name_plural": "historical delegations",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalDepartment",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("code", models.SlugField(max_length=40)),
                        ("name", models.CharField(max_length=100)),
                        ("name_en", models.CharField(blank=True, max_length=100)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("department", "department"),
                                    ("body", "body"),
                                    ("undetermined", "undetermined"),
                                ],
                                default="department",
                                max_length=20,
                            ),
                        ),
                        ("named_in", models.JSONField(blank=True, default=list)),
                        ("duties", models.TextField(blank=True)),
                        ("duties_en", models.TextField(blank=True)),
                        ("rank", models.PositiveSmallIntegerField(default=100)),
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
                    ],
                    options={
                        "verbose_name": "historical department",
                        "verbose_name_plural": "historical departments",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalDocument",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("code", models.SlugField(max_length=60)),
                        ("number", models.CharField(blank=True, max_length=60)),
                        ("title", models.CharField(max_length=200)),
                        ("title_en", models.CharField(blank=True, max_length=200)),
                        ("aliases", models.JSONField(blank=True, default=list)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("policy", "policy"),
                                    ("norm", "norm"),
                                    ("standard", "standard"),
                                    ("reference", "reference document"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("edition", models.CharField(blank=True, max_length=40)),
                        ("issuer", models.CharField(blank=True, max_length=120)),
                        ("named_in", models.JSONField(blank=True, default=list)),
                        ("gaps", models.JSONField(blank=True, default=list)),
                        ("note", models.CharField(blank=True, max_length=300)),
                        ("note_en", models.CharField(blank=True, max_length=300)),
                        (
                            "classification",
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
                            "distribution",
                            models.CharField(
                                choices=[
                                    ("nobody", "nobody must confirm"),
                                    ("departments", "the departments named"),
                                    ("everyone", "everyone"),
                                ],
                                default="nobody",
                                max_length=20,
                            ),
                        ),
                        ("review_months", models.PositiveSmallIntegerField(blank=True, null=True)),
                        ("next_review_on", models.DateField(blank=True, null=True)),
                        ("retired_on", models.DateField(blank=True, null=True)),
                        ("retire_reason", models.CharField(blank=True, max_length=300)),
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
                                to="governance.department",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical document",
                        "verbose_name_plural": "historical documents",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalMeeting",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("number", models.CharField(blank=True, max_length=60)),
                        ("title", models.CharField(max_length=120)),
                        ("starts_at", models.DateTimeField()),
                        ("ends_at", models.DateTimeField(blank=True, null=True)),
                        ("opened_at", models.DateTimeField(blank=True, null=True)),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
                        ("place", models.CharField(blank=True, max_length=120)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("called", "called"),
                                    ("open", "in session"),
                                    ("closed", "minutes signed"),
                                    ("cancelled", "called off"),
                                ],
                                default="called",
                                max_length=20,
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("minutes", models.TextField(blank=True)),
                        ("copied_to", models.CharField(blank=True, max_length=300)),
                        ("next_meeting", models.CharField(blank=True, max_length=200)),
                        ("content", models.JSONField(blank=True, default=dict)),
                        ("content_sha256", models.CharField(blank=True, max_length=64)),
                        ("called_at", models.DateTimeField()),
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
                            "called_by",
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
                    ],
                    options={
                        "verbose_name": "historical committee meeting",
                        "verbose_name_plural": "historical committee meetings",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalPerson",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("password", models.CharField(max_length=128, verbose_name="password")),
                        (
                            "last_login",
                            models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                        ),
                        (
                            "username",
                            models.CharField(db_index=True, max_length=60, verbose_name="login"),
                        ),
                        ("name", models.CharField(max_length=60, verbose_name="name")),
                        (
                            "staff_no",
                            models.CharField(
                                db_index=True, max_length=40, verbose_name="staff number"
                            ),
                        ),
                        (
                            "email",
                            models.EmailField(blank=True, max_length=254, verbose_name="e-mail"),
                        ),
                        (
                            "sphere",
                            models.CharField(
                                choices=[
                                    ("business", "business"),
                                    ("sys_admin", "system administrator"),
                                    ("sec_admin", "security administrator"),
                                    ("auditor", "audit administrator"),
                                ],
                                default="business",
                                max_length=20,
                            ),
                        ),
                        ("language", models.CharField(blank=True, max_length=10)),
                        ("rank", models.PositiveSmallIntegerField(default=100)),
                        ("is_active", models.BooleanField(default=True)),
                        ("must_change_password", models.BooleanField(default=True)),
                        ("created_at", models.DateTimeField(blank=True, editable=False)),
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
                    ],
                    options={
                        "verbose_name": "historical person",
                        "verbose_name_plural": "historical people",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalPolicyIssue",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField(db_index=True)),
                        ("clause", models.CharField(blank=True, max_length=40)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("inconsistency", "inconsistency"),
                                    ("gap", "gap"),
                                    ("ambiguity", "ambiguity"),
                                    ("wording", "wording"),
                                ],
                                max_length=20,
                            ),
                        ),
                        (
                            "weight",
                            models.CharField(
                                choices=[
                                    ("H", "shapes the data"),
                                    ("M", "shapes behaviour"),
                                    ("L", "wording only"),
                                ],
                                max_length=1,
                            ),
                        ),
                        ("title", models.CharField(max_length=200)),
                        ("title_en", models.CharField(max_length=200)),
                        ("description", models.TextField()),
                        ("description_en", models.TextField()),
                        ("treatment", models.TextField()),
                        ("treatment_en", models.TextField()),
                        ("affects", models.JSONField(blank=True, default=list)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "awaiting ruling"),
                                    ("ruled", "ruled"),
                                    ("dismissed", "no action"),
                                ],
                                default="open",
                                max_length=20,
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("ruling", models.TextField(blank=True)),
                        ("ruled_by", models.CharField(blank=True, max_length=80)),
                        ("ruled_at", models.DateTimeField(blank=True, null=True)),
                        ("fixed_in_version", models.CharField(blank=True, max_length=20)),
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
                        "verbose_name": "historical policy issue",
                        "verbose_name_plural": "historical policy issues",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalProject",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("code", models.SlugField(max_length=40)),
                        ("name", models.CharField(max_length=120)),
                        ("name_en", models.CharField(blank=True, max_length=120)),
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
                    ],
                    options={
                        "verbose_name": "historical project",
                        "verbose_name_plural": "historical projects",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalRoleGrant",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("committee", "committee member"),
                                    ("process_manager", "process manager"),
                                    ("pmo", "PMO staff"),
                                    ("process_specialist", "process specialist"),
                                    ("department_head", "department head"),
                                    ("staff", "employee"),
                                    ("sys_admin", "system administrator"),
                                    ("sec_admin", "security administrator"),
                                    ("auditor", "audit administrator"),
                                ],
                                max_length=30,
                            ),
                        ),
                        ("valid_from", models.DateField()),
                        ("valid_to", models.DateField(blank=True, null=True)),
                        ("granted_by", models.CharField(max_length=80)),
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
                    ],
                    options={
                        "verbose_name": "historical role grant",
                        "verbose_name_plural": "historical role grants",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalSetting",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("key", models.CharField(db_index=True, max_length=60)),
                        ("value", models.JSONField(null=True)),
                        ("reason", models.CharField(blank=True, max_length=300)),
                        ("changed_by", models.CharField(max_length=80)),
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
                        "verbose_name": "historical setting",
                        "verbose_name_plural": "historical settings",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalWebhook",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=80)),
                        ("url", models.CharField(max_length=500)),
                        ("events", models.JSONField(default=list)),
                        ("sealed_secret", models.TextField()),
                        ("declared_at", models.DateTimeField()),
                        ("stopped_at", models.DateTimeField(blank=True, null=True)),
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
                    ],
                    options={
                        "verbose_name": "historical webhook",
                        "verbose_name_plural": "historical webhooks",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalWorkday",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("day", models.DateField(db_index=True)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("workday", "workday"),
                                    ("weekend", "weekend"),
                                    ("holiday", "public holiday"),
                                    ("makeup", "makeup workday"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=100)),
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
                        "verbose_name": "historical calendar day",
                        "verbose_name_plural": "historical calendar days",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="IdempotencyKey",
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
                        ("key", models.CharField(max_length=255)),
                        ("request_sha256", models.CharField(max_length=64)),
                        ("status", models.PositiveSmallIntegerField(null=True)),
                        ("body", models.TextField(blank=True)),
                        ("created_at", models.DateTimeField()),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "token",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                to="governance.apitoken",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "idempotency key",
                        "verbose_name_plural": "idempotency keys",
                        "indexes": [
                            models.Index(fields=["created_at"], name="idempotency_key_age")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("person", "key"), name="idempotency_key_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Job",
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
                        ("kind", models.CharField(max_length=40)),
                        ("subject", models.CharField(max_length=80)),
                        ("payload", models.JSONField(default=dict)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("due", "waiting"),
                                    ("running", "running"),
                                    ("done", "done"),
                                    ("parked", "failed"),
                                ],
                                default="due",
                                max_length=20,
                            ),
                        ),
                        ("attempts", models.PositiveSmallIntegerField(default=0)),
                        ("fence", models.PositiveIntegerField(default=0)),
                        ("lease_until", models.DateTimeField(blank=True, null=True)),
                        ("next_at", models.DateTimeField()),
                        ("progress_done", models.PositiveIntegerField(default=0)),
                        ("progress_total", models.PositiveIntegerField(default=0)),
                        ("message", models.CharField(blank=True, max_length=300)),
                        ("error", models.TextField(blank=True)),
                        ("result", models.JSONField(default=dict)),
                        ("requested_by", models.CharField(max_length=80)),
                        ("requested_at", models.DateTimeField()),
                        ("started_at", models.DateTimeField(blank=True, null=True)),
                        ("finished_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "verbose_name": "job",
                        "verbose_name_plural": "jobs",
                        "indexes": [
                            models.Index(fields=["state", "next_at"], name="job_state_next")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ["due", "running"])),
                                fields=("kind", "subject"),
                                name="job_once_unfinished",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MailChoice",
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
                            "rhythm",
                            models.CharField(
                                choices=[
                                    ("digest", "one e-mail a workday with everything new"),
                                    ("single", "one e-mail for each message"),
                                    ("off", "no e-mail, the inbox is enough"),
                                ],
                                default="digest",
                                max_length=20,
                            ),
                        ),
                        ("chosen_at", models.DateTimeField()),
                        (
                            "person",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="mail_choice",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "choice about e-mail",
                        "verbose_name_plural": "choices about e-mail",
                    },
                ),
                migrations.CreateModel(
                    name="AgendaItem",
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
                        ("title", models.CharField(max_length=200)),
                        ("discussion", models.TextField(blank=True)),
                        (
                            "approval",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="agenda",
                                to="governance.approval",
                            ),
                        ),
                        (
                            "meeting",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="items",
                                to="governance.meeting",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "agenda item",
                        "verbose_name_plural": "agenda items",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("meeting", "position"), name="agenda_position_once"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("approval__isnull", False)),
                                fields=("meeting", "approval"),
                                name="agenda_approval_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MeetingAttendance",
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
                            "acts_for",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "meeting",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attendances",
                                to="governance.meeting",
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
                        "verbose_name": "attendance",
                        "verbose_name_plural": "attendances",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("meeting", "person"), name="attendance_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("acts_for", None),
                                    models.Q(("acts_for", models.F("person")), _negated=True),
                                    _connector="OR",
                                ),
                                name="attendance_acts_for_another",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("attendance", "absent"), _negated=True),
                                    models.Q(("reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="attendance_absence_has_reason",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Message",
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
                        ("event_key", models.CharField(max_length=120)),
                        ("subject", models.CharField(max_length=200)),
                        ("subject_en", models.CharField(blank=True, max_length=200)),
                        ("body", models.TextField(blank=True)),
                        ("url", models.CharField(blank=True, max_length=200)),
                        (
                            "topic",
                            models.CharField(
                                choices=[
                                    ("approval", "approvals"),
                                    ("duty", "new items to do"),
                                    ("reminder", "reminders and what is overdue"),
                                    ("record", "weekly data, reports and deviations"),
                                    ("plan", "annual plan and training"),
                                    ("review", "reviews, meetings and improvements"),
                                    ("other", "everything else"),
                                ],
                                default="other",
                                max_length=20,
                            ),
                        ),
                        ("created_at", models.DateTimeField()),
                        ("read_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("due", "waiting"),
                                    ("running", "sending"),
                                    ("sent", "sent"),
                                    ("kept", "in the inbox only"),
                                    ("parked", "parked"),
                                ],
                                default="due",
                                max_length=20,
                            ),
                        ),
                        ("attempts", models.PositiveSmallIntegerField(default=0)),
                        ("fence", models.PositiveIntegerField(default=0)),
                        ("lease_until", models.DateTimeField(blank=True, null=True)),
                        ("next_at", models.DateTimeField(blank=True, null=True)),
                        ("sent_at", models.DateTimeField(blank=True, null=True)),
                        ("digest_on", models.DateField(blank=True, null=True)),
                        ("is_urgent", models.BooleanField(default=False)),
                        ("error", models.CharField(blank=True, max_length=300)),
                        (
                            "recipient",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="messages",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "message",
                        "verbose_name_plural": "messages",
                        "indexes": [
                            models.Index(fields=["state", "next_at"], name="message_state_next"),
                            models.Index(fields=["recipient", "digest_on"], name="message_digest"),
                            models.Index(fields=["created_at"], name="message_created"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("event_key", "recipient"), name="message_once_per_recipient"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Obligation",
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
                                    ("weekly_data", "weekly data"),
                                    ("weekly_acceptance", "acceptance of weekly data"),
                                    ("monthly_report", "monthly monitoring report"),
                                    ("quarterly_review", "quarterly review"),
                                    ("annual_plan", "annual plan"),
                                    ("self_assessment", "self-assessment"),
                                    ("deviation_analysis", "analysis of a deviation"),
                                    ("approval", "approval to decide"),
                                    ("condition", "condition of a resolution"),
                                    ("meeting_action", "action agreed in a meeting"),
                                    ("document_reading", "document to read"),
                                    ("document_review", "review of a document"),
                                    ("plan_section", "section of the annual plan"),
                                    ("milestone", "milestone of the annual plan"),
                                    ("training", "training to hold"),
                                    ("trigger", "trigger of a review to look at"),
                                    ("feedback", "feedback to answer"),
                                    ("review_item", "item of a review"),
                                    ("improvement", "step of an improvement"),
                                    ("measure", "measure of an improvement"),
                                    ("verification", "effect to verify"),
                                    ("recurrence", "look again after 90 days"),
                                    ("output", "output of a process"),
                                    ("training_confirmation", "attendance to confirm"),
                                ],
                                max_length=30,
                            ),
                        ),
                        ("clause", models.CharField(max_length=20)),
                        ("subject", models.CharField(max_length=80)),
                        ("period", models.CharField(max_length=20)),
                        ("title", models.CharField(max_length=200)),
                        ("title_en", models.CharField(max_length=200)),
                        ("url", models.CharField(blank=True, max_length=200)),
                        (
                            "responsible_role",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("committee", "committee member"),
                                    ("process_manager", "process manager"),
                                    ("pmo", "PMO staff"),
                                    ("process_specialist", "process specialist"),
                                    ("department_head", "department head"),
                                    ("staff", "employee"),
                                    ("sys_admin", "system administrator"),
                                    ("sec_admin", "security administrator"),
                                    ("auditor", "audit administrator"),
                                ],
                                max_length=30,
                            ),
                        ),
                        ("opened_at", models.DateTimeField()),
                        ("due_at", models.DateTimeField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "open"),
                                    ("missing", "missing"),
                                    ("done", "done"),
                                    ("late_done", "done late"),
                                    ("waived", "waived"),
                                ],
                                default="open",
                                max_length=20,
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("done_at", models.DateTimeField(blank=True, null=True)),
                        ("evidence", models.CharField(blank=True, max_length=200)),
                        ("waive_reason", models.CharField(blank=True, max_length=300)),
                        ("is_backfilled", models.BooleanField(default=False)),
                        ("calendar_note", models.CharField(blank=True, max_length=60)),
                        ("reminded_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "escalated",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("owner", "who owes it"),
                                    ("head", "head of the department"),
                                    ("pmo", "PMO"),
                                    ("committee", "committee"),
                                ],
                                max_length=20,
                            ),
                        ),
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
                            "deputy",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="deputised",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "responsible",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="obligations",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "obligation",
                        "verbose_name_plural": "obligations",
                        "indexes": [
                            models.Index(fields=["state", "due_at"], name="obligation_state_due"),
                            models.Index(
                                fields=["responsible", "state"], name="obligation_person_state"
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("kind", "subject", "period"), name="obligation_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("responsible__isnull", False),
                                    models.Q(("responsible_role", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="obligation_has_someone",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PageSet",
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
                        ("sha256", models.CharField(max_length=64, unique=True)),
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
                        (
                            "fault",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("password", "the file is protected by a password"),
                                    ("broken", "the file cannot be read as a PDF"),
                                    (
                                        "heavy",
                                        "drawing them takes more time or memory than is allowed",
                                    ),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("pages", models.PositiveIntegerField(default=0)),
                        ("drawn_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "verbose_name": "pages of a file",
                        "verbose_name_plural": "pages of files",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "failed"), _negated=True),
                                    models.Q(("fault", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="page_set_failed_says_why",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PagePicture",
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
                        ("number", models.PositiveIntegerField()),
                        ("key", models.CharField(max_length=80, unique=True)),
                        ("sha256", models.CharField(max_length=64)),
                        ("size", models.PositiveIntegerField()),
                        ("width", models.PositiveIntegerField()),
                        ("height", models.PositiveIntegerField()),
                        (
                            "page_set",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="pictures",
                                to="governance.pageset",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "picture of a page",
                        "verbose_name_plural": "pictures of pages",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("page_set", "number"), name="page_picture_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Paper",
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
                        ("object_type", models.CharField(max_length=60)),
                        ("object_key", models.CharField(max_length=40)),
                        ("name", models.CharField(max_length=40)),
                        ("source_sha256", models.CharField(max_length=64)),
                        ("language", models.CharField(max_length=10)),
                        (
                            "format",
                            models.CharField(
                                choices=[("pdf", "PDF"), ("docx", "Word")], max_length=10
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
                        ("pages", models.PositiveIntegerField(default=0)),
                        ("requested_at", models.DateTimeField()),
                        ("rendered_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "verbose_name": "paper",
                        "verbose_name_plural": "papers",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=(
                                    "object_type",
                                    "object_key",
                                    "name",
                                    "source_sha256",
                                    "language",
                                    "format",
                                ),
                                name="paper_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "ready"), _negated=True),
                                    models.Q(
                                        models.Q(("sha256", ""), _negated=True), ("size__gt", 0)
                                    ),
                                    _connector="OR",
                                ),
                                name="paper_ready_has_hash",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Requirement",
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
                        ("clause_label", models.CharField(max_length=20)),
                        ("summary", models.CharField(max_length=300)),
                        ("summary_en", models.CharField(max_length=400)),
                        ("needs_committee", models.BooleanField(default=False)),
                        ("cadence", models.CharField(blank=True, max_length=20)),
                        (
                            "clause",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="requirements",
                                to="governance.clause",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "requirement",
                        "verbose_name_plural": "requirements",
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalSeparationException",
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
                                    ("policy", "framework policy"),
                                    ("norm", "norm"),
                                    ("reference", "reference document"),
                                    ("annual_plan", "annual plan"),
                                    ("major_improvement", "major improvement"),
                                ],
                                max_length=40,
                            ),
                        ),
                        (
                            "rule",
                            models.CharField(
                                choices=[
                                    ("author", "wrote part of it"),
                                    ("proposer", "proposed it"),
                                    ("reviewer", "decided an earlier step of it"),
                                ],
                                max_length=40,
                            ),
                        ),
                        ("reason", models.CharField(max_length=300)),
                        ("valid_to", models.DateField()),
                        ("recorded_at", models.DateTimeField()),
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
                            "recorded_by",
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
                    ],
                    options={
                        "verbose_name": "historical exception from the separation of duties",
                        "verbose_name_plural": "historical exceptions from the separation of duties",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalResolutionCondition",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField()),
                        ("text", models.CharField(max_length=500)),
                        ("due_on", models.DateField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "open"),
                                    ("met", "reported as met"),
                                    ("confirmed", "confirmed"),
                                ],
                                default="open",
                                max_length=20,
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("met_note", models.TextField(blank=True)),
                        ("met_at", models.DateTimeField(blank=True, null=True)),
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
                    ],
                    options={
                        "verbose_name": "historical condition of a resolution",
                        "verbose_name_plural": "historical conditions of resolutions",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalDocumentVersion",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("label", models.CharField(max_length=20)),
                        (
                            "state",
                            models.CharField(
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
                        ("version", models.PositiveIntegerField(default=1)),
                        (
                            "content_kind",
                            models.CharField(
                                choices=[
                                    ("clauses", "written here, by clause"),
                                    ("file", "uploaded file"),
                                ],
                                default="clauses",
                                max_length=20,
                            ),
                        ),
                        ("content_sha256", models.CharField(blank=True, max_length=64)),
                        ("change_note", models.CharField(blank=True, max_length=300)),
                        (
                            "is_material",
                            models.BooleanField(default=True, verbose_name="must be read anew"),
                        ),
                        ("prepared_by", models.CharField(blank=True, max_length=60)),
                        ("prepared_on", models.DateField(blank=True, null=True)),
                        ("reviewed_by", models.CharField(blank=True, max_length=60)),
                        ("reviewed_on", models.DateField(blank=True, null=True)),
                        ("approved_by", models.CharField(blank=True, max_length=60)),
                        ("approved_on", models.DateField(blank=True, null=True)),
                        ("published_on", models.DateField(blank=True, null=True)),
                        ("effective_on", models.DateField(blank=True, null=True)),
                        ("ended_on", models.DateField(blank=True, null=True)),
                        ("source_sha256", models.CharField(blank=True, max_length=64)),
                        ("terms", models.JSONField(blank=True, default=list)),
                        ("preamble", models.JSONField(blank=True, default=dict)),
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
                            "approver",
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
                            "based_on",
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
                            "preparer",
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
                            "publisher",
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
                            "reviewer",
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
                    ],
                    options={
                        "verbose_name": "historical document version",
                        "verbose_name_plural": "historical document versions",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="ResolutionCondition",
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
                        ("text", models.CharField(max_length=500)),
                        ("due_on", models.DateField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "open"),
                                    ("met", "reported as met"),
                                    ("confirmed", "confirmed"),
                                ],
                                default="open",
                                max_length=20,
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("met_note", models.TextField(blank=True)),
                        ("met_at", models.DateTimeField(blank=True, null=True)),
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
                            "resolution",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="conditions",
                                to="governance.resolution",
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
                    ],
                    options={
                        "verbose_name": "condition of a resolution",
                        "verbose_name_plural": "conditions of resolutions",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("resolution", "position"), name="resolution_condition_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("confirmed_by", None),
                                    models.Q(
                                        ("confirmed_by", models.F("responsible")), _negated=True
                                    ),
                                    _connector="OR",
                                ),
                                name="condition_confirmed_by_another",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RoleGrant",
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
                            "role",
                            models.CharField(
                                choices=[
                                    ("committee", "committee member"),
                                    ("process_manager", "process manager"),
                                    ("pmo", "PMO staff"),
                                    ("process_specialist", "process specialist"),
                                    ("department_head", "department head"),
                                    ("staff", "employee"),
                                    ("sys_admin", "system administrator"),
                                    ("sec_admin", "security administrator"),
                                    ("auditor", "audit administrator"),
                                ],
                                max_length=30,
                            ),
                        ),
                        ("valid_from", models.DateField()),
                        ("valid_to", models.DateField(blank=True, null=True)),
                        ("granted_by", models.CharField(max_length=80)),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="grants",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "role grant",
                        "verbose_name_plural": "role grants",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to", None),
                                    ("valid_to__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="role_grant_ends_after_start",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("valid_to", None)),
                                fields=("person", "role"),
                                name="role_grant_once_open",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RouteStep",
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
                        ("label", models.CharField(max_length=60)),
                        ("label_en", models.CharField(blank=True, max_length=80)),
                        (
                            "voters",
                            models.CharField(
                                choices=[
                                    ("reviewer", "the reviewer named at submission"),
                                    ("process_manager", "the process managers"),
                                    ("pmo", "the PMO"),
                                    ("department_heads", "the heads of departments"),
                                    ("committee", "the committee"),
                                    ("named", "named people"),
                                ],
                                max_length=20,
                            ),
                        ),
                        (
                            "mode",
                            models.CharField(
                                choices=[
                                    ("all", "all must agree"),
                                    ("any", "one agreement is enough"),
                                    ("threshold", "a share must agree"),
                                    ("sequential", "all, one after another"),
                                    ("committee", "by the rule of the committee"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("threshold", models.PositiveSmallIntegerField(blank=True, null=True)),
                        ("has_veto", models.BooleanField(default=False)),
                        ("workdays", models.PositiveSmallIntegerField(blank=True, null=True)),
                        (
                            "people",
                            models.ManyToManyField(
                                blank=True, related_name="+", to=settings.AUTH_USER_MODEL
                            ),
                        ),
                        (
                            "route",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="steps",
                                to="governance.approvalroute",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "step of a route",
                        "verbose_name_plural": "steps of routes",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("route", "position"), name="route_step_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("mode", "threshold"), _negated=True),
                                    models.Q(("threshold__gte", 1), ("threshold__lte", 100)),
                                    _connector="OR",
                                ),
                                name="route_step_threshold",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SavedView",
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
                        ("page", models.CharField(max_length=60)),
                        ("name", models.CharField(max_length=40)),
                        ("query", models.CharField(max_length=500)),
                        ("is_shared", models.BooleanField(default=False)),
                        ("created_at", models.DateTimeField()),
                        (
                            "owner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="saved_views",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "saved view",
                        "verbose_name_plural": "saved views",
                        "indexes": [models.Index(fields=["page"], name="saved_view_page")],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("owner", "page", "name"), name="saved_view_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SeparationException",
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
                                    ("policy", "framework policy"),
                                    ("norm", "norm"),
                                    ("reference", "reference document"),
                                    ("annual_plan", "annual plan"),
                                    ("major_improvement", "major improvement"),
                                ],
                                max_length=40,
                            ),
                        ),
                        (
                            "rule",
                            models.CharField(
                                choices=[
                                    ("author", "wrote part of it"),
                                    ("proposer", "proposed it"),
                                    ("reviewer", "decided an earlier step of it"),
                                ],
                                max_length=40,
                            ),
                        ),
                        ("reason", models.CharField(max_length=300)),
                        ("valid_to", models.DateField()),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "resolution",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="exceptions",
                                to="governance.resolution",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "exception from the separation of duties",
                        "verbose_name_plural": "exceptions from the separation of duties",
                    },
                ),
                migrations.CreateModel(
                    name="StoredFile",
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
                        ("object_type", models.CharField(max_length=60)),
                        ("object_key", models.CharField(max_length=40)),
                        ("part", models.CharField(blank=True, max_length=60)),
                        ("key", models.CharField(max_length=80, unique=True)),
                        ("name", models.CharField(max_length=200)),
                        ("kind", models.CharField(max_length=10)),
                        ("size", models.PositiveBigIntegerField()),
                        ("sha256", models.CharField(max_length=64)),
                        (
                            "is_active",
                            models.BooleanField(default=False, verbose_name="holds active content"),
                        ),
                        ("uploaded_at", models.DateTimeField()),
                        ("removed_at", models.DateTimeField(blank=True, null=True)),
                        ("lost_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "removed_by",
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
                        "verbose_name": "stored file",
                        "verbose_name_plural": "stored files",
                        "indexes": [
                            models.Index(
                                fields=["object_type", "object_key"], name="stored_file_on"
                            ),
                            models.Index(
                                fields=["uploaded_by", "uploaded_at"], name="stored_file_quota"
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("size__gt", 0)), name="stored_file_has_bytes"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("removed_at", None), ("removed_by", None)),
                                    models.Q(
                                        ("removed_at__isnull", False), ("removed_by__isnull", False)
                                    ),
                                    _connector="OR",
                                ),
                                name="stored_file_removed_pair",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FileText",
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
                    options={
                        "verbose_name": "text of a file",
                        "verbose_name_plural": "texts of files",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "ready"), _negated=True),
                                    ("read_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="file_text_ready_was_read",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TokenUse",
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
                        ("minute", models.DateTimeField()),
                        ("spent", models.PositiveIntegerField(default=0)),
                        ("last_used_at", models.DateTimeField()),
                        (
                            "token",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="use",
                                to="governance.apitoken",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "use of a token",
                        "verbose_name_plural": "uses of tokens",
                    },
                ),
                migrations.CreateModel(
                    name="Vote",
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
                            "ballot",
                            models.CharField(
                                choices=[
                                    ("approve", "agree"),
                                    ("oppose", "disagree"),
                                    ("abstain", "abstain"),
                                    ("recuse", "recuse"),
                                    ("return", "return for correction"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("reason", models.TextField(blank=True)),
                        ("content_sha256", models.CharField(max_length=64)),
                        ("at", models.DateTimeField()),
                        ("voided_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "void_reason",
                            models.CharField(
                                blank=True,
                                choices=[("content_changed", "the text has changed since")],
                                max_length=200,
                            ),
                        ),
                        (
                            "cast_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "exceptions",
                            models.ManyToManyField(
                                blank=True, related_name="+", to="governance.separationexception"
                            ),
                        ),
                        (
                            "task",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="votes",
                                to="governance.approvaltask",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "vote",
                        "verbose_name_plural": "votes",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("voided_at", None)),
                                fields=("task",),
                                name="vote_once_valid",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ballot__in", ["approve", "abstain"]),
                                    models.Q(("reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="vote_against_has_reason",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Webhook",
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
                        ("name", models.CharField(max_length=80)),
                        ("url", models.CharField(max_length=500)),
                        ("events", models.JSONField(default=list)),
                        ("sealed_secret", models.TextField()),
                        ("declared_at", models.DateTimeField()),
                        ("stopped_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "declared_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "webhook",
                        "verbose_name_plural": "webhooks",
                    },
                ),
                migrations.CreateModel(
                    name="WebhookDelivery",
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
                        ("message_id", models.CharField(max_length=40, unique=True)),
                        ("event", models.CharField(max_length=40)),
                        ("subject", models.CharField(max_length=120)),
                        ("body", models.TextField()),
                        ("created_at", models.DateTimeField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("due", "waiting"),
                                    ("running", "sending"),
                                    ("sent", "delivered"),
                                    ("parked", "parked"),
                                ],
                                default="due",
                                max_length=20,
                            ),
                        ),
                        ("attempts", models.PositiveSmallIntegerField(default=0)),
                        ("fence", models.PositiveIntegerField(default=0)),
                        ("lease_until", models.DateTimeField(blank=True, null=True)),
                        ("next_at", models.DateTimeField(blank=True, null=True)),
                        ("delivered_at", models.DateTimeField(blank=True, null=True)),
                        ("tries", models.JSONField(default=list)),
                        (
                            "webhook",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="deliveries",
                                to="governance.webhook",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "webhook delivery",
                        "verbose_name_plural": "webhook deliveries",
                        "indexes": [
                            models.Index(fields=["state", "next_at"], name="webhook_delivery_due")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("webhook", "event", "subject"), name="webhook_told_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AgendaAction",
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
                        ("text", models.CharField(max_length=300)),
                        ("due_on", models.DateField()),
                        ("done_at", models.DateTimeField(blank=True, null=True)),
                        ("done_note", models.CharField(blank=True, max_length=300)),
                        (
                            "responsible",
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
                                related_name="actions",
                                to="governance.agendaitem",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "action agreed in a meeting",
                        "verbose_name_plural": "actions agreed in meetings",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("done_at", None),
                                    models.Q(("done_note", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="agenda_action_done_has_note",
                            )
                        ],
                    },
                ),
            ]
        ),
        # Last of all: the triggers stand on tables that are there.
        migrations.RunPython(guard, release),
    ]
