"""Names that a list shows side by side tell what they name apart."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest
import yaml

pytestmark = pytest.mark.one_database

PACKAGES = Path(__file__).parents[2] / "packages"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_no_two_indicators_of_what_is_shipped_have_one_name(language: str) -> None:
    codes_of = defaultdict(set)
    for file in PACKAGES.glob("*/indicators/*.yaml"):
        for version in yaml.safe_load_all(file.read_text(encoding="utf-8")):
            codes_of[version["name"][language].casefold()].add(version["code"])
    assert len(codes_of) > 50
    assert {name: sorted(codes) for name, codes in codes_of.items() if len(codes) > 1} == {}
