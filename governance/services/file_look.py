"""Whatever is attached to something that is decided is made readable in the page (design §3)."""

from datetime import datetime

from governance.lib.actors import Actor
from governance.selectors.file_look import files_to_show
from governance.services.document_file import request_reading
from governance.services.page_set import request_pages


def request_looks(*, by: Actor, at: datetime) -> int:
    """Whatever is attached to something that is decided becomes readable in the page; returns how much was new."""
    files = files_to_show()
    for file in files:
        if file.kind == "pdf":
            request_pages(file, by=by, at=at)
        request_reading(file, by=by, at=at)
    return len(files)
