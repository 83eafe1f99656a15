"""Numbers of the stories that the illustrative series must hit exactly (all illustrative, “số liệu minh họa”)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tinhso.kernel.periods import parse_period, period_range

PERIODS: Final = period_range(parse_period("nd09:2023-12"), parse_period("nd09:2026-11"))
LAST: Final = PERIODS[-1]
FIRST_NEW: Final = parse_period("nd09:2025-07")
QUARTERS: Final = period_range(parse_period("2023-Q4"), parse_period("2026-Q3"))

EA_KAR, BUON_MA_THUOT = "24373", "24133"
EA_KAR_BEFORE: Final[Mapping[str, int]] = {
    "24373": 210, "24382": 60, "24385": 75, "24391": 40, "24394": 55, "24397": 80,
}  # fmt: skip
"""The six old units that became Ea Kar, and the households they trained in the period nd09:2025-06."""

PENDING: Final[Mapping[str, int]] = {
    EA_KAR: 12, "24217": 5, "24607": 7, "22096": 11, "24445": 10, "24214": 12,
    "22192": 9, "24484": 8, "24415": 11, "24598": 12, "22225": 6,
}  # fmt: skip
"""The eleven communes that have not sent at 13:42 on 17/11/2026, and how many of their last 12 reports were on time."""
LATE_DESKS: Final = ("24445", "24484", "22225")
"""Three of them whose desks report visits at public kiosks late: it comes over HTTP while the demonstration serves."""
LATE_INDICATOR: Final = "public_kiosk_visits"
DOUBTED: Final = "24568"
"""The commune that sent ten times its previous figure."""

PINNED: Final[Mapping[tuple[str, str], Mapping[str, int]]] = {
    ("dossiers_received", "nd09:2026-11"): {EA_KAR: 1260, BUON_MA_THUOT: 787},
    ("dossiers_online", "nd09:2026-11"): {EA_KAR: 780, BUON_MA_THUOT: 608},
    ("documents_outgoing", "nd09:2026-11"): {EA_KAR: 98},
    ("documents_signed", "nd09:2026-11"): {EA_KAR: 96},
    ("documents_outgoing", "nd09:2026-10"): {EA_KAR: 93},
    ("documents_signed", "nd09:2026-10"): {EA_KAR: 91},
    ("documents_outgoing", "nd09:2025-11"): {EA_KAR: 79},
    ("documents_signed", "nd09:2025-11"): {EA_KAR: 74},
    ("households_trained", "nd09:2025-06"): EA_KAR_BEFORE,
} | {
    ("households_trained", f"nd09:{month}"): {EA_KAR: value}
    for month, value in {
        "2025-07": 452, "2025-08": 431, "2025-09": 418, "2025-10": 402, "2025-11": 388, "2025-12": 383,
        "2026-01": 392, "2026-02": 385, "2026-03": 371, "2026-04": 430, "2026-05": 408, "2026-06": 399,
        "2026-07": 396, "2026-08": 402, "2026-09": 395, "2026-10": 412, "2026-11": 405,
    }.items()
}  # fmt: skip
"""Figures of single communes; the other communes share what is left of the province's total."""

HOUSEHOLDS: Final[Mapping[str, tuple[int, int | None]]] = {
    "nd09:2025-11": (23_066, 2_834),
    "nd09:2026-11": (24_118, 2_312),
    "nd09:2026-10": (23_641, None),
}
"""Households trained: what the 91 that have sent make together, and the eleven others; None: one total of all."""

ADJUSTMENTS: Final = (
    ("so-tu-thuc-hien", 350, "Sở tự thực hiện", "Sở trực tiếp tập huấn, xã không tính"),
    ("loai-trung", -120, "Loại trừ tính trùng", "Hộ được hai xã cùng báo cáo"),
)
"""Lines the department adds to households trained in nd09:2026-10: 23.641 + 350 − 120 = 23.871."""

BUDGET_PLAN: Final[Mapping[int, int]] = {2023: 9_300, 2024: 9_800, 2025: 10_400, 2026: 11_000}
"""State budget revenue planned for a year, billion dong."""
BUDGET_TO_DATE: Final = 10_412
"""State budget revenue from the beginning of 2026 to 14/11/2026: 94,7% of the plan."""
