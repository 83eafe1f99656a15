"""The bill of materials names every pinned package with its hashes, in the form of CycloneDX 1.6."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.one_database
ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT / "deploy/bundle"))


def test_every_pin_of_the_application_and_of_the_front_end_is_in_it_with_its_hashes() -> None:
    import make_sbom

    document = json.loads(make_sbom.text_of(make_sbom.sbom()))
    assert (document["bomFormat"], document["specVersion"], document["version"]) == ("CycloneDX", "1.6", 1)
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", document["serialNumber"])
    components = {one["purl"]: one for one in document["components"]}
    assert len(components) == len(document["components"]), "each stands once"
    pins = (ROOT / "requirements/app.txt").read_text()
    for line in pins.splitlines():
        if "==" in line:
            name, version = re.sub(r"\[.*\]", "", line.split(" ")[0]).split("==")
            assert f"pkg:pypi/{name}@{version}" in components
    assert sum(len(one["hashes"]) for purl, one in components.items() if "pypi" in purl) == pins.count("--hash=sha256:")
    assert {"pkg:npm/htmx.org", "pkg:npm/echarts"} <= {purl.rpartition("@")[0] for purl in components}
    assert not [purl for purl in components if "esbuild" in purl], "tools that only build are no part of it"
    assert all(len(one["content"]) == 128 for purl in components if "npm" in purl for one in components[purl]["hashes"])
    (told,) = document["dependencies"]
    assert set(told["dependsOn"]) == {one["bom-ref"] for one in document["components"]}


def test_the_same_pins_give_the_same_file_and_no_licence_forbids_what_we_do() -> None:
    import make_sbom

    document = make_sbom.sbom()
    assert make_sbom.text_of(document) == make_sbom.text_of(make_sbom.sbom())
    licences = {
        one["name"]: one["licenses"][0]["license"]["name"] for one in document["components"] if "licenses" in one
    }
    assert len(licences) > 0.9 * len(document["components"])
    assert [name for name, licence in licences.items() if re.search(r"(?<!L)GPL|AGPL", licence)] == []
