import pytest
import yaml

from kpi.lib.ticket_declaration import load_mapping
from kpi.lib.ticket_keys import MappingRefused
from kpi.lib.ticket_presets import load_preset, preset_names, preset_text
from tests.tickets import MAPPING


def line_of(text, start):
    return next(
        number for number, line in enumerate(text.splitlines(), 1) if line.startswith(start)
    )


def refusal(text, kind="toml"):
    with pytest.raises(MappingRefused) as caught:
        load_mapping(text, kind=kind)
    return str(caught.value)


@pytest.mark.parametrize("name", ["govuk_releases", "openstack_changes", "uci_incident"])
def test_presets_are_valid_and_named_in_both_languages(name):
    mapping = load_preset(name)

    assert name in preset_names()
    assert mapping.name != mapping.name_en
    assert all(figure.label != figure.name for figure in mapping.figures)


def test_an_unknown_preset_is_refused_with_the_known_ones():
    with pytest.raises(MappingRefused, match="uci_incident"):
        preset_text("sap")


def test_yaml_says_the_same_as_toml():
    import tomllib

    text = yaml.safe_dump(tomllib.loads(MAPPING), allow_unicode=True, sort_keys=False)
    ours, theirs = load_mapping(MAPPING), load_mapping(text, kind="yaml")

    assert (ours.columns, ours.measures, ours.figures) == (
        theirs.columns,
        theirs.measures,
        theirs.figures,
    )


@pytest.mark.parametrize(
    ("old", "new", "key", "word"),
    [
        ('count = "opened"', 'count = "begun"', "measures.inc_opened", "resolved"),
        (
            'count = "opened"',
            'cuont = "opened"',
            "measures.inc_opened.cuont",
            "did you mean “count”",
        ),
        (
            'count = "opened"',
            'count = "opened", sum = "reopens"',
            "measures.inc_opened",
            "exactly one",
        ),
        ('count = "opened"', "count = 3", "measures.inc_opened", "quotation marks"),
        ('where = "sla is yes"', 'where = "sla is maybe"', "measures.sla_met", "maybe"),
        ('where = "sla is yes"', 'where = "sla equals yes"', "measures.sla_met", "not a condition"),
        (
            'hours = "opened to resolved"',
            'hours = "opened - resolved"',
            "measures.inc_resolve_hours",
            "not a span",
        ),
        ('shape = "event-log"', 'shape = "log"', "file.shape", "event-log"),
        ('null = "?"', 'nul = "?"', "file.nul", "did you mean “null”"),
        ('null = "?"', 'zone = "Mars/Olympus"', "file.zone", "no time zone"),
        ('id = "number"', 'key = "number"', "columns.key", "not known"),
        ('opened = "opened_at"\n', "", "measures.inc_opened", "[columns]"),
        ('keep = "max"', 'keep = "most"', "columns.reopens", "last known"),
        ('keep = "last known"', 'keep = "max"', "columns.group", "counters"),
        (', no = "false"', "", "columns.sla", "flag"),
        ('to = "18:00"', 'to = "08:00"', "business_hours.to", "later"),
        ('to = "18:00"', 'to = "six"', "business_hours.to", "09:00"),
        (
            'priority = "priority"\n\n[measures]',
            'priority = "prio"\n\n[measures]',
            "dimensions.priority",
            "prio",
        ),
        (
            'mttr = "mean inc_resolve_hours"',
            'mttr = "average inc_resolve_hours"',
            "table.columns.mttr",
            "no figure",
        ),
        (
            'mttr = "mean inc_resolve_hours"',
            'mttr = "mean inc_hours"',
            "table.columns.mttr",
            "inc_hours",
        ),
        (
            'mttr = "mean inc_resolve_hours"',
            'mttr = "mean inc_backlog"',
            "table.columns.mttr",
            "stock",
        ),
        ("older_than_days = 30", 'older_than_days = "30"', "figures.old", "whole number"),
        ("[figures]\nreopened", "[figures]\ninc_opened", "figures.inc_opened", "already"),
    ],
)
def test_a_wrong_key_is_named_with_its_line(old, new, key, word):
    assert old in MAPPING
    sentence = refusal(MAPPING.replace(old, new, 1))

    assert key in sentence
    assert word in sentence
    assert sentence.startswith("line ")


def test_the_line_is_the_line():
    text = MAPPING.replace('where = "sla is yes"', 'where = "sla is maybe"')

    assert refusal(text).startswith(f"line {line_of(text, 'sla_met')},")


def test_the_line_of_a_nested_key_stands_in_its_own_section():
    text = MAPPING.replace('opened = "inc_opened"', 'opened = "inc_open"')

    line = text.splitlines().index('opened = "inc_open"') + 1
    assert refusal(text).startswith(f"line {line},")


@pytest.mark.parametrize(
    ("text", "kind"), [("name = ", "toml"), ("a: [", "yaml"), ("- a", "yaml"), ("", "toml")]
)
def test_what_is_no_table_is_refused(text, kind):
    assert refusal(text, kind)


def test_a_mapping_without_measures_is_refused():
    head, _section, _rest = MAPPING.partition("[measures]")

    assert "measures" in refusal(head)


def test_a_yaml_bomb_or_object_is_refused():
    assert "YAML" in refusal("!!python/object/apply:os.system ['true']", "yaml")
