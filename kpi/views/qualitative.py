"""Writing a qualitative indicator into the library (clause 3, G43)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from governance.lib.guard import requires, sentence_of
from governance.lib.workflow import Refused
from governance.permissions import Permission
from kpi.forms.qualitative import QualitativeForm
from kpi.services.qualitative import add_qualitative_indicator


@require_http_methods(["GET", "POST"])
@requires(Permission.INDICATOR_ADOPT)
def qualitative_new(request: HttpRequest) -> HttpResponse:
    form = QualitativeForm(request.POST or None, person=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            row = add_qualitative_indicator(
                form.new_indicator(), by=request.user, at=timezone.now()
            )
        except Refused as refusal:
            form.add_error(None, sentence_of(request, refusal))
        else:
            messages.success(request, _("It stands in the library; adopt it to make it count."))
            return redirect("kpi:indicator-detail", row.code)
    return render(request, "kpi/qualitative_form.html", {"form": form})
