"""Texts that were imported before versions kept their own tree move over whole (migration `clause_text_tree`)."""

import uuid

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from governance.models import DocumentVersion
from governance.selectors.clause import clause_rows, content_hash

LINES = "第一句；\n- 一点；\n指标\t目标\n完成率\t≥1"
# Found by name, because a branch may number it anew.
NAME = "clause_text_tree"


def migrate(targets):
    executor = MigrationExecutor(connection)
    executor.migrate(targets)
    return executor.loader.project_state(targets).apps


@pytest.fixture
def before(transactional_db):
    """The database as it was before, and again as it is afterwards."""
    graph = MigrationExecutor(connection).loader.graph
    (own,) = [key for key in graph.nodes if key[0] == "governance" and key[1].endswith(NAME)]
    (parent,) = [key.key for key in graph.node_map[own].parents if key.key[0] == "governance"]
    leaves = graph.leaf_nodes()
    try:
        yield migrate([parent]), leaves
    finally:
        migrate(leaves)


def old_version(apps, label, state):
    model = apps.get_model("governance", "DocumentVersion")
    document, _new = apps.get_model("governance", "Document").objects.get_or_create(
        code="policy", defaults={"kind": "policy", "title": "制度"}
    )
    version = model.objects.create(document=document, label=label, state=state)
    for position, number in enumerate(["1", "1.1"], 1):
        clause, _new = apps.get_model("governance", "Clause").objects.get_or_create(
            document=document,
            number=number,
            defaults={"title": f"标题{number}", "title_en": "T", "position": position},
        )
        texts = apps.get_model("governance", "ClauseText").objects
        texts.create(document_version=version, clause=clause, text=LINES)
    return version.pk


def test_an_imported_text_takes_number_title_and_place_from_its_clause(before):
    apps, leaves = before
    keys = [old_version(apps, "V1.0", "superseded"), old_version(apps, "V1.1", "draft")]

    migrate(leaves)

    versions = [DocumentVersion.objects.get(pk=key) for key in keys]
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
        assert version.content_sha256 == content_hash(version) != ""
