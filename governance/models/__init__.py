"""The nouns of clauses 1–5."""

from governance.models.approval import (
    Approval,
    ApprovalAuthor,
    ApprovalCopy,
    ApprovalRoute,
    ApprovalStep,
    ApprovalTask,
    RouteStep,
    Vote,
)
from governance.models.audit import (
    AuditAnchor,
    AuditEntry,
)
from governance.models.channel import (
    Channel,
    ChannelPost,
)
from governance.models.clause import (
    Clause,
    ClauseText,
    Requirement,
)
from governance.models.committee import (
    CommitteeMember,
    CommitteeRule,
    SeparationException,
)
from governance.models.delegation import (
    Delegation,
)
from governance.models.department import (
    Department,
)
from governance.models.document import (
    Document,
    DocumentAuthor,
    DocumentReader,
    DocumentReading,
    DocumentVersion,
)
from governance.models.file_text import (
    FileText,
)
from governance.models.issue import (
    PolicyIssue,
)
from governance.models.job import (
    Heartbeat,
    Job,
    Watermark,
)
from governance.models.mail_choice import (
    MailChoice,
)
from governance.models.meeting import (
    AgendaAction,
    AgendaItem,
    Meeting,
    MeetingAttendance,
)
from governance.models.message import (
    Message,
)
from governance.models.obligation import (
    Obligation,
)
from governance.models.page_set import (
    PagePicture,
    PageSet,
)
from governance.models.paper import (
    Paper,
)
from governance.models.person import (
    Person,
    RoleGrant,
)
from governance.models.project import (
    Project,
)
from governance.models.resolution import (
    Resolution,
    ResolutionCondition,
)
from governance.models.saved_view import (
    SavedView,
)
from governance.models.serial import (
    Serial,
)
from governance.models.setting import (
    Setting,
)
from governance.models.stored_file import (
    StoredFile,
)
from governance.models.token import (
    ApiToken,
    IdempotencyKey,
    TokenUse,
)
from governance.models.webhook import (
    Webhook,
    WebhookDelivery,
)
from governance.models.workday import (
    Workday,
)

__all__ = [
    "AgendaAction",
    "AgendaItem",
    "ApiToken",
    "Approval",
    "ApprovalAuthor",
    "ApprovalCopy",
    "ApprovalRoute",
    "ApprovalStep",
    "ApprovalTask",
    "AuditAnchor",
    "AuditEntry",
    "Channel",
    "ChannelPost",
    "Clause",
    "ClauseText",
    "CommitteeMember",
    "CommitteeRule",
    "Delegation",
    "Department",
    "Document",
    "DocumentAuthor",
    "DocumentReader",
    "DocumentReading",
    "DocumentVersion",
    "FileText",
    "Heartbeat",
    "IdempotencyKey",
    "Job",
    "MailChoice",
    "Meeting",
    "MeetingAttendance",
    "Message",
    "Obligation",
    "PagePicture",
    "PageSet",
    "Paper",
    "Person",
    "PolicyIssue",
    "Project",
    "Requirement",
    "Resolution",
    "ResolutionCondition",
    "RoleGrant",
    "RouteStep",
    "SavedView",
    "SeparationException",
    "Serial",
    "Setting",
    "StoredFile",
    "TokenUse",
    "Vote",
    "Watermark",
    "Webhook",
    "WebhookDelivery",
    "Workday",
]
