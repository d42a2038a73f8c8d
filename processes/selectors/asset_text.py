"""Which files of assets still have to be read to be found (R34)."""

from django.db.models import Exists, OuterRef

from governance.lib.document_text import SEARCHABLE
from governance.models import FileText, StoredFile
from processes.models import AssetVersion

_MOST_AT_ONCE = 50


def asset_files_unread() -> list[StoredFile]:
    """PDF, Word and Excel files on versions of assets that nobody has asked to read yet, the oldest first."""
    read = FileText.objects.filter(file=OuterRef("pk"))
    rows = StoredFile.objects.filter(
        object_type=AssetVersion._meta.label_lower,
        kind__in=SEARCHABLE,
        removed_at=None,
        lost_at=None,
    )
    return list(rows.filter(~Exists(read)).order_by("pk")[:_MOST_AT_ONCE])
