"""Every file that a route hands over, with names that begin like a formula: no spreadsheet may take one for a formula.

The province of the walk of rights is given hostile names behind the product's back, wherever a person, an office or a
package names or says something; then everything in the table of routes that can be fetched is fetched by whoever may.
"""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.http import HttpResponse
from django.test import Client
from openpyxl import load_workbook

from tests.properties.rights_cases import cases
from tests.properties.rights_table import Case
from tests.properties.rights_world import PEOPLE, Met
from tests.properties.small_province import NOW
from tinhso.engines.orgs import api as orgs
from tinhso.engines.reporting.testing import at
from tinhso.engines.trust.testing import append_only_lifted, undone

pytestmark = pytest.mark.django_db

BAIT = "=1+1|"
NAMING = re.compile(r"^(name|title|short)(_vi|_en)?$|^(note|text|source|description|reason)(_vi|_en)?$")
IN_DOCUMENTS = {"vi", "en", "name_vi", "name_en", "title_vi", "title_en", "text", "note", "source"}
KEPT = {"trust_text", "trust_checkpoint", "trust_lease", "orgs_token"}
"""Names that are no one's words: who acted, notes that are signed, leases and keys of machines."""
FORMULA = re.compile(r"[=+\-@\t\r].")
"""A sign alone is the operator of a figure, and no formula."""
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
FORMS = ("csv", "xlsx")


def bait_names() -> int:
    """Put the bait before every name and text; return how many rows have one."""
    count = 0
    with append_only_lifted():
        for model in apps.get_models():
            if not model.__module__.startswith("tinhso.engines.") or model._meta.db_table in KEPT:
                continue
            texts = [one for one in model._meta.local_concrete_fields if NAMING.match(one.name) and is_text(one)]
            documents = [one for one in model._meta.local_concrete_fields if isinstance(one, models.JSONField)]
            for row in model._base_manager.all():
                changed = {one.attname: baited(getattr(row, one.attname), one.max_length) for one in texts}
                changed |= {one.attname: baited_document(getattr(row, one.attname)) for one in documents}
                if changed:
                    count += model._base_manager.filter(pk=row.pk).update(**changed)
    return count


def is_text(field: models.Field[Any, Any]) -> bool:
    return isinstance(field, models.CharField | models.TextField) and not field.choices and not field.unique


def baited(text: Any, longest: int | None = None) -> Any:
    return (BAIT + text)[:longest] if isinstance(text, str) and text and not text.startswith(BAIT) else text


def baited_document(value: Any, key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: baited_document(part, name) for name, part in value.items()}
    if isinstance(value, list):
        return [baited_document(part, key) for part in value]
    return baited(value) if key in IN_DOCUMENTS else value


def addresses(case: Case) -> Iterator[str]:
    """The address of a case; of one that ends in a form of file, each form of a table."""
    if re.search(r"<\w+:(form|file_format)>$", case.row[0]):
        path, _, question = case.url.partition("?")
        for form in FORMS:
            yield f"{path.rpartition('/')[0]}/{form}" + (f"?{question}" if question else "")
    yield case.url


class Everybody:
    """All people of the walk, each with a session of their own."""

    def __init__(self) -> None:
        self.clients = [Client(SERVER_NAME="localhost") for _ in PEOPLE]
        for client, person in zip(self.clients, PEOPLE, strict=True):
            if person.login:
                client.force_login(orgs.User.objects.get(username=person.login))

    def fetch(self, address: str) -> HttpResponse | None:
        """The first answer that is one."""
        for client in self.clients:
            answer = client.get(address)
            if answer.status_code == 200:
                return answer  # type: ignore[return-value]
        return None


def tables_of(name: str, content: bytes) -> Iterator[tuple[str, str]]:
    """Every (kind, cell) of a file that a spreadsheet opens.

    The tables inside a package are read back by programs and stand as they are (`kernel.csv_text`).
    """
    if content.startswith(b"PK") and name.endswith(".xlsx"):
        for sheet in load_workbook(io.BytesIO(content)):
            cells = [cell for row in sheet for cell in row]
            yield from (("formula" if cell.data_type == "f" else "xlsx", str(cell.value)) for cell in cells)
    elif name.endswith(".csv"):
        yield from (("csv", cell) for line in csv.reader(io.StringIO(content.decode("utf-8-sig"))) for cell in line)


def name_of(answer: HttpResponse) -> str:
    found = re.search(r'filename="([^"]+)"', answer.headers.get("Content-Disposition", ""))
    return found.group(1) if found else ""


def test_no_downloaded_table_holds_a_formula_that_somebody_wrote_as_a_name(met: Met) -> None:
    found: dict[str, list[str]] = defaultdict(list)
    met_bait, kinds = set(), defaultdict(set)
    with undone(), at(NOW):
        assert bait_names() > 200
        everybody = Everybody()
        for case in cases(met):
            if case.row[1] != "GET":
                continue
            for address in addresses(case):
                answer = everybody.fetch(address)
                if answer is None or not name_of(answer):
                    continue
                content = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
                for kind, cell in tables_of(name_of(answer), content):
                    kinds[kind].add(case.row[0])
                    if BAIT in cell:
                        met_bait.add(case.row[0])
                    if kind == "formula" or (kind == "csv" and FORMULA.match(cell) and not NUMBER.fullmatch(cell)):
                        found[case.row[0]].append(cell)
    assert {address: cells[:3] for address, cells in found.items()} == {}
    assert len(kinds["csv"]) > 10
    assert len(kinds["xlsx"]) > 10
    assert len(met_bait) > 15, sorted(met_bait)
