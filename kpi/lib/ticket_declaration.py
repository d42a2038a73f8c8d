"""The text of a mapping, TOML or YAML, is checked key by key and becomes rules (see docs/manual)."""

import hashlib
import re
import tomllib
from datetime import UTC, time, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml
from django.utils.translation import gettext as _

from kpi.lib import ticket_words as words
from kpi.lib.ticket_keys import KeyReader, MappingRefused
from kpi.lib.ticket_mapping import (
    ColumnRule,
    Figure,
    MeasureRule,
    OfficeHours,
    OutcomeRule,
    TicketMapping,
)

AS_PRINTED = "as printed"
SHAPES = ("event-log", "one-row-per-ticket")
KEEPS = ("last", "last known", "max")
KINDS = ("count", "sum", "hours", "business_hours", "open")
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_CODE = re.compile(r"^[a-z][a-z0-9_]{0,59}$")
_FIGURE = re.compile(
    r"^(?:(?P<ratio>percent|count) (?P<top>\w+) of (?P<base>\w+)"
    r"|(?P<stat>mean|median|min|max|p\d\d (?:linear|nearest)) (?P<over>\w+)"
    r"|(?P<plain>\w+))$"
)


def load_mapping(text: str, *, kind: str = "toml") -> TicketMapping:
    """A mapping is taken whole or refused with the key and, where it can be found, the line that is wrong."""
    return _Reader(text, _parse(text, kind)).mapping()


def _parse(text: str, kind: str) -> dict[str, Any]:
    try:
        data = tomllib.loads(text) if kind == "toml" else yaml.safe_load(text)
    except tomllib.TOMLDecodeError as error:
        raise MappingRefused(
            _("The mapping is not valid TOML: %(error)s") % {"error": error}
        ) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise MappingRefused(
            _("The mapping is not valid YAML: %(error)s") % {"error": error}
        ) from error
    if not isinstance(data, dict):
        raise MappingRefused(_("The mapping is not a table of keys and values."))
    return data


