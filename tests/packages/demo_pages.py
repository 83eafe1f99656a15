"""Program: what `/api/v1` and pages of the demonstration answer a person, one JSON text a line.

Usage: python -m tests.packages.demo_pages LOGIN ADDRESS … Of an address of `/api/v1/` all items of all its pages.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import django

from tests.properties.ask_rest import all_pages

MACHINE_FACE = "/api/v1/"


def main(login: str, *addresses: str) -> None:
    django.setup()
    from django.test import Client

    from tinhso.engines.orgs import api as orgs

    client = Client(SERVER_NAME="localhost")
    client.force_login(orgs.demonstration_user(login), backend="django.contrib.auth.backends.ModelBackend")
    for address in addresses:
        if address.startswith(MACHINE_FACE):
            answer: Any = all_pages(client, address.removeprefix(MACHINE_FACE))
        else:
            page = client.get(address)
            answer = page.content.decode() if page.status_code == 200 else sys.exit(f"{address}: {page.status_code}")
        sys.stdout.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
