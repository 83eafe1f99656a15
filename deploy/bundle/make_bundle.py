"""`make bundle`: one file that installs the product on a machine without internet.

1. The product's wheel, with its built front end, and the wheel of every pinned package, for this kind of machine.
2. `requirements.txt` names each with the SHA-256 of the very file that lies beside it.
3. `SHA256SUMS` covers every file; `install.sh` checks it before it does anything.

Usage: make_bundle.py [--wheels FOLDER] [--product WHEEL] [--to FOLDER]; without --wheels the pinned ones are fetched.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tempfile
from pathlib import Path

from make_sbom import sbom, text_of

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent


def name_and_version(wheel: Path) -> tuple[str, str]:
    """What a wheel says of itself in its file name."""
    name, version = wheel.name.split("-")[:2]
    return name.lower().replace("_", "-"), version


def sha256(file: Path) -> str:
    with file.open("rb") as reading:
        return hashlib.file_digest(reading, "sha256").hexdigest()


def fetch_wheels(folder: Path) -> None:
    """Fetch every pinned package as a wheel; pip checks each against the hashes of requirements/app.txt."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += ["--only-binary", ":all:", "--require-hashes", "-r", str(ROOT / "requirements/app.txt")]
    subprocess.run([*command, "--dest", str(folder)], check=True)


def make_bundle(product: Path, wheels: Path, to: Path) -> Path:
    """Put a bundle together and return its file; it has its name only when it is whole."""
    version = name_and_version(product)[1]
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    name = f"tinhso-{version}-python{python}-{sysconfig.get_platform()}"
    to.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=to) as place:
        folder = Path(place) / name
        (folder / "wheels").mkdir(parents=True)
        for wheel in [product, *wheels.glob("*.whl")]:
            shutil.copy(wheel, folder / "wheels" / wheel.name)
        pins = [
            f"{package}=={release} --hash=sha256:{sha256(wheel)}"
            for wheel in sorted((folder / "wheels").iterdir())
            for package, release in [name_and_version(wheel)]
        ]
        (folder / "requirements.txt").write_text("\n".join(pins) + "\n", encoding="utf-8")
        (folder / "VERSION").write_text(version + "\n", encoding="utf-8")
        (folder / "PYTHON").write_text(python + "\n", encoding="utf-8")
        shutil.copy(HERE / "install.sh", folder)
        shutil.copytree(ROOT / "deploy/systemd", folder / "systemd")
        (folder / "tinhso.cdx.json").write_text(text_of(sbom()), encoding="utf-8")
        files = sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file())
        sums = "".join(f"{sha256(folder / file)}  {file}\n" for file in files)
        (folder / "SHA256SUMS").write_text(sums, encoding="utf-8")
        # Wheels are packed already: packing them again would only take time.
        draft = Path(place) / "bundle.tar"
        with tarfile.open(draft, "w") as out:
            out.add(folder, name)
        return draft.rename(to / f"{name}.tar")


def main() -> None:
    parser = argparse.ArgumentParser(description="Make the offline installation bundle.")
    parser.add_argument("--product", type=Path, help="wheel of the product; empty: the newest in dist/")
    parser.add_argument("--wheels", type=Path, help="folder with the wheels of every pinned package; empty: fetch them")
    parser.add_argument("--to", type=Path, default=ROOT / "dist", help="where the bundle goes")
    options = parser.parse_args()
    product = options.product or max((ROOT / "dist").glob("tinhso-*.whl"), key=lambda file: file.stat().st_mtime)
    with tempfile.TemporaryDirectory() as place:
        wheels = options.wheels or Path(place)
        if options.wheels is None:
            fetch_wheels(wheels)
        made = make_bundle(product, wheels, options.to)
    sys.stdout.write(f"{made}: {made.stat().st_size} bytes, SHA-256 {sha256(made)}\n")


if __name__ == "__main__":
    main()
