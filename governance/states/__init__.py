"""States, roles and decided values as data: enums and tables, nothing that acts."""

from governance.states.approval import (
    APPROVAL_STEP_STEPS,
    APPROVAL_STEPS,
    APPROVAL_TASK_STEPS,
    DEFAULT_ROUTES,
    ApprovalKind,
    ApprovalState,
    Ballot,
    DefaultRoute,
    RouteMode,
    RouteTurn,
    SeparationRule,
    StepState,
    TaskState,
    VoidReason,
    Voters,
)
from governance.states.committee import (
    CONDITION_STEPS,
    MEETING_STEPS,
    Attendance,
    ConditionState,
    MajorityBasis,
    MeetingState,
    Outcome,
    Seat,
    VotingForm,
)
from governance.states.document import (
    DOCUMENT_STEPS,
    Classification,
    ContentKind,
    Distribution,
    DocumentStanding,
    DocumentState,
)
from governance.states.health import (
    Health,
)
from governance.states.issue import (
    ISSUE_STEPS,
    IssueState,
)
from governance.states.job import (
    JOB_WORDS,
    JobState,
)
from governance.states.obligation import (
    ESCALATED_BY_THEMSELVES,
    FULFILLED,
    OBLIGATION_STEPS,
    STILL_OWED,
    ObligationKind,
    ObligationState,
)
from governance.states.outbox import (
    TOPIC_OF,
    ChannelKind,
    DeliveryFault,
    DeliveryState,
    EscalationLevel,
    MailRhythm,
    MessageState,
    MessageTopic,
    WebhookEvent,
)
from governance.states.paper import (
    DrawFault,
    PaperFormat,
    RenderState,
)
from governance.states.role import (
    Role,
    Sphere,
)
from governance.states.setting import (
    RUN_RULES,
    SETTINGS,
)
from governance.states.setting_kind import (
    SettingKind,
)
from governance.states.token import (
    Scope,
)

__all__ = [
    "APPROVAL_STEPS",
    "APPROVAL_STEP_STEPS",
    "APPROVAL_TASK_STEPS",
    "CONDITION_STEPS",
    "DEFAULT_ROUTES",
    "DOCUMENT_STEPS",
    "ESCALATED_BY_THEMSELVES",
    "FULFILLED",
    "ISSUE_STEPS",
    "JOB_WORDS",
    "MEETING_STEPS",
    "OBLIGATION_STEPS",
    "RUN_RULES",
    "SETTINGS",
    "STILL_OWED",
    "TOPIC_OF",
    "ApprovalKind",
    "ApprovalState",
    "Attendance",
    "Ballot",
    "ChannelKind",
    "Classification",
    "ConditionState",
    "ContentKind",
    "DefaultRoute",
    "DeliveryFault",
    "DeliveryState",
    "Distribution",
    "DocumentStanding",
    "DocumentState",
    "DrawFault",
    "EscalationLevel",
    "Health",
    "IssueState",
    "JobState",
    "MailRhythm",
    "MajorityBasis",
    "MeetingState",
    "MessageState",
    "MessageTopic",
    "ObligationKind",
    "ObligationState",
    "Outcome",
    "PaperFormat",
    "RenderState",
    "Role",
    "RouteMode",
    "RouteTurn",
    "Scope",
    "Seat",
    "SeparationRule",
    "SettingKind",
    "Sphere",
    "StepState",
    "TaskState",
    "VoidReason",
    "Voters",
    "VotingForm",
    "WebhookEvent",
]
