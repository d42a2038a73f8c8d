"""What is found, one line each; searching, the index and its page walk this tuple and know no record by name (R34)."""

from django.utils.translation import gettext_lazy as _

from governance.models import Document, Person, Resolution
from governance.permissions import Permission
from improvements.models import Improvement
from kpi.models import Report
from portal.selectors import search_records as records
from portal.selectors import search_words as words
from portal.selectors.search_part import Part
from processes.models import Asset, Process
from reviews.models import Review

P = Permission
# fmt: off
PARTS: tuple[Part, ...] = (
    Part("process", _("Process"), Process, (P.PROCESS_VIEW,), words.process_stamps, words.process_words),
    Part("document", _("Document"), Document, (P.DOCUMENT_VIEW,), words.document_stamps, words.document_words),
    Part("asset", _("Process asset"), Asset, (P.ASSET_VIEW,), words.asset_stamps, words.asset_words),
    Part("report", _("Report"), Report, (P.REPORT_VIEW,), records.report_stamps, records.report_words),
    Part("review", _("Review"), Review, (P.REVIEW_VIEW,), records.review_stamps, records.review_words),
    Part("improvement", _("Improvement"), Improvement, (P.IMPROVEMENT_VIEW,), records.improvement_stamps, records.improvement_words),
    Part("resolution", _("Resolution"), Resolution, (P.COMMITTEE_VIEW, P.APPROVAL_VIEW), words.resolution_stamps, words.resolution_words),
    Part("person", _("Person"), Person, (), words.person_stamps, words.person_words, links_for=P.PERSON_VIEW),
)
# fmt: on
KINDS = [(part.kind, part.label) for part in PARTS]
