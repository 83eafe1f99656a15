"""Files made in the background: asking for one, the list of one's own, cancelling, taking."""

from __future__ import annotations

from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.engines.insight import api
from tinhso.engines.insight.web.choice import Reading
from tinhso.engines.insight.web.explore_files import FORMS
from tinhso.web_kit.display import language


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def files(request: Reading) -> HttpResponse:
    """One's own files and how far they have come; posting asks for one from an address of the pivot."""
    if request.method == "POST":
        api.ask_file(request.rights, request.POST.get("dia-chi", ""), request.POST.get("tep", ""), language())
        return redirect("insight:file_jobs")
    found = api.list_files(request.rights, language())
    context = {"files": found, "is_busy": any(one.is_open for one in found)}
    return render(request, "insight/file_jobs.html", context)


@require_POST
def cancel(request: Reading, file_id: int) -> HttpResponse:
    """Stop making one of one's own files, or remove it."""
    api.cancel_file(request.rights, file_id)
    return redirect("insight:file_jobs")


@require_safe
@never_cache
def take(request: Reading, file_id: int) -> HttpResponseBase:
    """A finished file, while it is kept and its asker still sees what is in it."""
    path, name, form = api.take_file(request.rights, file_id)
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=FORMS[form][1])
