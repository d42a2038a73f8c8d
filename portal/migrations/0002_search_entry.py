from django.db import migrations, models

from governance.lib.trigrams import drop_trigrams, index_trigrams

TABLE = "portal_searchentry"


def index(apps, schema_editor):
    index_trigrams(schema_editor.connection, TABLE, "words")


def drop(apps, schema_editor):
    drop_trigrams(schema_editor.connection, TABLE)


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0001_calendar_feed"),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                    models.UniqueConstraint(fields=("kind", "object_key"), name="search_entry_once")
                ],
            },
        ),
        migrations.RunPython(index, drop, elidable=False),
    ]
