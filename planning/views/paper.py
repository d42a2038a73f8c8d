"""The page of a plan's or a session's document: ordered, awaited, handed out (design §5)."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from governance.lib.paper_door import PaperDoor, paper_page
from governance.models import Paper


@dataclass(frozen=True)
class Printout:
    """What the page about a document says: its title and number, where to order it, where to go back."""

    title: str
    number: str
    order_url: str
    back_url: str
    fields: tuple[tuple[str, str], ...] = ()


def printed_page(request: HttpRequest, paper: Paper | None, shown: Printout) -> HttpResponse:
    """The paper, or where it stands; `shown.number` names its file."""
    door = PaperDoor("planning/paper.html", shown.number, shown.back_url, {"shown": shown})
    return paper_page(request, paper, door)
