"""What the demo's PMO states about interfaces: who hands what to whom, in a few places and not in all (R20, G10)."""

from datetime import datetime

from governance.models import Person
from processes.models import Process
from processes.selectors.process import ALL_LISTS, processes_of_catalogue
from processes.services.process import ProcessDraft, edit_process

REASON = "与两个部门核对接口后写明交付内容"
# Source, target, what is handed over; the policy's own links stay as they are printed.
INTERFACES = (
    ("incident", "problem", "重大事件与重复事件清单", "Major and recurring incidents"),
    ("problem", "incident", "已知错误与临时措施", "Known errors and workarounds"),
    ("problem", "change", "根治措施的变更申请", "Requests for change that remove a cause"),
    ("change", "release", "已批准的变更及其窗口", "Approved changes and their windows"),
    ("release", "change", "发布结果与回退记录", "Results of releases and rollbacks"),
)


def state_interfaces(officer: Person, at: datetime) -> None:
    """Each naming process is edited once, through the same act as on its page; nothing else of it changes."""
    catalogue = list(processes_of_catalogue(officer, *ALL_LISTS))
    keys = {row.code: row.pk for row in catalogue}
    for process in catalogue:
        words = {
            keys[target]: {"what": what, "what_en": what_en}
            for source, target, what, what_en in INTERFACES
            if source == process.code
        }
        if words:
            edit_process(process, _draft(process, words), reason=REASON, by=officer, at=at)


def _draft(process: Process, words: dict[int, dict[str, str]]) -> ProcessDraft:
    kept: dict[int, dict[str, str]] = {row.target_id: {} for row in process.links_out.all()}
    return ProcessDraft(
        version=process.version,
        columns={},
        activities={row.name: {} for row in process.activities.all()},
        outputs={row.name: {} for row in process.outputs.all()},
        links=kept | words,
        norms={row.document_id: {} for row in process.norms.all()},
        departments={row.department_id: {} for row in process.responsibilities.all()},
    )
