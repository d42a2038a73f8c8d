"""What the clock asks of the ground floor: signs of life, lateness, messages, the daily anchor."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from governance.lib.actors import SystemActor
from governance.lib.scanner import is_scanning
from governance.models import Job
from governance.selectors.channel import channels_due
from governance.selectors.health import CLOCK as CLOCK_NAME
from governance.selectors.health import heard_last
from governance.selectors.issue_paper import JOB as PRINT_ISSUES
from governance.selectors.message import sender
from governance.selectors.verification import FILES, TRAIL
from governance.selectors.webhook import webhooks_due
from governance.services.audit import anchor_chain
from governance.services.channel import JOB as SEND_POSTS
from governance.services.channel import send_posts, write_posts
from governance.services.committee import call_members
from governance.services.committee_paper import JOB as PRINT_COMMITTEE_PAPER
from governance.services.committee_paper import print_committee_paper
from governance.services.condition import owe_all_conditions
from governance.services.delegation import sync_deputies
from governance.services.document_file import JOB as READ_DOCUMENT
from governance.services.document_file import read_requested
from governance.services.document_force import put_into_force
from governance.services.document_paper import JOB as PRINT_DOCUMENT
from governance.services.document_paper import print_document
from governance.services.document_reading import ask_all_readers
from governance.services.document_review import open_document_reviews
from governance.services.escalation import escalate_obligations
from governance.services.file_look import request_looks
from governance.services.file_scan import JOB as SCAN_FILES
from governance.services.file_scan import request_scan, scan_waiting
from governance.services.issue_paper import print_issues
from governance.services.job import JobOrder, job_handler, request_job, stamp_heartbeats
from governance.services.message import dispatch_messages
from governance.services.obligation import mark_missing
from governance.services.page_set import JOB as DRAW_PAGES
from governance.services.page_set import draw_requested
from governance.services.stored_file import sweep_files
from governance.services.verification import request_nightly, run_verification
from governance.services.watchdog import tell_of_darkness, watch_parts
from governance.services.webhook import JOB as SEND_WEBHOOKS
from governance.services.webhook import send_deliveries

CLOCK = SystemActor("tick")
SWEEP_MINUTE = 17
WATCH_EVERY, WATCH_MINUTE = 10, 7


def beat_heart(now: datetime) -> None:
    """Clock and worker are alive: the clock has sent the tick and a worker has taken it."""
    stamp_heartbeats("worker", "clock", at=now)


def watch_over(now: datetime) -> None:
    """Before the clock signs for this minute it says how long it was dark; every ten minutes the parts are watched.

    Not in the tick that ends a darkness, nor in the very first: what has waited is only now taken up.
    """
    was_dark = tell_of_darkness(at=now) is not None
    is_first = CLOCK_NAME not in heard_last()
    if now.minute % WATCH_EVERY == WATCH_MINUTE and not was_dark and not is_first:
        watch_parts(at=now)


def verify_every_night(now: datetime) -> None:
    """The trail and the stored files are looked through once a night."""
    request_nightly(at=now)


def mark_what_is_missing(now: datetime) -> None:
    """What is past its due time is missing."""
    mark_missing(at=now)


def put_documents_into_force(now: datetime) -> None:
    """What was published for today takes effect; what has ended is retired."""
    put_into_force(at=now)


def ask_for_documents(now: datetime) -> None:
    """Whoever has come onto a distribution reads; what must be looked at again stands in the inbox."""
    ask_all_readers(at=now)
    open_document_reviews(at=now)


def ask_whoever_decides_today(now: datetime) -> None:
    """Terms and delegations begin and end with a day: whoever decides today is asked, nobody else."""
    call_members(by=CLOCK, at=now)
    sync_deputies(at=now)


def escalate_what_is_overdue(now: datetime) -> None:
    """What is overdue goes up, level by level."""
    escalate_obligations(at=now)


def send_messages(now: datetime) -> None:
    """Messages leave through the channel that is configured, else they stay in the inbox."""
    dispatch_messages(sender(), at=now)


def tell_channels(now: datetime) -> None:
    """Group robots hear once a workday; each that something is due to has a job."""
    write_posts(at=now)
    for pk in channels_due(now):
        request_job(JobOrder(SEND_POSTS, str(pk), {"channel": pk}), by=CLOCK, at=now)


@job_handler(SEND_POSTS)
def send_channel_posts(job: Job) -> dict[str, Any]:
    """A worker tells one group robot what is due."""
    return send_posts(job, clock=timezone.now)


def order_webhooks(now: datetime) -> None:
    """Each webhook that something is due to has a job; the network is asked there, never in the tick."""
    for pk in webhooks_due(now):
        request_job(JobOrder(SEND_WEBHOOKS, str(pk), {"webhook": pk}), by=CLOCK, at=now)


@job_handler(SEND_WEBHOOKS)
def send_webhooks(job: Job) -> dict[str, Any]:
    """A worker delivers what is due to one webhook."""
    return send_deliveries(job, clock=timezone.now)


@job_handler(READ_DOCUMENT, is_watched=True)
def read_document(job: Job) -> dict[str, Any]:
    """A worker reads the text out of an uploaded document."""
    return read_requested(job, clock=timezone.now)


@job_handler(DRAW_PAGES, is_watched=True)
def draw_pages_of_file(job: Job) -> dict[str, Any]:
    """A worker draws the pages of a PDF."""
    return draw_requested(job, clock=timezone.now)


@job_handler(PRINT_DOCUMENT)
def print_controlled_document(job: Job) -> dict[str, Any]:
    """A worker prints a controlled document."""
    return print_document(job, clock=timezone.now)


@job_handler(PRINT_COMMITTEE_PAPER)
def print_committee_papers(job: Job) -> dict[str, Any]:
    """A worker prints minutes or a resolution."""
    return print_committee_paper(job, clock=timezone.now)


@job_handler(PRINT_ISSUES)
def print_issue_register(job: Job) -> dict[str, Any]:
    """A worker prints the proposals for revising the policy."""
    return print_issues(job, clock=timezone.now)


@job_handler(TRAIL)
@job_handler(FILES)
def look_through_everything(job: Job) -> dict[str, Any]:
    """A worker verifies the trail or the stored files."""
    return run_verification(job, clock=timezone.now)


def show_attached_files(now: datetime) -> None:
    """What lies on a case, or is the content of a document, is made readable in the page."""
    request_looks(by=CLOCK, at=now)


def ask_scanner(now: datetime) -> None:
    """Files that wait for the virus scanner have a job; the scanner is asked there, never in the tick.

    Without a scanner only what waited for a former one can wait; that is looked for once an hour.
    """
    if is_scanning() or now.minute == SWEEP_MINUTE:
        request_scan(at=now)


@job_handler(SCAN_FILES)
def scan_files(job: Job) -> dict[str, Any]:
    """A worker asks the virus scanner about files that wait."""
    return scan_waiting(job, clock=timezone.now)


def owe_resolved_conditions(now: datetime) -> None:
    """Every condition of a resolution that is not met is owed."""
    owe_all_conditions(at=now)


def sweep_stored_files(now: datetime) -> None:
    """Once an hour: leftovers of uploads go, lost bytes are told."""
    if now.minute == SWEEP_MINUTE:
        sweep_files(at=now)


def anchor_trail(now: datetime) -> None:
    """The head of the trail is written down once a day."""
    anchor_chain(at=now, day=timezone.localdate(now))
