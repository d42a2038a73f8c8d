"""P4: pages cost the same at ten times the base rows."""

from benchmarks.company import adopt_many, write_years
from benchmarks.ground import TODAY, browser, ground
from benchmarks.measure import Figure, seconds, statements, tell

SHORT, LONG = 1, 9


def pages():
    from kpi.models import Indicator, Report

    code = Indicator.objects.filter(code__startswith="B", name__startswith="测试指标").first().code
    return {
        "home": "/",
        "process page": "/processes/incident/",
        "indicator page with control chart": f"/indicators/{code}/",
        "monthly report": f"/reports/{Report.objects.order_by('-period').first().pk}/",
    }


def look(client, addresses):
    found = {}
    for name, address in addresses.items():
        # Once a minute a look also writes that the session is alive; that is no statement of the page.
        assert client.get(address).status_code == 200, address
        with statements() as seen:
            client.get(address)
        found[name] = seconds(lambda: client.get(address), rounds=7), seen.count  # noqa: B023 -- called at once
    return found


def figures():
    with ground(weeks=9):
        from kpi.models import MeasureValue

        adopt_many(20)
        write_years(TODAY.year, TODAY.year)
        client, addresses = browser("gu"), pages()
        few, before = MeasureValue.objects.count(), look(client, addresses)
        write_years(TODAY.year - LONG, TODAY.year - SHORT)
        many, after = MeasureValue.objects.count(), look(client, addresses)
        note = f"{few:,} → {many:,} base rows"
        for name in addresses:
            yield Figure(
                "P4",
                f"{name}: time at {many / few:.0f}× the rows",
                after[name][0] / before[name][0],
                "×",
                1.1,
                f"{note}, {after[name][0] * 1000:.0f} ms",
            )
            yield Figure(
                "P1",
                f"{name}: SQL statements",
                after[name][1],
                "SQL",
                20,
                f"{before[name][1]} before",
            )


def main():
    tell(figures())


if __name__ == "__main__":
    main()
