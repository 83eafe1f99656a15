"""Where the paper of a page is to be had: as an A4 PDF and as Word."""

from __future__ import annotations

from django.urls import reverse


def paper_links(name: str, *args: object, more: str = "") -> list[dict[str, str]]:
    """Where a page's paper is to be had, in both forms; `more` are the parameters that it keeps."""
    here = reverse(f"evaluation:{name}", args=args)
    joined = f"{more}&" if more else "?"
    return [{"url": here + more, "form": "PDF"}, {"url": f"{here}{joined}dang=docx", "form": ".docx"}]
