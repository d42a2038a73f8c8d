"""Ticket sources are declared: a tool, its mapping, and the measures it feeds (policy 6.4.2)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from governance.lib.actors import Actor
from governance.lib.history import save_tracked
from governance.lib.workflow import Refused
from governance.models import Department, Person
from governance.permissions import Permission, demand
from governance.services.audit import Change, record
from kpi.lib.ticket_declaration import load_mapping
from kpi.lib.ticket_mapping import MeasureRule, TicketMapping
from kpi.lib.ticket_presets import preset_names, preset_text
from kpi.models import DataSource, Measure
from kpi.states import Aggregation
from processes.models import Process


class CannotDeclareSource(Refused):
    """The declaration does not fit the catalogue it feeds."""

    code = "cannot_declare_source"


@dataclass(frozen=True)
class Declaration:
    """What makes a source: its code, the text of its mapping, and whose it is (empty: as it was)."""

    code: str
    text: str
    kind: str = "toml"
    preset: str = ""
    process: Process | None = None
    department: Department | None = None


def preset_declaration(name: str) -> Declaration:
    """A preset is declared under its own name."""
    return Declaration(code=name, text=preset_text(name), preset=name)


def file_declaration(file_name: str, text: str) -> Declaration:
    """A mapping file is declared under its file name, so that the same file is the same source."""
    stem, _dot, ending = file_name.rpartition(".")
    kind = {"toml": "toml", "yaml": "yaml", "yml": "yaml"}.get(ending.casefold(), "")
    code = slugify(stem.replace(".", "-"))[:60]
    if not kind or not code:
        raise CannotDeclareSource(
            _(
                "A mapping is a file such as “our_tool.toml” or “our_tool.yaml”; presets are: %(presets)s."
            )
            % {"presets": ", ".join(preset_names())}
        )
    if code in preset_names():
        raise CannotDeclareSource(
            _("“%(code)s” is the name of a preset; please give the mapping another name.")
            % {"code": code}
        )
    return Declaration(code=code, text=text, kind=kind)


def declare_source(declaration: Declaration, *, by: Actor, at: datetime) -> DataSource:
    """A source is declared once; a changed mapping replaces the old one and is on record.

    The same declaration again changes nothing. Raises `MappingRefused` or `CannotDeclareSource`.
    """
    if isinstance(by, Person):
        demand(by, Permission.SOURCE_DECLARE)
    mapping = load_mapping(declaration.text, kind=declaration.kind)
    with transaction.atomic():
        source = DataSource.objects.filter(code=declaration.code).first()
        before = _facts(source) if source else None
        source = source or DataSource(code=declaration.code, created_at=at)
        source.name, source.name_en = mapping.name, mapping.name_en
        source.preset = declaration.preset
        source.mapping_text, source.mapping_kind = declaration.text, declaration.kind
        source.process = declaration.process or _process_of(source, mapping)
        source.department = declaration.department or source.department
        after = _facts(source)
        if before != after:
            save_tracked(source, by=by, at=at, reason="kpi.declare_source")
            record(
                "kpi.declare_source",
                by=by,
                at=at,
                obj=source,
                change=Change(before=before, after=after),
            )
        measures_fed(source, mapping, by=by, at=at)
    return source


def _facts(source: DataSource) -> dict[str, str]:
    return {
        "name": source.name,
        "process": source.process.code,
        "department": source.department.name if source.department else "",
        "mapping": source.mapping_text,
    }


def _process_of(source: DataSource, mapping: TicketMapping) -> Process:
    if source.process_id and not mapping.process:
        return source.process
    process = Process.objects.filter(code=mapping.process).first()
    if process is None:
        raise CannotDeclareSource(
            _(
                "The mapping names the process “%(code)s”, which the catalogue does not have. Known are: %(known)s."
            )
            % {
                "code": mapping.process,
                "known": ", ".join(
                    Process.objects.order_by("position").values_list("code", flat=True)
                ),
            }
        )
    return process


def measures_fed(
    source: DataSource, mapping: TicketMapping, *, by: Actor, at: datetime
) -> dict[str, Measure]:
    """A source feeds the catalogue's measures; one that the catalogue lacks is added and is on record.

    A stock feeds only a measure that takes the last snapshot, a flow only one that is added up.
    """
    there = {measure.code: measure for measure in Measure.objects.filter(code__in=mapping.measures)}
    for rule in mapping.published:
        measure = there.get(rule.code)
        if measure is None:
            there[rule.code] = _add_measure(source, rule, by=by, at=at)
        elif measure.aggregation != _aggregation_of(rule):
            raise CannotDeclareSource(
                _(
                    "The measure “%(code)s” is put together as “%(way)s”, which does not fit “%(kind)s” in the mapping."
                )
                % {"code": rule.code, "way": measure.get_aggregation_display(), "kind": rule.kind}
            )
    return there


def _aggregation_of(rule: MeasureRule) -> str:
    return Aggregation.LAST if rule.kind == "open" else Aggregation.SUM


def _add_measure(source: DataSource, rule: MeasureRule, *, by: Actor, at: datetime) -> Measure:
    is_time = rule.kind in {"hours", "business_hours"}
    measure = Measure(
        code=rule.code,
        process=source.process,
        name=rule.name or rule.code,
        name_en=rule.name_en or rule.name or rule.code,
        unit="h" if is_time else "件",
        unit_en="h" if is_time else "cases",
        aggregation=_aggregation_of(rule),
        decimals=2 if is_time else 0,
    )
    save_tracked(measure, by=by, at=at, reason="kpi.declare_source")
    record("kpi.add_measure", by=by, at=at, obj=measure, change=Change(after={"code": rule.code}))
    return measure
