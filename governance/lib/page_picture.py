"""Pages of a PDF drawn as pictures by a child process with limits: hostile files cost a sentence, nothing else (reliability §6.9)."""

import base64
import json
from dataclasses import dataclass

from governance.lib.child import Bounds, ChildFailed, run_child

# More than anybody scrolls through on a phone; the file itself is beside them.
MOST_PAGES = 60
# So many at a time: what one child draws is what one bad page can take with it.
BATCH = 10
# Measured: ten pages of text take 1.5 s and 160 MB, ten full-page photographs 4 s.
DRAW_BOUNDS = Bounds(address_mb=0, data_mb=500, cpu_seconds=30, wall_seconds=60)
PASSWORD, BROKEN, HEAVY = "password", "broken", "heavy"


class CannotDrawPages(Exception):  # noqa: N818 -- an event with a reason, as house style names refusals
    """No page of the batch could be drawn; `fault` says why."""

    def __init__(self, fault: str, told: str) -> None:
        super().__init__(told)
        self.fault = fault


@dataclass(frozen=True)
class DrawnPage:
    """A page as a JPEG."""

    number: int
    width: int
    height: int
    content: bytes


@dataclass(frozen=True)
class DrawnBatch:
    """How many pages the file has, and those of this batch that could be drawn."""

    pages: int
    drawn: tuple[DrawnPage, ...]


def draw_pages(
    content: bytes, start: int, *, most: int = BATCH, bounds: Bounds | None = None
) -> DrawnBatch:
    """The pages from `start` (counted from 1) on are drawn, `most` of them at the most; a broken one is left out.

    Raises `CannotDrawPages`.
    """
    order = {"content": base64.b64encode(content).decode(), "start": start, "most": most}
    try:
        answer = run_child(
            "governance.lib.page_picture_child",
            json.dumps(order).encode(),
            bounds=bounds or DRAW_BOUNDS,
        )
    except ChildFailed as failure:
        raise CannotDrawPages(HEAVY, str(failure)) from failure
    told = json.loads(answer)
    if told["fault"]:
        raise CannotDrawPages(told["fault"], told["fault"])
    drawn = tuple(
        DrawnPage(number, width, height, base64.b64decode(data))
        for number, width, height, data in told["drawn"]
    )
    return DrawnBatch(told["pages"], drawn)
