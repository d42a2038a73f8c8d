"""The words in the files of assets are read by a worker, each file once (R34; reliability §6.9)."""

from datetime import datetime

from governance.lib.actors import Actor
from governance.services.document_file import request_reading
from processes.selectors.asset_text import asset_files_unread


def request_asset_readings(*, by: Actor, at: datetime) -> int:
    """Every file of an asset that can be read is ordered to be read; returns how many were new."""
    files = asset_files_unread()
    for file in files:
        request_reading(file, by=by, at=at)
    return len(files)
