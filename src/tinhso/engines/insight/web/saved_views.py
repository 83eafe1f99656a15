"""Views of the pivot kept under a name: saving and forgetting one."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from tinhso.engines.insight import api
from tinhso.engines.insight.web.choice import Reading


@require_POST
def save(request: Reading) -> HttpResponse:
    """Keep the address of the pivot under a name."""
    query = request.POST.get("dia-chi", "")
    api.save_view(request.rights, request.POST.get("ten", ""), query, shared=request.POST.get("chung") == "1")
    return redirect(f"{reverse('insight:explore')}?{query}")


@require_POST
def drop(request: Reading, view_id: int) -> HttpResponse:
    """Forget one of one's own views."""
    api.drop_view(request.rights, view_id)
    return redirect("insight:explore")
