"""The nouns of clauses 1–5."""

from governance.models.audit import AuditAnchor, AuditEntry
from governance.models.clause import Clause, ClauseText, Requirement
from governance.models.department import Department
from governance.models.document import Document, DocumentVersion
from governance.models.issue import PolicyIssue
from governance.models.job import Heartbeat, Job, Watermark
from governance.models.message import Message
from governance.models.obligation import Obligation
from governance.models.person import Person, RoleGrant
from governance.models.project import Project
from governance.models.setting import Setting
from governance.models.stored_file import StoredFile
from governance.models.token import ApiToken, IdempotencyKey, TokenUse
from governance.models.webhook import Webhook, WebhookDelivery
from governance.models.workday import Workday

__all__ = [
    "ApiToken",
    "AuditAnchor",
    "AuditEntry",
    "Clause",
    "ClauseText",
    "Department",
    "Document",
    "DocumentVersion",
    "Heartbeat",
    "IdempotencyKey",
    "Job",
    "Message",
    "Obligation",
    "Person",
    "PolicyIssue",
    "Project",
    "Requirement",
    "RoleGrant",
    "Setting",
    "StoredFile",
    "TokenUse",
    "Watermark",
    "Webhook",
    "WebhookDelivery",
    "Workday",
]
