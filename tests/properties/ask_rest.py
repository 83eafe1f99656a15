"""Program: every page of `GET /api/v1/ADDRESS` with a machine's key, for each address, as one JSON list a line.

Usage: python -m tests.properties.ask_rest SECRET ADDRESS … An address has its question; pages are followed by cursor.
"""

from __future__ import annotations

import json
import sys
from typing import Any
from urllib.parse import urlencode

import django


def main(secret: str, *addresses: str) -> None:
    django.setup()
    from django.test import Client

    client = Client(headers={"Authorization": f"Bearer {secret}"}, SERVER_NAME="localhost")
    for address in addresses:
        sys.stdout.write(json.dumps(all_pages(client, address)) + "\n")


def all_pages(client: Any, address: str) -> list[Any]:
    """The items of every page of one address."""
    items, cursor = [], ""
    while True:
        asked = f"{address}&{urlencode({'cursor': cursor})}" if cursor else address
        answer = client.get(f"/api/v1/{asked}")
        if answer.status_code != 200:
            sys.exit(f"{asked}: {answer.status_code} {answer.content.decode()}")
        page = answer.json()
        items += page["items"]
        cursor = page["next_cursor"] or ""
        if not cursor:
            return items


if __name__ == "__main__":
    main(*sys.argv[1:])
