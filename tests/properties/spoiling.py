"""Spoiling files as accidents and ill will do: bytes, lines, words, values of a document, cells of a workbook.

Everything follows from one number, so that a failing file is made again by it.
"""

from __future__ import annotations

import copy
import io
import json
import random
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, time
from pathlib import Path
from typing import Any

import yaml
from django.apps import apps
from django.db import connection, transaction
from hypothesis import HealthCheck, note, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from tinhso.kernel.errors import TinhSoError

SEEDS = st.integers(0, 2**32 - 1)
FILES_AN_EXAMPLE = 4
QUICK = settings(
    max_examples=3, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
WORDS = (
    "", " ", "-", "0", "-1", "1e400", "9" * 30, "1.5", "NaN", "inf", "true", "null", "~", "=1+1", "@SUM(A1)", "\x00",
    "\ufeff", "\u202e", "“", '"', "'", "{", "[", "]", "}", ":", ",", ";", "\t", "\n", "&x", "*x",
    "!!python/object:os.system x",
    "!!binary x", "2026-13-45", "0000-00-00", "2026-11-01", "31/02/2026", "nd09:2026-99", "..",
    "../../etc", "%s",
    "{0}", "{value}", "a" * 3000, "đ" * 300, "\U0001f600", "\ud7ff", "½", "٣", "²",
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1.5, 10**30, float("nan"), float("inf"), "", " ", "x", "9" * 30, "2026-13-45", "\x00",
    "=1+1", [], {}, [[]], [None], {"a": 1}, {1: 2}, [{"a": []}], "a" * 3000, "đ" * 300, "²", "٣",
)  # fmt: skip

CELLS: tuple[Any, ...] = (1, -1, 1.395, 10**20, True, "#REF!", "=A1", "=1/0", date(2026, 10, 3), time(9, 30))


def seeded(seed: int) -> Iterator[random.Random]:
    """One source of chance for each spoilt file of an example."""
    for number in range(FILES_AN_EXAMPLE):
        yield random.Random(f"{seed}:{number}")


def spoilt_text(text: str, chance: random.Random) -> str:
    """The text after one to three accidents."""
    for _ in range(chance.randint(1, 3)):
        accident = chance.choice((_other_word, _other_word, _without_span, _twice, _inserted, _shuffled_lines))
        text = accident(text, chance)
    return text


def spoilt_bytes(data: bytes, chance: random.Random) -> bytes:
    """The bytes with some of them changed, lost or cut off."""
    kind, place = chance.randrange(4), chance.randrange(len(data) + 1)
    if kind == 0:
        return data[:place]
    if kind == 1:
        return data[:place] + chance.randbytes(chance.randint(1, 8)) + data[place:]
    if kind == 2:
        return data[:place] + data[place + chance.randint(1, 40) :]
    return bytes(byte ^ (1 << chance.randrange(8)) if chance.random() < 0.01 else byte for byte in data)


def spoilt_document(document: Any, chance: random.Random) -> Any:
    """The document with one to three of its values exchanged, lost or repeated."""
    made = copy.deepcopy(document)
    for _ in range(chance.randint(1, 3)):
        places = list(_places(made))
        if not places:
            return chance.choice(VALUES)
        holder, key = chance.choice(places)
        kind = chance.randrange(5)
        if kind == 0:
            del holder[key]
        elif kind == 1 and isinstance(holder, list):
            holder.append(copy.deepcopy(holder[key]))
        elif kind == 1:
            holder[chance.choice(WORDS) if chance.random() < 0.8 else chance.choice((1, None, True))] = holder[key]
        else:
            holder[key] = copy.deepcopy(chance.choice(VALUES))
    return made


def spoilt_json(text: str, chance: random.Random) -> bytes:
    """A JSON file spoilt as text, as bytes or in its values."""
    kind = chance.randrange(6)
    if kind == 0:
        return spoilt_bytes(text.encode(), chance)
    if kind == 1:
        return spoilt_text(text, chance).encode("utf-8", "surrogatepass")
    return json.dumps(spoilt_document(json.loads(text), chance), ensure_ascii=False).encode()


def spoilt_yaml(text: str, chance: random.Random) -> bytes:
    """A YAML file spoilt as text, as bytes or in its values."""
    kind = chance.randrange(6)
    if kind == 0:
        return spoilt_bytes(text.encode(), chance)
    if kind in {1, 2}:
        return spoilt_text(text, chance).encode()
    documents = [spoilt_document(one, chance) for one in yaml.safe_load_all(text)]
    return yaml.safe_dump_all(documents, allow_unicode=True, sort_keys=False).encode()


def spoilt_csv(text: str, chance: random.Random) -> bytes:
    """A CSV file spoilt as text, as bytes or cell by cell."""
    kind = chance.randrange(4)
    if kind == 0:
        return spoilt_bytes(text.encode(), chance)
    if kind == 1:
        return spoilt_text(text, chance).encode()
    lines = [line.split(",") for line in text.splitlines()]
    for _ in range(chance.randint(1, 3)):
        line = chance.choice(lines)
        line[chance.randrange(len(line))] = chance.choice(WORDS)
    return "\n".join(",".join(line) for line in lines).encode()


def spoilt_workbook(data: bytes, chance: random.Random) -> bytes:
    """A workbook with other cells, or with parts whose text is spoilt, lost or strange."""
    kind = chance.randrange(6)
    if kind == 0:
        return spoilt_bytes(data, chance)
    return _spoilt_parts(data, chance) if kind == 1 else _spoilt_cells(data, chance)


def _spoilt_cells(data: bytes, chance: random.Random) -> bytes:
    book = load_workbook(io.BytesIO(data))
    for _ in range(chance.randint(1, 6)):
        sheet = chance.choice(book.worksheets)
        places = sorted(sheet._cells) or [(1, 1)]
        kind = chance.randrange(10)
        if kind == 0:
            sheet.sheet_state = "hidden"
        elif kind == 1:
            sheet.insert_rows(chance.randint(1, sheet.max_row))
        elif kind == 2:
            sheet.delete_cols(chance.randint(1, sheet.max_column))
        elif kind == 3 and len(book.worksheets) > 1:
            book.remove(sheet)
        else:
            cell = sheet._cells.get(chance.choice(places))
            elsewhere = sheet.cell(*chance.choice(places)).value
            value = chance.choice((*WORDS, *CELLS, elsewhere, elsewhere))
            if cell is not None and type(cell).__name__ != "MergedCell":
                cell.value = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f]", "", value) if isinstance(value, str) else value
    # The library writes no workbook without a visible sheet; people's programs do.
    if all(sheet.sheet_state != "visible" for sheet in book.worksheets):
        book.worksheets[0].sheet_state = "visible"
    book.active = next(number for number, sheet in enumerate(book.worksheets) if sheet.sheet_state == "visible")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _spoilt_parts(data: bytes, chance: random.Random) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        names = old.namelist()
        spoilt = set(chance.sample(names, min(len(names), chance.randint(1, 3))))
        for name in names:
            content = old.read(name)
            if name in spoilt and chance.random() < 0.2:
                continue
            if name in spoilt:
                content = spoilt_text(content.decode("utf-8", "replace"), chance).encode("utf-8", "replace")
            new.writestr(name, content)
    return out.getvalue()


