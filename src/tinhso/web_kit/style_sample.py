"""Illustrative content of the style page; every figure here is made up and the page says so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.paginator import Paginator

from tinhso.web_kit.charts import Chart, Goal, Series
from tinhso.web_kit.maps import CommuneMap, LegendItem, MapUnit, project_boundaries
from tinhso.web_kit.marks import MARKS

NOW = datetime(2026, 11, 17, 6, 42, tzinfo=UTC)
_MONTHS = [f"{month}/2026" for month in range(1, 12)]
_ONLINE = [Decimal(v) / 10 for v in (521, 530, 542, 559, 564, 577, 583, 591, 602, 608, 612)]


def sample() -> dict[str, Any]:
    """Return the whole context of `web_kit/style.html`."""
    return {
        "now": NOW,
        "demo_banner": "Bản minh họa · đồng hồ 17/11/2026 13:42 · mọi số liệu trên trang này đều là minh họa",
        "nav_items": [
            {"url": "#board", "label": "Điều hành", "current": True},
            {"url": "#work", "label": "Việc của tôi", "count": 3},
            {"url": "#proof", "label": "Nguồn gốc số liệu"},
            {"url": "#marks", "label": "Trạng thái"},
        ],
        "user_label": "eakar.nhap",
        "unit_label": "UBND xã Ea Kar",
        "marks": sorted(MARKS),
        "period_options": [
            {"url": "?ky=nd09:2026-11", "label": "Tháng 11/2026 (15/10–14/11)", "current": True},
            {"url": "?ky=nd09:2026-10", "label": "Tháng 10/2026 (15/9–14/10)"},
        ],
        **_board(),
        **_work(),
        **_proof(),
    }


def _board() -> dict[str, Any]:
    return {
        "clauses": [
            {"text": "3/18 mục tiêu khó hoàn thành.", "url": "#plan", "act_now": True},
            {"text": "Giải ngân đầu tư công đạt 58,4%, chậm 9,1 điểm % so với kế hoạch.", "url": "#cards"},
            {"text": "91/102 xã, phường đã gửi báo cáo, còn 3 giờ.", "url": "#late"},
        ],
        "decisions": _DECISIONS,
        "plan_parts": [
            {"count": 6, "label": "hoàn thành sớm", "tone": "good", "icon": "check", "url": "#plan"},
            {"count": 9, "label": "đang thực hiện", "tone": "info", "icon": "arrow", "url": "#plan"},
            {"count": 3, "label": "khó hoàn thành", "tone": "bad", "icon": "alert", "url": "#plan"},
        ],
        "targets": [
            ("Hồ sơ nộp trực tuyến", "tăng 0,4 điểm % mỗi tháng, cần 9,4", "61.2", 80, "62,0%", _ONLINE),
            ("Doanh nghiệp dùng nền tảng số", "dừng lại từ tháng 7/2025", "31.8", 50, "32,1%", _ONLINE[:7]),
        ],
        "cards": _cards(),
        "chart": _line_chart(),
        "bars": _bar_chart(),
        "map": _map(),
        "late_rows": [
            ("Xã A", "3 biểu, 41 ô", "Phòng Văn hóa – Xã hội", "5/12", "Đôn đốc"),
            ("Xã B", "1 biểu, 12 ô", "Phòng Kinh tế", "7/12", "Đôn đốc"),
            ("Phường C", "chờ lãnh đạo phê duyệt", "Văn phòng HĐND và UBND", "11/12", "Đôn đốc"),
            ("Xã D", "xin gia hạn đến thứ Hai 23/11", "Phòng Kinh tế", "10/12", "Duyệt"),
        ],
        "chips": [
            {"url": "#late", "label": "Tất cả", "count": 102, "current": True},
            {"url": "#late", "label": "Chưa gửi", "count": 11},
            {"url": "#late", "label": "Cần xác minh", "count": 1},
        ],
    }


_DECISIONS = [
    {
        "tone": "bad",
        "text": "Hồ sơ trực tuyến: theo nhịp hiện nay, đến 31/12 đạt khoảng 62,0%, thiếu 18,0 điểm %",
        "who": "Sở Khoa học và Công nghệ",
        "act_url": "#decisions",
        "act_label": "Giao nhiệm vụ",
        "is_primary": True,
    },
    {
        "tone": "bad",
        "text": "11 xã, phường chưa gửi, hạn 17:00 hôm nay",
        "who": "đã đôn đốc 1 lần · 2 nơi thường chậm",
        "act_url": "#decisions",
        "act_label": "Đôn đốc",
    },
    {
        "tone": "warn",
        "text": "Xã F báo cáo gấp 10 lần tháng trước",
        "who": "nghi thừa một chữ số 0, cần xác minh",
        "act_url": "#decisions",
        "act_label": "Xem",
    },
]


def _cards() -> list[dict[str, Any]]:
    rising = [Decimal(v) for v in (6, 7, 7, 8, 9, 9, 10, 11, 12, 13)]
    return [
        {
            "name": "Thu ngân sách trên địa bàn, lũy kế",
            "value": Decimal("10412"),
            "unit": "tỷ đồng",
            "recent": rising,
            "tone": "good",
            "mark_tone": "good",
            "mark_text": "94,7% dự toán",
            "about": "14/11/2026 · tạm tính",
            "origin_url": "#proof",
        },
        {
            "name": "Hộ được tập huấn kỹ năng số trong kỳ",
            "value": 24118,
            "unit": "hộ",
            "recent": [*rising[:4], None, *rising[5:]],
            "mark_tone": "info",
            "mark_text": "104,6%",
            "compare": "kỳ trước 23.871 · cùng kỳ 23.066",
            "about": "91/102 đơn vị, so cùng 91 đơn vị · tạm tính",
            "origin_url": "#proof",
        },
        {
            "name": "Hồ sơ giải quyết đúng hạn",
            "value": Decimal("97.4"),
            "is_percent": True,
            "recent": rising,
            "tone": "good",
            "mark_tone": "good",
            "mark_text": "+0,9",
            "about": "tự tính từ 118.402 hồ sơ · tạm tính",
            "origin_url": "#proof",
        },
        {
            "name": "Văn bản điện tử ký số",
            "value": 96,
            "operator": ">",
            "is_percent": True,
            "is_stale": True,
            "stale_since": "9/2023",
            "no_line": "một lần công bố, chưa có chuỗi",
            "about": "theo báo chí, không có bản ghi xác nhận",
            "origin_url": "#proof",
        },
    ]


def _line_chart() -> Chart:
    plan = [Decimal(52) + Decimal(i) * 28 / 10 for i in range(11)]
    return Chart(
        chart_id="online-share",
        sentence="Hồ sơ nộp trực tuyến tăng đều, mỗi tháng 0,4 điểm %, còn thiếu 18,8 điểm % so với mục tiêu.",
        labels=_MONTHS,
        series=[Series("Thực hiện", _ONLINE, 1), Series("Nhịp kế hoạch", plan, 1, tone="quiet", dashed=True)],
        label_name="Tháng",
        unit="%",
        csv_url="#chart",
        goal=Goal(80, "mục tiêu 80%"),
    )


def _bar_chart() -> Chart:
    values = [Decimal(v) for v in ("3.9", "3.1", "2.8", "1.2", "0.6")]
    return Chart(
        chart_id="by-field",
        sentence="Ba lĩnh vực chiếm hơn bốn phần năm số hồ sơ quá hạn.",
        labels=["Đất đai", "Xây dựng", "Hộ tịch", "Y tế", "Giáo dục"],
        series=[Series("Hồ sơ quá hạn", values, 1, kind="bar")],
        label_name="Lĩnh vực",
        unit="nghìn hồ sơ",
        csv_url="#chart",
        horizontal=True,
    )


def _map() -> CommuneMap:
    """A honeycomb of made-up places, so that the page needs no geography."""
    shapes, units = {}, []
    words = {"3": "gửi sớm", "2": "gửi trong hạn", "1": "gửi hôm nay", "none": "chưa gửi"}
    for index in range(48):
        row, column = divmod(index, 8)
        key, fill = f"{index:02}", "3213221none2"[index % 7] if index % 9 else "none"
        fill = fill if fill in words else "2"
        shapes[key] = {
            "type": "Polygon",
            "coordinates": [_hexagon(108 + column * 0.1 + row % 2 * 0.05, 13 - row * 0.084)],
        }
        units.append(MapUnit(key, f"Nơi {index + 1} (minh họa)", words[fill], fill, f"#map-{key}"))
    legend = [LegendItem(fill, word, sum(unit.fill == fill for unit in units)) for fill, word in words.items()]
    return CommuneMap(project_boundaries(shapes), units, legend, "Bản đồ gửi báo cáo", "Sáu nơi chưa gửi, rải đều.")


def _hexagon(x: float, y: float) -> list[tuple[float, float]]:
    corners = [(0, 0.056), (0.05, 0.028), (0.05, -0.028), (0, -0.056), (-0.05, -0.028), (-0.05, 0.028), (0, 0.056)]
    return [(x + dx, y + dy) for dx, dy in corners]


def _work() -> dict[str, Any]:
    return {
        "tasks": [
            {
                "due_at": NOW + timedelta(hours=3, minutes=18),
                "count": "17/20 ô",
                "name": "Báo cáo chuyển đổi số tháng 11/2026",
                "about": "15/10–14/11 · hạn 17:00 hôm nay, thứ Ba 17/11",
                "known": 14,
                "typed": 3,
                "total": 20,
                "cells": "14 ô hệ thống đã biết, không phải nhập",
                "action_url": "#work",
                "action_label": "Nhập 3 ô còn lại",
                "is_primary": True,
            },
            {
                "mark_code": "assigned",
                "count": "0/4 ô",
                "name": "Phòng chống dịch tả lợn châu Phi (đột xuất)",
                "about": "Sở Nông nghiệp và Môi trường yêu cầu báo cáo · hạn ngày mai",
                "known": 0,
                "typed": 0,
                "total": 4,
                "cells": "4 ô, khoảng 2 phút",
                "action_url": "#work",
                "action_label": "Mở",
            },
            {
                "mark_code": "returned",
                "count": "quý III",
                "name": "Đào tạo kỹ năng số",
                "note": "Tổng 412 hộ không bằng 380 + 22. Xem lại dòng 4.",
                "about": "Sở Khoa học và Công nghệ, hôm qua 15:20",
                "action_url": "#work",
                "action_label": "Sửa dòng 4",
            },
        ],
        "cells": _CELLS,
        "grid_rows": [
            ("Phường Buôn Ma Thuột", 787, 608, "77.3", 106, 848, 113, "94%", "accepted"),
            ("Xã Ea Kar", 1260, 780, "61.9", 4120, 8110, 388, "1.062%", "doubted"),
            ("Xã A", 1263, 945, "74.8", None, None, 295, "–", "not_sent"),
            ("Xã Sông Hinh", 1174, 800, "68.1", 335, 2680, 364, "92%", "submitted"),
        ],
        "recent": [371, 430, 388, 402, 395, 410, 420, 399, 405, 412, 398, 4120],
        "page": Paginator(range(102), 20).get_page(2),
        "table_columns": [
            {"label": "Đơn vị"},
            {"label": "Trong kỳ", "number": True, "sub": "hộ"},
            {"label": "Cùng kỳ", "number": True},
        ],
        "table_rows": [
            {"cells": ["Xã Ea Kar", "412", {"text": "388", "tone": "muted"}], "url": "#table"},
            {"cells": ["Xã Krông Bông", "117", {"text": "107", "tone": "muted"}], "url": "#table"},
            {
                "cells": [{"text": "Toàn tỉnh", "sub": "91/102 đơn vị"}, "24.118", {"text": "23.066", "tone": "muted"}],
                "total": True,
            },
        ],
    }


_CELLS = [
    {
        "id": "c1",
        "name": "c1",
        "label": "Hồ sơ tiếp nhận trực tuyến",
        "value": "780",
        "unit": "hồ sơ",
        "state": "known",
        "compare": "tự lấy từ hệ thống một cửa, 14/11",
        "origin_url": "#work",
        "origin_label": "xem 780 hồ sơ",
        "read_only": True,
    },
    {
        "id": "c2",
        "name": "c2",
        "label": "Văn bản đi có ký số",
        "value": "96",
        "unit": "văn bản",
        "state": "kept",
        "compare": "tháng trước 91 · cùng kỳ 74",
    },
    {
        "id": "c3",
        "name": "c3",
        "label": "Hộ được tập huấn kỹ năng số trong kỳ",
        "value": "4.120",
        "unit": "hộ",
        "state": "doubted",
        "compare": "tháng trước 412 · cùng kỳ 388 · lũy kế 3.990",
        "message": "Gấp 10 lần tháng trước. Có thừa một chữ số 0 không? Sửa thành 412, hoặc ghi lý do.",
    },
    {
        "id": "c4",
        "name": "c4",
        "label": "Thành viên Tổ công nghệ số cộng đồng",
        "value": "",
        "unit": "người",
        "compare": "tháng trước 38",
        "keep_value": "38",
    },
]


def _proof() -> dict[str, Any]:
    return {
        "lines": [
            ("Cộng 102 xã, phường", "", "23.641"),
            ("Sở tự thực hiện", "điều chỉnh của cơ quan tổng hợp", "+ 350"),
            ("Loại trừ tính trùng", "theo văn bản của Sở", "− 120"),
        ],
        "events": [
            {"event": "Nhập 421", "detail": "chuyên viên Phòng Văn hóa – Xã hội, 15/10/2026 10:14"},
            {
                "event": "Phê duyệt, gửi",
                "detail": "Phó Chủ tịch UBND xã, KT. Chủ tịch, xác nhận bằng khóa truy cập, 15/10 16:02",
            },
            {"event": "Điều chỉnh thành 412", "detail": "“đảo hai chữ số”, phê duyệt lại 16/10 08:31", "tone": "warn"},
            {"event": "Sở tiếp nhận; khóa kỳ", "detail": "19/10 15:20; 26/10 17:00"},
        ],
        "receipt": {
            "what": "UBND xã Ea Kar · số liệu minh họa",
            "title": "Phiếu xác nhận đã gửi",
            "mark_code": "on_time",
            "mark_text": "đúng hạn, gửi 16:02 17/11/2026",
            "facts": [("Biểu", "01/CĐS-T"), ("Kỳ", "Tháng 11/2026 (15/10–14/11)"), ("Phiên bản", "1"), ("Số ô", "20")],
            "code": "9f2c…e41a",
            "checkpoint": "48.211",
            "download_url": "#proof",
        },
    }
