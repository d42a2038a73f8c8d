"""Long work."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class JobState(models.TextChoices):
    """Work waits, runs under a lease, is done, or failed three times and was parked."""

    DUE = "due", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    PARKED = "parked", _("failed")


# What a job does, as the status page tells it; a test asks that no kind of job is without words.
JOB_WORDS = {
    "read_document": _("reading an uploaded document"),
    "draw_pages": _("drawing the pages of a file"),
    "print_document": _("printing a controlled document"),
    "print_committee_paper": _("printing minutes or a resolution"),
    "print_issues": _("printing the proposals for the policy"),
    "scan_files": _("asking the virus scanner about files that wait"),
    "send_channel_posts": _("telling a group robot"),
    "send_webhooks": _("delivering to a webhook"),
    "verify_trail": _("verifying the audit trail"),
    "verify_files": _("verifying the stored files"),
    "render_report": _("printing a report"),
    "print_assessment": _("printing a self-assessment"),
    "import_tickets": _("importing tickets"),
    "week_upload": _("reading a list of weekly data"),
    "print_sign_in_sheet": _("printing a sign-in sheet"),
    "print_plan_paper": _("printing an annual plan"),
    "print_review": _("printing a review report"),
    "print_improvement": _("printing an improvement"),
    "make_evidence_pack": _("making an evidence pack"),
}
