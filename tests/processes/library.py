"""What the tests of the library have in common."""

from datetime import UTC, datetime

from processes.services.asset_file import add_asset_file

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


def with_file(asset, by, name="a.txt", content=b"seen"):
    """A file on the newest version, and the asset as it is now."""
    asset.refresh_from_db()
    kept = add_asset_file(asset, name, [content], seen=asset.version, by=by, at=AT)
    asset.refresh_from_db()
    return kept
