"""Prints the figures of a ticket source, one row a period: `export_kpi --source uci_incident --grain week`."""

import csv
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from governance.lib.periods import GRAINS, BadPeriod
from kpi.models import DataSource
from kpi.selectors.ticket import (
    FigureRow,
    figure_table,
    label_cells,
    mapping_of,
    number_text,
    periods_asked,
)


class Command(BaseCommand):
    help = "Export the figures of a ticket source, computed from its tickets."
    # Checks load every page; an operator\'s command need not wait for them.
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--source", required=True, help="the code of a source, such as uci_incident"
        )
        parser.add_argument("--grain", choices=list(GRAINS), default="week")
        parser.add_argument(
            "--from",
            dest="first",
            default="",
            help="first period, any label: 2016-W16, 2016-04, 2016-Q2, 2016",
        )
        parser.add_argument("--to", dest="last", default="", help="last period, included")
        parser.add_argument(
            "--dimension",
            default="",
            help="one row for each value of a dimension, such as priority",
        )
        parser.add_argument("--format", choices=["csv", "json"], default="csv")

    def handle(self, *args: Any, source: str, grain: str, dimension: str, **options: Any) -> None:
        found = DataSource.objects.filter(code=source).first()
        if found is None:
            known = ", ".join(DataSource.objects.order_by("code").values_list("code", flat=True))
            raise CommandError(
                f"There is no ticket source “{source}”. Known: {known or 'none yet'}."
            )
        mapping = mapping_of(found)
        if dimension and dimension not in dict(mapping.dimensions):
            known = ", ".join(name for name, _field in mapping.dimensions)
            raise CommandError(
                f"{source} has no dimension “{dimension}”. Known: {known or 'none'}."
            )
        try:
            periods = periods_asked(found, mapping, grain, (options["first"], options["last"]))
        except BadPeriod as bad:
            raise CommandError(str(bad)) from bad
        table = figure_table(found, mapping, periods, dimension=dimension)
        header = ("period", "period_start", "period_end", *mapping.labels, *table.names)
        lines = [self.line(row, mapping.labels) for row in table.rows]
        if options["format"] == "json":
            self.stdout.write(
                json.dumps(
                    [dict(zip(header, line, strict=True)) for line in lines],
                    ensure_ascii=False,
                    indent=1,
                )
            )
            return
        writer = csv.writer(self.stdout, lineterminator="\n")
        writer.writerow(header)
        writer.writerows([("" if cell is None else cell) for cell in line] for line in lines)

    def line(self, row: FigureRow, labels: tuple[str, ...]) -> list[str | None]:
        return [*label_cells(row, labels), *(number_text(cell) for cell in row.cells)]