def _other_word(text: str, chance: random.Random) -> str:
    words = list(re.finditer(r"[\w.:%/-]+", text))
    if not words:
        return text + chance.choice(WORDS)
    word = chance.choice(words)
    return text[: word.start()] + chance.choice(WORDS) + text[word.end() :]


def _without_span(text: str, chance: random.Random) -> str:
    place = chance.randrange(len(text) + 1)
    return text[:place] + text[place + chance.randint(1, 30) :]


def _twice(text: str, chance: random.Random) -> str:
    place = chance.randrange(len(text) + 1)
    end = place + chance.randint(1, 60)
    return text[:end] + text[place:]


def _inserted(text: str, chance: random.Random) -> str:
    place = chance.randrange(len(text) + 1)
    return text[:place] + chance.choice(WORDS) + text[place:]


def _shuffled_lines(text: str, chance: random.Random) -> str:
    lines = text.splitlines(keepends=True)
    if len(lines) > 1:
        one, other = chance.sample(range(len(lines)), 2)
        lines[one], lines[other] = lines[other], lines[one]
    return "".join(lines)


def _places(node: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(node, dict | list):
        for key in list(node) if isinstance(node, dict) else range(len(node)):
            yield node, key
            yield from _places(node[key])


def row_counts() -> tuple[Any, ...]:
    """How many rows every table of the engines holds, in one statement."""
    tables = sorted(model._meta.db_table for model in apps.get_models() if model.__module__.startswith("tinhso."))
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{table}', COUNT(*) FROM {table}" for table in tables))
        return tuple(sorted(cursor.fetchall()))


@contextmanager
def accepted_or_refused(spoilt: object) -> Iterator[None]:
    """What is done inside ends well, or with an error of ours that explains itself and after which nothing is kept.

    Inside a transaction; what was accepted is taken back at the end.
    """
    before, place = row_counts(), transaction.savepoint()
    try:
        yield
    except TinhSoError as refused:
        _explains_itself(refused)
        _nothing_is_kept(before)
    except Exception:
        note(f"spoilt: {spoilt!r}"[:20_000])
        raise
    transaction.savepoint_rollback(place)


def _explains_itself(refused: TinhSoError) -> None:
    for language in ("vi", "en"):
        problem = refused.problem(language)
        assert problem["title"]
        assert problem["detail"]


def _nothing_is_kept(before: tuple[Any, ...]) -> None:
    assert row_counts() == before


def write_folder(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Files by their path below a folder, which is made; what stood in it of the same names is replaced."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def with_one_spoilt(files: Mapping[str, str], chance: random.Random) -> dict[str, bytes]:
    """Files of a package, one of them spoilt."""
    name = chance.choice(sorted(files))
    spoil: Callable[[str, random.Random], bytes] = spoilt_csv if name.endswith(".csv") else spoilt_yaml
    return {other: content.encode() for other, content in files.items()} | {name: spoil(files[name], chance)}
