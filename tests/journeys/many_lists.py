"""Program: a form whose figures come from lists of lines, which a department enters for four communes.

What `test_lists_of_many_units.py` needs and does not look at, by the product's own verbs.
Usage: python -m tests.journeys.many_lists, with the environment of the demonstration's processes.
"""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.journeys.deadline_day import at, rights, seal

COMMUNES = ("24373", "24133", "24214", "22192")
DEPARTMENT = "H15.15"
REGIME = "wifi-cong-cong"
TITLE_VI = "Điểm phát Internet công cộng (minh họa)"
FILES = {
    "package.yaml": """
code: wifi-cong-cong
name_vi: Internet công cộng (minh họa)
name_en: Public Internet (illustrative)
""",
    "forms/wifi-cong-cong.yaml": """
code: wifi-cong-cong
version: 1
valid_from: 2026-01-01
name_vi: Biểu Internet công cộng (minh họa)
name_en: Public Internet (illustrative)
source: minh họa
illustrative: true
list:
  name_vi: Các điểm phát Internet
  name_en: Places with public Internet
  columns:
    - {code: place, kind: text, name_vi: Địa điểm, name_en: Place, needed: true}
    - {code: uses, kind: number, name_vi: Lượt dùng trong kỳ, name_en: Uses in the period, decimals: 0}
    - {code: since, kind: date, name_vi: Phát từ ngày, name_en: On air since}
rows:
  - {no: "1", indicator: wifi_places, from_list: count}
  - {no: "2", indicator: wifi_uses, from_list: "sum:uses"}
""",
    "regimes/wifi-cong-cong.yaml": f"""
code: wifi-cong-cong
version: 1
valid_from: 2026-01-01
name_vi: {TITLE_VI}
name_en: Places with public Internet (illustrative)
kind: periodic
scheme: nd09.month
form: wifi-cong-cong
assigner: H15.01
respondents: [{{level: commune}}]
deadlines: [{{level: commune, working_days_after_cut_off: 3}}, {{level: agency, working_days_after_cut_off: 5}}]
source: minh họa
illustrative: true
""",
}


def ask_lists() -> None:
    """2/11: the office asks; the department of science answers for four communes."""
    from tinhso.engines.indicators.testing import make_definition
    from tinhso.engines.orgs import api as orgs
    from tinhso.engines.reporting import api
    from tinhso.engines.reporting.contracts import Respondent
    from tinhso.kernel.periods import parse_period

    with at("2026-11-17T13:45"):
        make_definition("wifi_places", name_vi="Điểm phát Internet công cộng", name_en="Places with public Internet",
                        scheme="nd09.month")  # fmt: skip
        make_definition("wifi_uses", name_vi="Lượt dùng Internet công cộng", name_en="Uses of public Internet",
                        scheme="nd09.month")  # fmt: skip
        with TemporaryDirectory() as place:
            for path, text in FILES.items():
                file = Path(place) / REGIME / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text, encoding="utf-8")
            api.load_regimes(Path(place) / REGIME, "system:journey")
        department = orgs.unit_by_code(DEPARTMENT).id
        respondents = [Respondent(department, orgs.unit_by_code(code).id) for code in COMMUNES]
        office = rights("vp.giaobaocao")
        api.create_request(REGIME, parse_period("nd09:2026-11"), rights=office, respondents=respondents)
        seal()


def main() -> None:
    os.environ |= {"TINHSO_MODE": "demo", "DJANGO_SETTINGS_MODULE": "tinhso.site.settings"}
    os.environ.setdefault("TINHSO_NOW", "2026-11-17T13:42+07:00")
    from tinhso.site.start import start_django

    start_django()
    ask_lists()


if __name__ == "__main__":
    main()
