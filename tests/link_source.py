"""Make the source tree importable in the environment that runs this file, and give it the `tinhso` command.

An editable install would need a build back end before anything else; a path entry and a four-line script do not.
"""

import sys
import sysconfig
from pathlib import Path

SCRIPT = """#!{python}
import sys
from tinhso.site.command_line import main
sys.exit(main())
"""


def main() -> None:
    source = Path(__file__).resolve().parent.parent / "src"
    Path(sysconfig.get_path("purelib"), "tinhso-source.pth").write_text(f"{source}\n", encoding="utf-8")
    script = Path(sys.executable).parent / "tinhso"
    script.write_text(SCRIPT.format(python=sys.executable), encoding="utf-8")
    script.chmod(0o755)


if __name__ == "__main__":
    main()
