"""Why a PDF that came back is not read (KER-120…)."""

from __future__ import annotations

from tinhso.kernel.errors import TinhSoError


class PaperError(TinhSoError):
    """A PDF that cannot be compared."""


class NotAPdf(PaperError):
    code = "KER-120"
    title_vi, title_en = "Không phải tệp PDF", "Not a PDF"
    message_vi = "Tệp không đọc được như một tệp PDF. Tải lại tệp PDF của báo cáo rồi ký trên tệp ấy."
    message_en = "The file cannot be read as a PDF. Download the report as PDF again and sign that file."


class PdfTooLarge(PaperError):
    code = "KER-121"
    status = 413
    title_vi, title_en = "Tệp PDF quá lớn", "PDF too large"
    message_vi = "Tệp PDF lớn quá: {found}, giới hạn {limit}."
    message_en = "The PDF is too large: {found}, the limit is {limit}."


class PdfWithActions(PaperError):
    code = "KER-122"
    title_vi, title_en = "Tệp PDF có mã chạy được", "PDF with active content"
    message_vi = "Tệp PDF chứa “{kind}”, thứ tự chạy khi mở tệp. Tệp không được nhận."
    message_en = "The PDF contains “{kind}”, which runs when it is opened. The file was not taken."


class PdfEncrypted(PaperError):
    code = "KER-123"
    title_vi, title_en = "Tệp PDF bị khóa", "Encrypted PDF"
    message_vi = "Tệp PDF có mật khẩu hoặc bị mã hóa, không so được số liệu. Gửi tệp không khóa."
    message_en = "The PDF is encrypted, so its figures cannot be compared. Send it without a password."


class PdfWithoutText(PaperError):
    code = "KER-124"
    title_vi, title_en = "Tệp PDF chỉ có ảnh", "PDF without text"
    message_vi = "Tệp PDF không có chữ đọc được (bản quét), không so được số liệu. Ký số trên tệp PDF tải từ hệ thống."
    message_en = "The PDF has no text (a scan), so its figures cannot be compared. Sign the PDF downloaded from here."


class UnreadableAnchor(PaperError):
    code = "KER-126"
    status = 500
    title_vi, title_en = "Chứng thư tin cậy không đọc được", "Unreadable trusted certificate"
    message_vi = "Tệp “{file}” trong thư mục chứng thư tin cậy không phải chứng thư PEM hay DER. Bỏ hoặc thay tệp ấy."
    message_en = "The file “{file}” among the trusted certificates is no PEM or DER certificate. Replace or remove it."


class BrokenSignature(PaperError):
    code = "KER-125"
    title_vi, title_en = "Chữ ký số không còn khớp", "Broken signature"
    message_vi = "Chữ ký số trong tệp không khớp với nội dung: tệp đã bị đổi sau khi ký, hoặc chữ ký hỏng."
    message_en = "A digital signature in the file does not fit its content: changed after signing, or damaged."
