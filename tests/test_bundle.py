"""The offline bundle installs without any network, refuses what was altered, and lets an older version be used again.

Two packages of a few lines stand for the product and what it needs; `make bundle` makes the real one.
"""

from __future__ import annotations

import base64
import hashlib
import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.one_database
ROOT = Path(__file__).resolve().parents[1]


def write_wheel(folder: Path, name: str, version: str, module: str, needs: str = "") -> Path:
    """A wheel with one module and, for the product, a command."""
    folder.mkdir(parents=True, exist_ok=True)
    info = f"{name}-{version}.dist-info"
    files = {
        f"{name}.py": module,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{needs}",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/entry_points.txt": f"[console_scripts]\n{name} = {name}:main\n",
    }
    record = [
        f"{path},sha256={base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip('=')},"
        f"{len(text.encode())}"
        for path, text in files.items()
    ]
    files[f"{info}/RECORD"] = "\n".join([*record, f"{info}/RECORD,,"]) + "\n"
    made = folder / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(made, "w") as out:
        for path, text in files.items():
            out.writestr(path, text)
    return made


def make_bundle(folder: Path, version: str) -> Path:
    """A bundle of a small product, unpacked."""
    module = f"import needed\ndef main():\n    print('{version}', needed.WORD)\n"
    product = write_wheel(folder / version, "tinhso", version, module, "Requires-Dist: needed>=1\n")
    write_wheel(folder / "wheels", "needed", "1.5", "WORD = 'whole'\ndef main(): ...\n")
    subprocess.run(
        [sys.executable, ROOT / "deploy/bundle/make_bundle.py", "--product", product, "--wheels", folder / "wheels",
         "--to", folder / "out"],
        check=True, capture_output=True,
    )  # fmt: skip
    (packed,) = (folder / "out").glob(f"tinhso-{version}-*.tar")
    with tarfile.open(packed) as reading:
        reading.extractall(folder / "unpacked", filter="data")
    return folder / "unpacked" / packed.name.removesuffix(".tar")


def install(bundle: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    # No index is asked: this address answers nobody.
    alone = {**os.environ, "PYTHON": sys.executable, "PIP_INDEX_URL": "http://127.0.0.1:9/", "PIP_RETRIES": "0"}
    command = ["sh", str(bundle / "install.sh"), *map(str, arguments)]
    return subprocess.run(command, env=alone, capture_output=True, text=True, check=False)


def said(target: Path) -> str:
    return subprocess.run([target / "bin/tinhso"], capture_output=True, text=True, check=True).stdout


def test_a_bundle_installs_offline_refuses_alterations_and_goes_back_to_an_older_version(tmp_path: Path) -> None:
    target, old, new = tmp_path / "opt", make_bundle(tmp_path, "1.0"), make_bundle(tmp_path, "1.1")

    script = (new / "wheels/needed-1.5-py3-none-any.whl").read_bytes()
    (new / "wheels/needed-1.5-py3-none-any.whl").write_bytes(script + b" ")
    refused = install(new, target)
    assert (refused.returncode, target.exists()) == (1, False)
    assert "was altered" in refused.stderr
    (new / "wheels/needed-1.5-py3-none-any.whl").write_bytes(script)

    first = install(old, target)
    assert first.returncode == 0, first.stderr
    assert said(target) == "1.0 whole\n"
    # An installation that was broken off has no mark: it is not used.
    other = target / "versions/1.1"
    (other / "bin").mkdir(parents=True)
    (other / "bin/tinhso").write_text("#!/bin/sh\necho 1.1 whole\n")
    (other / "bin/tinhso").chmod(0o755)
    assert install(old, target, "--use", "1.1").returncode == 1
    assert said(target) == "1.0 whole\n"
    (other / "complete").write_bytes((new / "requirements.txt").read_bytes())
    assert install(new, target).returncode == 0
    assert said(target) == "1.1 whole\n"
    assert install(old, target, "--use", "1.0").returncode == 0
    assert said(target) == "1.0 whole\n"
