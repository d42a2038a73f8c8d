"""Two issues of reports side by side (6.4.2③)."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from governance.lib.guard import requires
from governance.lib.listing import file_wanted, list_file
from governance.lib.numbers import key_number
from governance.permissions import Permission
from kpi.models import ReportIssue
from kpi.selectors.report_compare import compare_issues, issues_to_compare, label_of
from kpi.views.figure_listing import compared_listing


@require_safe
@requires(Permission.REPORT_VIEW)
def report_compare(request: HttpRequest) -> HttpResponseBase:
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
    before, after = (names.get(chosen[side], "") for side in ("before", "after"))
    only_changed = "changed" in request.GET
    if comparison and file_wanted(request):
        rows = [row for row in comparison.figures if row.is_changed or not only_changed]
        return list_file(request, compared_listing(before, after), rows, at=timezone.now())
    return render(
        request,
        "kpi/report_compare.html",
        {
            "comparison": comparison,
            "options": options,
            "chosen": chosen,
            "before": before,
            "after": after,
            "only_changed": only_changed,
        },
    )


def _chosen(
    request: HttpRequest, name: str, issues: list[ReportIssue], *, usual: int
) -> int | None:
    """The issue asked for as far as it may be read; else the latest and the one before it."""
    given = key_number(request.GET.get(name, ""))
    if given is not None and given in {issue.pk for issue in issues}:
        return given
    return issues[usual].pk if len(issues) > usual else None
