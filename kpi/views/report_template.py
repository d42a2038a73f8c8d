"""The layout of reports: read, tried out, decided with a reason (G23)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from governance.lib.guard import requires, sentence_of
from governance.lib.workflow import Refused
from governance.permissions import Permission, has_permission
from governance.selectors.setting import setting_values
from kpi.forms.report_template import TemplateForm
from kpi.selectors.report_template import headings, layout_in_force, templates_decided
from kpi.services.report_template import check_layout, decide_template


@require_http_methods(["GET", "POST"])
@requires(Permission.SYSTEM_VIEW, Permission.SETTING_EDIT)
def report_template(request: HttpRequest) -> HttpResponse:
    layout = layout_in_force()
    may_decide = has_permission(request.user, Permission.SETTING_EDIT)
    form = TemplateForm(request.POST or None, layout=layout)
    if request.method == "POST":
        is_tried = request.POST.get("act") == "preview"
        if is_tried:
            # Trying a layout out needs no reason yet.
            form.fields["reason"].required = False
        if form.is_valid():
            try:
                layout = form.layout()
                check_layout(layout)
                if not is_tried:
                    decide_template(
                        layout,
                        by=request.user,
                        at=timezone.now(),
                        reason=form.cleaned_data["reason"],
                    )
                    messages.success(request, _("Decided: the next issue is printed like this."))
                    return HttpResponseRedirect(reverse("kpi:report-template"))
            except Refused as refusal:
                form.add_error(None, sentence_of(request, refusal))
    return render(
        request,
        "kpi/report_template.html",
        {
            "form": form,
            "layout": layout,
            "headings": headings(layout),
            "company": layout.header or setting_values()["company_name"],
            "decided": templates_decided(),
            "may_decide": may_decide,
            "is_tried": request.method == "POST",
        },
        status=422 if form.errors else 200,
    )
