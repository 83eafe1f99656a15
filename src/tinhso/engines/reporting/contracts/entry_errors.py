"""Refusals while figures, evidence and sub-sheets are entered."""

from __future__ import annotations

from tinhso.engines.reporting.contracts.errors import ReportingError


class MarkUnclear(ReportingError):
    code = "REP-150"
    title_vi, title_en = "Dấu chưa rõ nghĩa", "Unclear mark"
    message_vi = "Dòng “{row}”: dấu “{mark}” là không phát sinh (0), không áp dụng, hay chưa có số? Hãy chọn."
    message_en = "Row “{row}”: does “{mark}” mean nothing occurred (0), not applicable, or not there yet? Choose."


class GroupsOrDecimals(ReportingError):
    code = "REP-151"
    title_vi, title_en = "Dấu phẩy hay dấu chấm", "Comma or point"
    message_vi = "Dòng “{row}”: {typed} có phải là {whole} không? Chỉ tiêu này có {decimals} chữ số lẻ."
    message_en = "Row “{row}”: is {typed} meant to be {whole}? This indicator has {decimals:decimal|decimals}."


class PartsNotSummed(ReportingError):
    code = "REP-152"
    title_vi, title_en = "Chỉ tiêu không cộng được từ thôn, buôn", "Not a sum of villages"
    message_vi = "Dòng “{row}” không phải tổng của các thôn, buôn; hãy nhập thẳng số của xã."
    message_en = "Row “{row}” is not the sum of villages; enter the commune's figure itself."


class FileNotAccepted(ReportingError):
    code = "REP-250"
    title_vi, title_en = "Tệp không nhận được", "File not accepted"
    message_vi = (
        "Tệp “{name}” không phải ảnh, PDF, Word hay Excel không có macro. Hãy lưu lại theo một trong các dạng đó."
    )
    message_en = "“{name}” is no picture, PDF, Word or Excel file without macros. Save it as one of these."


class FileTooLarge(ReportingError):
    code = "REP-251"
    title_vi, title_en = "Tệp quá lớn", "File too large"
    message_vi = "Tệp “{name}” lớn hơn {megabytes} MB. Hãy chụp lại nhỏ hơn hoặc chia tệp."
    message_en = "“{name}” is larger than {megabytes} MB. Take a smaller picture or split it."


class TooManyFiles(ReportingError):
    code = "REP-252"
    title_vi, title_en = "Quá nhiều minh chứng", "Too many files"
    message_vi = "Một biểu giữ nhiều nhất {most} minh chứng. Hãy gộp các ảnh vào một tệp PDF."
    message_en = "A form keeps {most} pieces of evidence at most. Put the pictures into one PDF."


class LetterIncomplete(ReportingError):
    code = "REP-253"
    title_vi, title_en = "Văn bản thiếu số hoặc ngày", "Letter without number or day"
    message_vi = "Dẫn văn bản “{number}” cần cả số, ký hiệu và ngày."
    message_en = "Citing the letter “{number}” needs both its number and its day."


class UnknownEvidence(ReportingError):
    code = "REP-254"
    status = 404
    title_vi, title_en = "Không có minh chứng này", "Unknown evidence"
    message_vi = "Không có minh chứng số {evidence} trong phạm vi của bạn."
    message_en = "There is no evidence number {evidence} within your reach."


class EvidenceCommitted(ReportingError):
    code = "REP-255"
    status = 409
    title_vi, title_en = "Minh chứng đã gửi", "Evidence was sent"
    message_vi = "“{name}” đã gửi kèm báo cáo nên không bỏ được; có thể đính kèm thêm."
    message_en = "“{name}” was sent with the report and stays; add another one."


class EvidenceMissing(ReportingError):
    code = "REP-256"
    status = 410
    title_vi, title_en = "Tệp minh chứng không còn nguyên", "Evidence file is not intact"
    message_vi = "Tệp “{name}” (sha256 {digest}) không còn hoặc đã bị thay đổi trên máy chủ. Hãy báo người vận hành."
    message_en = "The file “{name}” (sha256 {digest}) is gone or was changed on the server. Tell the operator."


class NotAColleague(ReportingError):
    code = "REP-260"
    title_vi, title_en = "Không phải người nhập của đơn vị", "Not a colleague"
    message_vi = "Dòng “{row}”: người được chọn không nhập báo cáo của đơn vị này."
    message_en = "Row “{row}”: whoever was chosen does not enter reports of this unit."


class VillageTwice(ReportingError):
    code = "REP-261"
    title_vi, title_en = "Thôn, buôn ghi hai lần", "A village twice"
    message_vi = "“{name}” có hai lần trong danh sách. Hãy gộp thành một dòng."
    message_en = "“{name}” stands twice on the list. Make it one line."


class TooManyVillages(ReportingError):
    code = "REP-262"
    title_vi, title_en = "Quá nhiều dòng", "Too many lines"
    message_vi = "Danh sách có {count} dòng, nhiều nhất {most}."
    message_en = "The list has {count} lines, {most} at most."