class _Reader(KeyReader):
    """Walks the declaration key by key, so that every refusal can say where it is."""

    def mapping(self) -> TicketMapping:
        allowed = ("name", "name_en", "process", "file", "columns", "outcome", "business_hours")
        self.only_keys("", self.data, (*allowed, "dimensions", "measures", "figures", "table"))
        file = self.table("file", ("shape", "null", "dates", "zone", "only", "bad_rows", "sheet"))
        shape = self.choice("file.shape", file.get("shape"), SHAPES)
        columns, details = self.columns(file)
        outcome = self.outcome()
        office = self.office()
        measures = self.measures("measures", office)
        for code, rule in self.measures("figures", office).items():
            if code in measures:
                raise self.refuse(f"figures.{code}", _("is already one of the [measures]."))
            measures[code] = rule
        if not any(rule.published for rule in measures.values()):
            raise self.refuse("measures", _("at least one measure is needed."))
        name = self.texts("name", self.data, required=True)[0]
        labels, figures = self.figures(measures)
        zone_name, zone = self.zone(file)
        mapping = TicketMapping(
            name=name,
            name_en=(self.texts("name_en", self.data) or (name,))[0],
            process=(self.texts("process", self.data) or ("",))[0],
            shape=shape,
            nulls=frozenset({"", *self.texts("file.null", file)}),
            dates=self.texts("file.dates", file) or ("iso",),
            zone_name=zone_name,
            zone=zone,
            only=self.row_filter(file),
            skip_bad_rows=self.choice(
                "file.bad_rows", file.get("bad_rows", "stop"), ("stop", "skip")
            )
            == "skip",
            sheet=(self.texts("file.sheet", file) or ("",))[0],
            columns=columns,
            details=details,
            outcome=outcome,
            office=office,
            dimensions=self.dimensions(),
            measures=measures,
            labels=labels,
            figures=figures,
            text=self.text,
            sha256=hashlib.sha256(self.text.encode()).hexdigest(),
        )
        self.check_fields(mapping)
        return mapping

    def zone(self, file: dict[str, Any]) -> tuple[str, tzinfo]:
        name = (self.texts("file.zone", file) or (AS_PRINTED,))[0]
        if name == AS_PRINTED:
            # The wall clock of the file is kept as it stands: no zone, so no shift and no summer time.
            return name, UTC
        try:
            return name, ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise self.refuse(
                "file.zone",
                _("“%(name)s” is no time zone; write “Asia/Shanghai”, “UTC” or “as printed”.")
                % {"name": name},
            ) from error

    def row_filter(self, file: dict[str, Any]) -> tuple[tuple[str, frozenset[str]], ...]:
        only = file.get("only", {})
        if not isinstance(only, dict):
            raise self.refuse("file.only", _('write it as { column = "value" }.'))
        return tuple(
            (column, frozenset(self.texts(f"file.only.{column}", only))) for column in only
        )

    def columns(self, file: dict[str, Any]) -> tuple[tuple[ColumnRule, ...], tuple[str, ...]]:
        found = self.table(
            "columns", ("id", "details", *(name for name in words.FIELDS if name != "outcome"))
        )
        if "id" not in found:
            raise self.refuse("columns", _("the column “id” is missing: every ticket needs a key."))
        is_log = file.get("shape") == "event-log"
        rules = tuple(
            self.column(name, found, is_log=is_log) for name in found if name != "details"
        )
        return rules, self.texts("columns.details", found)

    def column(self, name: str, found: dict[str, Any], *, is_log: bool) -> ColumnRule:
        path = f"columns.{name}"
        rule = found[name]
        if not isinstance(rule, dict):
            rule = {"column": rule}
        self.only_keys(path, rule, ("column", "keep", "yes", "no"))
        columns = self.texts(f"{path}.column", rule, required=True)
        keep = self.choice(f"{path}.keep", rule.get("keep", "last"), KEEPS)
        if keep != "last" and not is_log:
            raise self.refuse(path, _("“keep” makes sense only for the shape “event-log”."))
        if keep == "max" and name not in words.COUNTS:
            raise self.refuse(
                path,
                _("the maximum is kept only of counters (%(names)s).")
                % {"names": ", ".join(words.COUNTS)},
            )
        if len(columns) > 1 and name != "id":
            raise self.refuse(path, _("only “id” may be joined from several columns."))
        yes, no = self.texts(f"{path}.yes", rule), self.texts(f"{path}.no", rule)
        if (name in words.FLAGS) is not bool(yes and no):
            raise self.refuse(
                path, _("a flag, and only a flag, says which words mean “yes” and which mean “no”.")
            )
        return ColumnRule(name, columns, keep, frozenset(yes), frozenset(no))

    def outcome(self) -> OutcomeRule | None:
        keys = (
            "column",
            "values",
            "otherwise",
            "before",
            "after",
            "number",
            "missing",
            "same",
            "higher",
            "lower",
        )
        found = self.table("outcome", keys, required=False)
        if not found:
            return None
        by_column, by_order = "column" in found, "before" in found
        if by_column is by_order:
            raise self.refuse(
                "outcome",
                _("write either “column” with “values”, or “before”, “after” and “number”."),
            )
        values = found.pop("values", {})
        if not isinstance(values, dict):
            raise self.refuse(
                "outcome.values", _('write it as { "value in the file" = "outcome" }.')
            )
        for key in (
            ("column", "values") if by_column else ("before", "after", "number", "higher", "lower")
        ):
            if key not in found and not (key == "values" and values):
                raise self.refuse(f"outcome.{key}", _("is missing."))
        texts = {key: self.texts(f"outcome.{key}", found)[0] for key in found}
        try:
            groups = re.compile(texts.get("number", "()")).groups
        except re.error as error:
            raise self.refuse(
                "outcome.number", _("is not a valid pattern: %(error)s") % {"error": error}
            ) from error
        if groups != 1:
            raise self.refuse(
                "outcome.number",
                _("needs exactly one pair of brackets around the digits, as in v(\\d+)."),
            )
        return OutcomeRule(values={str(key): str(value) for key, value in values.items()}, **texts)

    def office(self) -> OfficeHours | None:
        found = self.table("business_hours", ("days", "from", "to"), required=False)
        if not found:
            return None
        days = self.texts("business_hours.days", found, required=True)
        for day in days:
            self.choice("business_hours.days", day, DAYS)
        start, end = (self.clock(f"business_hours.{key}", found) for key in ("from", "to"))
        if not start < end:
            raise self.refuse("business_hours.to", _("must be later than “from”."))
        return OfficeHours(frozenset(DAYS.index(day) for day in days), start, end)

    def clock(self, path: str, found: dict[str, Any]) -> time:
        text = self.texts(path, found, required=True)[0]
        try:
            return time.fromisoformat(text)
        except ValueError as error:
            raise self.refuse(path, _('is a time of day such as "09:00".')) from error

    def dimensions(self) -> tuple[tuple[str, str], ...]:
        found = self.table("dimensions", required=False)
        return tuple(
            (name, self.choice(f"dimensions.{name}", source, words.TEXTS))
            for name, source in found.items()
        )

    def measures(self, section: str, office: OfficeHours | None) -> dict[str, MeasureRule]:
        found = self.table(section, required=section == "measures")
        rules = {}
        for code, rule in found.items():
            path = f"{section}.{code}"
            if not isinstance(rule, dict):
                raise self.refuse(path, _('write it as { count = "opened" }.'))
            rules[code] = self.measure(path, rule, office)
        return rules

    def measure(self, path: str, rule: dict[str, Any], office: OfficeHours | None) -> MeasureRule:
        self.only_keys(path, rule, (*KINDS, "at", "where", "older_than_days", "name", "name_en"))
        kind = [key for key in KINDS if key in rule]
        if len(kind) != 1:
            raise self.refuse(
                path, _("needs exactly one of: %(kinds)s.") % {"kinds": ", ".join(KINDS)}
            )
        code = path.partition(".")[2]
        if not _CODE.match(code):
            raise self.refuse(path, _("a code is small letters, digits and “_”."))
        self.check_measure(path, kind[0], rule, office)
        told = self.texts(f"{path}.{kind[0]}", rule, required=True)[0]
        at, name, span = self.measured(path, kind[0], told, rule)
        where = (self.texts(f"{path}.where", rule) or ("",))[0]
        return MeasureRule(
            code=code,
            kind=kind[0],
            at=at,
            field=name,
            span=span,
            where=self.phrase(path, words.read_where, where),
            older_than_days=rule.get("older_than_days", 0),
            published=path.startswith("measures."),
            name=(self.texts(f"{path}.name", rule) or ("",))[0],
            name_en=(self.texts(f"{path}.name_en", rule) or ("",))[0],
        )

    def check_measure(
        self, path: str, kind: str, rule: dict[str, Any], office: OfficeHours | None
    ) -> None:
        days = rule.get("older_than_days", 0)
        if type(days) is not int or days < 0 or (days and kind != "open"):
            raise self.refuse(path, _("“older_than_days” is a whole number and belongs to “open”."))
        if kind == "business_hours" and office is None:
            raise self.refuse(
                path, _("the section [business_hours] with days, from and to is missing.")
            )
        if "at" in rule and kind in {"count", "open"}:
            raise self.refuse(path, _("“at” is not needed here: the time is already named."))

    def measured(
        self, path: str, kind: str, told: str, rule: dict[str, Any]
    ) -> tuple[str, str, words.Span | None]:
        if kind == "count":
            return self.phrase(path, words.read_time, told), "", None
        if kind == "open":
            return "", "", self.phrase(path, words.read_span, told, "until")
        at = (self.texts(f"{path}.at", rule) or ("",))[0]
        if kind == "sum":
            return (
                self.phrase(path, words.read_time, at),
                self.phrase(path, words.read_count, told),
                None,
            )
        span = self.phrase(path, words.read_span, told, "to")
        return self.phrase(path, words.read_time, at or span.ends[0]), "", span

    def figures(
        self, measures: dict[str, MeasureRule]
    ) -> tuple[tuple[str, ...], tuple[Figure, ...]]:
        found = self.table("table", ("label", "columns", "names"), required=False)
        columns = found.get("columns", {code: code for code in measures})
        names = found.get("names", {})
        for path, part in (("table.columns", columns), ("table.names", names)):
            if not isinstance(part, dict):
                raise self.refuse(path, _('write one line a column: name = "what it shows".'))
        self.only_keys("table.names", names, tuple(columns))
        figures = tuple(
            self.figure(f"table.columns.{name}", columns, measures, names) for name in columns
        )
        return self.texts("table.label", found), figures

    def figure(
        self,
        path: str,
        columns: dict[str, Any],
        measures: dict[str, MeasureRule],
        names: dict[str, Any],
    ) -> Figure:
        told = self.texts(path, columns, required=True)[0]
        match = _FIGURE.match(told)
        if match is None:
            raise self.refuse(
                path,
                _(
                    "“%(told)s” is no figure; write a measure, “percent a of b”, “count a of b”, “mean a”, “median a”, “max a”, “p90 linear a” or “p90 nearest a”."
                )
                % {"told": told},
            )
        measure = match["top"] or match["over"] or match["plain"]
        for code in filter(None, (measure, match["base"])):
            self.choice(path, code, tuple(measures))
        if match["stat"] and measures[measure].kind == "open":
            raise self.refuse(path, _("a stock has no statistic over tickets."))
        name = path.rpartition(".")[2]
        labels = (*self.texts(f"table.names.{name}", names), name, name)
        return Figure(
            name=name,
            kind=match["ratio"] or match["stat"] or "value",
            measure=measure,
            base=match["base"] or "",
            label=labels[0],
            label_en=labels[1],
        )

    def check_fields(self, mapping: TicketMapping) -> None:
        """A measure may only use what the columns give."""
        given = {rule.field for rule in mapping.columns} | (
            {"outcome"} if mapping.outcome else set()
        )
        for rule in mapping.measures.values():
            section = "measures" if rule.published else "figures"
            used = {rule.at, rule.field, *(clause.field for clause in rule.where)}
            used |= {rule.span.start, *rule.span.ends} if rule.span else set()
            for name in sorted(used - given - {""}):
                raise self.refuse(
                    f"{section}.{rule.code}",
                    _("uses “%(name)s”, but [columns] does not say where it comes from.")
                    % {"name": name},
                )
        for name, source in mapping.dimensions:
            if source not in given:
                raise self.refuse(
                    f"dimensions.{name}",
                    _("uses “%(name)s”, but [columns] does not say where it comes from.")
                    % {"name": source},
                )
