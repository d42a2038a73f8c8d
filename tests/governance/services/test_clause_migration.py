"""Texts that were imported before versions kept their own tree move over whole (migration 0014)."""

import importlib
import uuid

from django.apps import apps

from governance.models import Clause, ClauseText, Document, DocumentVersion
from governance.selectors.clause import clause_rows, content_hash

LINES = "第一句；\n- 一点；\n指标\t目标\n完成率\t≥1"


def moved():
    # Django names its files by number, which is no name to import by.
    module = importlib.import_module("governance.migrations.0014_clause_text_tree")
    module.fill_texts(apps, None)


def test_an_imported_text_takes_number_title_and_place_from_its_clause(db):
    document = Document.objects.create(code="policy", kind="policy", title="制度")
    versions = [
        DocumentVersion.objects.create(document=document, label=label)
        if label == "V1.1"
        else DocumentVersion.objects.create(document=document, label=label, state="superseded")
        for label in ("V1.0", "V1.1")
    ]
    for position, number in enumerate(["1", "1.1"], 1):
        clause = Clause.objects.create(
            document=document, number=number, title=f"标题{number}", title_en="T", position=position
        )
        for version in versions:
            ClauseText.objects.create(
                document_version=version,
                clause=clause,
                number=f"~{number}",
                title="",
                position=0,
                text=LINES,
            )

    moved()

    rows = [clause_rows(version) for version in versions]
    assert [(row.number, row.title, row.title_en, row.position) for row in rows[0]] == [
        ("1", "标题1", "T", 1),
        ("1.1", "标题1.1", "T", 2),
    ]
    assert rows[0][0].text == (
        "第一句；\n\n- 一点；\n\n| 指标 | 目标 |\n| --- | --- |\n| 完成率 | ≥1 |"
    )
    assert [row.lineage for row in rows[0]] == [row.lineage for row in rows[1]]
    assert len({row.lineage for row in rows[0]}) == 2
    assert isinstance(rows[0][0].lineage, uuid.UUID)
    for version in versions:
        version.refresh_from_db()
        assert version.content_sha256 == content_hash(version) != ""
