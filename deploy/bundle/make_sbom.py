"""`make sbom`: what the product is made of, as CycloneDX 1.6 (JSON), from the pins and without a network.

1. Every package of requirements/app.txt with its version and the SHA-256 of its files; its licence where it is
   installed. Every package of frontend/package-lock.json that goes into the built front end.
2. Nothing of the moment or of the machine: the same pins give the same file, byte for byte.

Usage: make_sbom.py [--to FILE]
"""

from __future__ import annotations

import argparse
import base64
import json
import re
import sys
import tomllib
import uuid
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[2]
PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(?:\[[^]]*\])?==(?P<version>[^ \\;]+)", re.M)
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
Component = dict[str, Any]


def sbom() -> dict[str, Any]:
    """Return the whole document."""
    product = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    components = sorted([*python_packages(), *browser_packages()], key=lambda one: one["bom-ref"])
    about = _component("application", "pypi", product["name"], product["version"], [], product["license"])
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        # The name of this very content: another pin, another number.
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, json.dumps([about, components]))}",
        "version": 1,
        "metadata": {"component": about},
        "components": components,
        "dependencies": [{"ref": about["bom-ref"], "dependsOn": [one["bom-ref"] for one in components]}],
    }


def python_packages() -> Iterator[Component]:
    """The pinned packages that the application is installed with."""
    text = (ROOT / "requirements/app.txt").read_text(encoding="utf-8")
    pins = list(PIN.finditer(text))
    for pin, following in zip(pins, [*pins[1:], None], strict=True):
        told = text[pin.start() : following.start() if following else len(text)]
        yield _component("library", "pypi", pin["name"], pin["version"], HASH.findall(told), _licence(pin["name"]))


def browser_packages() -> Iterator[Component]:
    """What is built into the front end; tools that only build it are left out."""
    locked = json.loads((ROOT / "frontend/package-lock.json").read_text(encoding="utf-8"))["packages"]
    for place, package in locked.items():
        if place and not package.get("dev"):
            name = place.rpartition("node_modules/")[2]
            kind, _, digest = package["integrity"].partition("-")
            made = _component("library", "npm", name, package["version"], [], package.get("license", ""))
            made["hashes"] = [{"alg": kind.upper().replace("SHA", "SHA-"), "content": base64.b64decode(digest).hex()}]
            yield made


def _component(kind: str, source: str, name: str, version: str, hashes: list[str], licence: str) -> Component:
    address = f"pkg:{source}/{quote(name, safe='/')}@{version}"
    made: Component = {"type": kind, "bom-ref": address, "name": name, "version": version, "purl": address}
    if hashes:
        made["hashes"] = [{"alg": "SHA-256", "content": one} for one in sorted(hashes)]
    if licence:
        made["licenses"] = [{"license": {"name": licence}}]
    return made


def _licence(name: str) -> str:
    """What an installed package says of its licence, in one line; empty where it is not installed or says none."""
    try:
        about = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return ""
    told = about.get("License-Expression") or about.get("License") or ""
    named = [line.rpartition(" :: ")[2] for line in about.get_all("Classifier", []) if line.startswith("License :: ")]
    return told if told and "\n" not in told else ", ".join(named)


def text_of(document: dict[str, Any]) -> str:
    """Return the document as it is written."""
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description="Write the bill of materials (CycloneDX).")
    parser.add_argument("--to", type=Path, default=ROOT / "dist/tinhso.cdx.json", help="file to write")
    to: Path = parser.parse_args().to
    to.parent.mkdir(parents=True, exist_ok=True)
    document = sbom()
    to.write_text(text_of(document), encoding="utf-8")
    sys.stdout.write(f"{to}: {len(document['components'])} components\n")


if __name__ == "__main__":
    main()
