"""Refusals of open lists. REP-270..279."""

from __future__ import annotations

from tinhso.engines.reporting.contracts.errors import ReportingError


class ListedCell(ReportingError):
    code = "REP-270"
    title_vi, title_en = "Số lấy từ danh sách", "The figure comes from the list"
    message_vi = "Dòng “{row}” lấy từ danh sách của biểu; hãy thêm, bớt, sửa ở danh sách."
    message_en = "Row “{row}” comes from the form's list; add, remove or change lines there."


class NoOpenList(ReportingError):
    code = "REP-271"
    status = 404
    title_vi, title_en = "Biểu không có danh sách", "The form has no list"
    message_vi = "Biểu “{form}” không có danh sách để kê."
    message_en = "The form “{form}” has no list."


class ListValueNeeded(ReportingError):
    code = "REP-272"
    title_vi, title_en = "Còn thiếu trong dòng", "Missing in the line"
    message_vi = "Cột “{column_vi}” phải ghi."
    message_en = "The column “{column_en}” is needed."


class NoSuchDay(ReportingError):
    code = "REP-273"
    title_vi, title_en = "Không phải ngày", "Not a day"
    message_vi = "“{text}” không phải một ngày; ghi như 17/11/2026."
    message_en = "“{text}” is no day; write it like 17/11/2026."


class TextTooLong(ReportingError):
    code = "REP-274"
    title_vi, title_en = "Dài quá", "Too long"
    message_vi = "{count} ký tự, nhiều nhất {most}."
    message_en = "{count} characters, {most} at most."


class TooManyLines(ReportingError):
    code = "REP-275"
    title_vi, title_en = "Danh sách quá dài", "The list is too long"
    message_vi = "Danh sách có {count} dòng, nhiều nhất {most}."
    message_en = "The list has {count} lines, {most} at most."


class ListChanged(ReportingError):
    code = "REP-276"
    status = 409
    title_vi, title_en = "Người khác vừa sửa danh sách", "The list was changed meanwhile"
    message_vi = "Người khác vừa sửa danh sách này. Số dòng hiện nay: {lines}. Xem lại rồi lưu lần nữa."
    message_en = "Somebody changed this list meanwhile. It has {lines:line|lines} now. Look again, then save once more."


class DoubtfulListFile(ReportingError):
    code = "REP-278"
    title_vi, title_en = "Tệp còn chỗ chưa rõ", "The file is doubtful"
    message_vi = "{count} ô của tệp chưa đọc được, đầu tiên là {first}. Chưa ghi dòng nào."
    message_en = "{count:cell|cells} of the file cannot be read, the first is {first}. No line was kept."


class NoListColumns(ReportingError):
    code = "REP-279"
    title_vi, title_en = "Chưa chỉ đủ cột", "Columns not chosen"
    message_vi = "Chỉ cột của tệp cho mọi cột phải ghi ({columns_vi}), và dòng đầu từ 1 trở đi."
    message_en = "Choose a column of the file for every needed one ({columns_en}), and a first row from 1 on."


class LineBelowGap(ReportingError):
    code = "REP-295"
    title_vi, title_en = "Còn dòng dưới dòng trống", "Lines below an empty one"
    message_vi = "Danh sách trong tệp dừng ở dòng trống, mà bên dưới còn dòng nữa. Xóa dòng trống, hoặc dòng thừa."
    message_en = "The list of the file ends at an empty line, yet lines go on below. Delete the empty line, or those."


class NoListHeadings(ReportingError):
    code = "REP-277"
    title_vi, title_en = "Không thấy tiêu đề cột", "No headings found"
    message_vi = "Không thấy trang nào có đủ các cột: {headings}. Hãy dùng mẫu .xlsx tải từ trang danh sách."
    message_en = "No sheet has all the columns: {headings}. Use the .xlsx from the list's page."
