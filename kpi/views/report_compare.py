"""Two issues of reports side by side (6.4.2③)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from governance.lib.guard import requires
from governance.permissions import Permission
from kpi.models import ReportIssue
from kpi.selectors.report_compare import compare_issues, issues_to_compare, label_of

MOST_DIGITS = 9


@require_safe
@requires(Permission.REPORT_VIEW)
def report_compare(request: HttpRequest) -> HttpResponse:
    issues = issues_to_compare(request.user)
    chosen = {
        "before": _chosen(request, "before", issues, usual=1),
        "after": _chosen(request, "after", issues, usual=0),
    }
    comparison = None
    if all(chosen.values()):
        pair = [
            get_object_or_404(ReportIssue.objects.visible_to(request.user), pk=pk)
            for pk in chosen.values()
        ]
        comparison = compare_issues(*pair)
    options = [
        {"pk": issue.pk, "label": label_of(issue), "is_void": issue.voided_at} for issue in issues
    ]
    names = {option["pk"]: option["label"] for option in options}
    return render(
        request,
        "kpi/report_compare.html",
        {
            "comparison": comparison,
            "options": options,
            "chosen": chosen,
            "before": names.get(chosen["before"], ""),
            "after": names.get(chosen["after"], ""),
            "only_changed": "changed" in request.GET,
        },
    )


def _chosen(
    request: HttpRequest, name: str, issues: list[ReportIssue], *, usual: int
) -> int | None:
    """The issue asked for as far as it may be read; else the latest and the one before it."""
    given = request.GET.get(name, "")
    if given.isdecimal() and len(given) <= MOST_DIGITS:
        found = next((issue.pk for issue in issues if issue.pk == int(given)), None)
        if found is not None:
            return found
    return issues[usual].pk if len(issues) > usual else None
