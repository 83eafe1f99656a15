"""Refusals of assigning: what is asked elsewhere, groups, changes, extensions asked for, contacts. REP-160..189."""

from __future__ import annotations

from tinhso.engines.reporting.contracts.errors import ReportingError


class AskedElsewhere(ReportingError):
    code = "REP-160"
    title_vi, title_en = "Số này đã có ở báo cáo khác", "The figure is asked elsewhere"
    message_vi = "Dòng “{row}” dùng lại số của báo cáo “{request}”; hãy nhập hoặc sửa ở báo cáo đó."
    message_en = "Row “{row}” reads the figure of the request “{request}”; enter or correct it there."


class UnknownGroup(ReportingError):
    code = "REP-161"
    status = 404
    title_vi, title_en = "Không có nhóm đơn vị này", "Unknown group of units"
    message_vi = "Không có nhóm đơn vị “{group}” có hiệu lực ngày {on}."
    message_en = "There is no group of units “{group}” valid on {on}."


class GroupUnclear(ReportingError):
    code = "REP-162"
    title_vi, title_en = "Nhóm đơn vị chưa rõ", "Unclear group of units"
    message_vi = "{reason_vi} (“{value}”)."
    message_en = "{reason_en} (“{value}”)."


class ReadByOthers(ReportingError):
    code = "REP-163"
    status = 409
    title_vi, title_en = "Báo cáo khác đang dùng lại số này", "Other requests read these figures"
    message_vi = "{count} báo cáo đang dùng lại số của báo cáo này: {readers}. Hãy để các nơi đó giao lại trước."
    message_en = "{count} requests read the figures of this one: {readers}. Let them ask for themselves first."


class NothingToReuse(ReportingError):
    code = "REP-164"
    title_vi, title_en = "Chưa có nơi nào giao chỉ tiêu này", "Nobody asks for this indicator"
    message_vi = "Chỉ tiêu “{indicator}” chưa được giao cho các đơn vị này trong kỳ {period}, không có gì để dùng lại."
    message_en = "Nobody asked these units for the indicator “{indicator}” in {period}; there is nothing to reuse."
