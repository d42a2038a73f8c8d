"""Pull a year of one indicator by REST and print it: python3 pull_kpi.py INC-04 2026 (needs nothing but Python).

KPI_URL is the address of the system, KPI_TOKEN a token with the scope kpi:read.
"""

import json
import os
import sys
from decimal import Decimal
from urllib.parse import urlencode
from urllib.request import Request, urlopen

URL = os.environ.get("KPI_URL", "http://localhost:8000")
TOKEN = os.environ["KPI_TOKEN"]


def values(**question):
    """All figures that answer a question, page after page."""
    address = f"{URL}/api/v1/kpi/values/?{urlencode(question, doseq=True)}"
    while address:
        request = Request(address, headers={"Authorization": f"Bearer {TOKEN}"})
        with urlopen(request, timeout=30) as answer:
            page = json.load(answer)
        yield from page["items"]
        address = page["next"]


if __name__ == "__main__":
    indicator, year = sys.argv[1:3]
    for item in values(indicator=indicator, grain="month", **{"from": year, "to": year}):
        # Decimals come as text, so that nothing is lost on the way.
        value = (
            "no sample" if item["value"] is None else f"{Decimal(item['value']):.2f} {item['unit']}"
        )
        print(item["period"], value, item["verdict"], sep="\t")
