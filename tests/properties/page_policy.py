"""What every answer must carry for a browser to refuse foreign frames and injected scripts, and no page may break."""

from __future__ import annotations

import re

from django.http import HttpResponse

from tinhso.web_kit.middleware import HEADERS

# A data block is read, never run; everything else between the tags or in an attribute would have to be allowed.
# In small letters, as pages are before they are searched: half the time of a search that minds no case.
INLINE = re.compile(
    r"<(?:script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")|style|[^>]+\s(?:style|on[a-z]+)=)"
    r"|(?:href|src|action)=\"?\s*javascript:"
)


def is_page(answer: HttpResponse) -> bool:
    return answer.headers.get("Content-Type", "").startswith("text/html")


def breaks_of_policy(answer: HttpResponse) -> list[str]:
    """What an answer lacks of the policy, and what stands in a page that the policy would have to allow."""
    found = [f"no {name}" for name in HEADERS if name not in answer.headers]
    if "unsafe" in answer.headers.get("Content-Security-Policy", ""):
        found.append("an unsafe policy")
    if is_page(answer) and not answer.streaming:
        found += INLINE.findall(answer.content.decode().lower())
    return found
