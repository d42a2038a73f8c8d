"""What ships for improvements: the bones of the fishbone, in two sets (6.4.4①)."""

from datetime import datetime
from pathlib import Path

from governance.services.catalogue import Tally, read_catalogue, seed_rows
from improvements.models import CauseCategory

_DATA = Path(__file__).resolve().parent.parent / "data"


def seed_causes(*, at: datetime) -> Tally:
    """Both sets of categories exist after every start; which one is used the PMO decides by a setting."""
    rows = [
        {
            "set_code": entry["set"],
            "code": entry["code"],
            "name": entry["zh"],
            "name_en": entry["en"],
            "position": position,
        }
        for position, entry in enumerate(
            read_catalogue(_DATA / "causes.toml")["categories"], start=1
        )
    ]
    return seed_rows(CauseCategory, rows, key=("set_code", "code"), at=at)
