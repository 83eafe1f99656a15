"""`make bench`: run every measurement of this folder, one after the other, and print what they print.

Nothing is asserted: figures are ratios measured side by side in one run on this machine. docs/learn/measured.md keeps
the last ones, with the machine they were taken on.
"""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main() -> int:
    failed = []
    for script in sorted(HERE.glob("*.py")):
        if script.name == Path(__file__).name:
            continue
        print(f"\n== {script.stem} ==", flush=True)
        if subprocess.run([sys.executable, str(script)], cwd=HERE.parent, check=False).returncode:
            failed.append(script.stem)
    print(f"\nnot finished: {', '.join(failed)}" if failed else "\nall measured")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
