"""The tables of portal as they stand after 0003_evidence_pack, folded into one step (docs/adr/0033)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from governance.lib.tables import CreateTables
from governance.lib.trigrams import drop_trigrams, index_trigrams

SEARCHED = "portal_searchentry"


def index(apps, schema_editor):
    index_trigrams(schema_editor.connection, SEARCHED, "words")


def drop(apps, schema_editor):
    drop_trigrams(schema_editor.connection, SEARCHED)


class Migration(migrations.Migration):
    initial = True

    # A database that has all of these has this one.
    replaces = [
        ("portal", "0001_calendar_feed"),
        ("portal", "0002_search_entry"),
        ("portal", "0003_evidence_pack"),
    ]

    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="CalendarFeed",
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
                        ("secret_sha256", models.CharField(max_length=64, unique=True)),
                        ("language", models.CharField(max_length=10)),
                        ("created_at", models.DateTimeField()),
                        (
                            "person",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="calendar_feed",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "calendar feed",
                        "verbose_name_plural": "calendar feeds",
                    },
                ),
                migrations.CreateModel(
                    name="SearchEntry",
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
                        ("kind", models.CharField(max_length=20)),
                        ("object_key", models.PositiveBigIntegerField()),
                        ("title", models.CharField(max_length=400)),
                        ("title_en", models.CharField(blank=True, max_length=400)),
                        ("pinyin", models.TextField(blank=True)),
                        ("body", models.TextField(blank=True)),
                        ("words", models.TextField()),
                        ("url", models.CharField(blank=True, max_length=200)),
                        ("is_quoted", models.BooleanField(default=True)),
                        ("dated_on", models.DateField(blank=True, null=True)),
                        ("stamp", models.CharField(max_length=64)),
                        ("changed_at", models.DateTimeField()),
                    ],
                    options={
                        "verbose_name": "search entry",
                        "verbose_name_plural": "search entries",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("kind", "object_key"), name="search_entry_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="EvidencePack",
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
                        ("ordered_at", models.DateTimeField()),
                        ("first", models.DateField()),
                        ("last", models.DateField()),
                        ("language", models.CharField(max_length=10)),
                        ("key", models.CharField(blank=True, max_length=80)),
                        ("sha256", models.CharField(blank=True, max_length=64)),
                        ("size", models.PositiveBigIntegerField(default=0)),
                        ("files", models.PositiveIntegerField(default=0)),
                        ("gaps", models.PositiveIntegerField(default=0)),
                        ("made_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "ordered_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "evidence pack",
                        "verbose_name_plural": "evidence packs",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("sha256", "")),
                                fields=("ordered_by", "first", "last", "language"),
                                name="evidence_pack_once_in_making",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("last__gte", models.F("first"))),
                                name="evidence_pack_ends_after_start",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("made_at", None), ("sha256", "")),
                                    models.Q(
                                        models.Q(("sha256", ""), _negated=True),
                                        models.Q(("key", ""), _negated=True),
                                        ("made_at__isnull", False),
                                        ("size__gt", 0),
                                    ),
                                    _connector="OR",
                                ),
                                name="evidence_pack_made_is_whole",
                            ),
                        ],
                    },
                ),
            ]
        ),
        # Last of all: the triggers stand on tables that are there.
        migrations.RunPython(index, drop),
    ]
