"""Everything the cube refuses, in two languages."""

from __future__ import annotations

from tinhso.kernel.errors import TinhSoError


class CubeError(TinhSoError):
    """Family of the cube's errors."""


class EmptyQuery(CubeError):
    code = "CUB-001"
    title_vi, title_en = "Câu hỏi thiếu chỉ tiêu hoặc kỳ", "No indicator or period asked for"
    message_vi = "Câu hỏi không nêu {part}; hãy chọn ít nhất một."
    message_en = "The query names no {part}; choose at least one."


class UnknownIndicator(CubeError):
    """Also answers for indicators that the asker may not see: their existence is not disclosed."""

    code = "CUB-002"
    status = 404
    title_vi, title_en = "Không có chỉ tiêu này", "Unknown indicator"
    message_vi = "Không có chỉ tiêu “{indicator}” trong kỳ {period}, hoặc bạn không được xem. Kiểm tra lại mã chỉ tiêu."
    message_en = "There is no indicator “{indicator}” in period {period}, or you may not see it. Check its code."


class MixedPeriodSchemes(CubeError):
    code = "CUB-003"
    title_vi, title_en = "Kỳ báo cáo khác hệ", "Periods of another scheme"
    message_vi = (
        "Chỉ tiêu “{indicator}” báo cáo theo hệ kỳ {scheme}; kỳ “{period}” thuộc hệ {other}. "
        "Hãy hỏi bằng kỳ cùng hệ, hai hệ không được cộng lẫn."
    )
    message_en = (
        "Indicator “{indicator}” is reported in scheme {scheme}; period “{period}” is of scheme {other}. "
        "Ask with periods of its own scheme, the two are never added silently."
    )


class FinerThanCollected(CubeError):
    code = "CUB-004"
    title_vi, title_en = "Kỳ hỏi ngắn hơn kỳ báo cáo", "Period finer than reported"
    message_vi = (
        "Chỉ tiêu “{indicator}” báo cáo theo {scheme}; không chia nhỏ ra kỳ “{period}” được. Hãy hỏi kỳ dài hơn."
    )
    message_en = (
        "Indicator “{indicator}” is reported by {scheme}; it cannot be divided into “{period}”. Ask a longer one."
    )


class UnknownLevel(CubeError):
    code = "CUB-005"
    title_vi, title_en = "Không có cấp này", "Unknown level"
    message_vi = "Không có cấp “{level}”. Các cấp: {known}."
    message_en = "There is no level “{level}”. Levels: {known}."


class UnknownStructure(CubeError):
    code = "CUB-006"
    title_vi, title_en = "Không hiểu cơ cấu đơn vị", "Unknown structure"
    message_vi = "Cơ cấu “{structure}” không có; dùng as_reported, current hoặc một ngày như 2025-07-01."
    message_en = "There is no structure “{structure}”; use as_reported, current or a day such as 2025-07-01."


class UnknownQueryUnit(CubeError):
    """Also answers for units outside the asker's scope."""

    code = "CUB-007"
    status = 404
    title_vi, title_en = "Không có đơn vị này", "Unknown unit"
    message_vi = "Không có đơn vị “{unit}” ở cấp {level} trong kỳ {period}, hoặc bạn không được xem."
    message_en = "There is no unit “{unit}” of level {level} in period {period}, or you may not see it."


class FormulaCannotBeComputed(CubeError):
    code = "CUB-008"
    status = 500
    title_vi, title_en = "Không tính được công thức", "Formula cannot be computed"
    message_vi = "Công thức của chỉ tiêu “{indicator}”: {problem}. Sửa định nghĩa trong gói chỉ tiêu."
    message_en = "Formula of indicator “{indicator}”: {problem}. Correct its definition in the package."


class SnapshotUnusable(CubeError):
    """Never reaches a reader: queries then read the database; the compactor makes the snapshot again."""

    code = "CUB-009"
    status = 503
    title_vi, title_en = "Bản chụp số liệu không dùng được", "Snapshot cannot be used"
    message_vi = "Bản chụp tại {place} không dùng được: {problem}. Chạy `tinhso cube rebuild` để dựng lại."
    message_en = "The snapshot at {place} cannot be used: {problem}. Run `tinhso cube rebuild` to make it again."


class FutureMoment(CubeError):
    code = "CUB-011"
    title_vi, title_en = "Thời điểm chưa đến", "A moment that has not come"
    message_vi = "Chưa thể hỏi số liệu tính đến {as_of}: bây giờ là {now}. Hãy chọn thời điểm đã qua, hoặc bỏ trống."
    message_en = "Figures as of {as_of} cannot be asked yet: it is {now}. Choose a moment that has passed, or none."


class MalformedQuery(CubeError):
    code = "CUB-010"
    title_vi, title_en = "Tham số câu hỏi sai", "Malformed query parameter"
    message_vi = "{parameter} = “{value}” không dùng được; các giá trị: {known}."
    message_en = "{parameter} = “{value}” cannot be used; it may be: {known}."


class NothingSealed(CubeError):
    code = "CUB-012"
    status = 409
    title_vi, title_en = "Nhật ký chưa niêm phong", "Nothing is sealed yet"
    message_vi = "Nhật ký chưa có điểm niêm phong nào, nên chưa có gì để xuất. Chạy `tinhso ledger seal` rồi xuất lại."
    message_en = "The log has no checkpoint yet, so there is nothing to export. Run `tinhso ledger seal`, then export."


class LakeUnreadable(CubeError):
    code = "CUB-013"
    title_vi, title_en = "Kho số liệu không đọc được", "Lake that cannot be read"
    message_vi = "Không đọc được kho tại {place}: {problem}. Chưa ghi gì; hãy chỉ thư mục khác hoặc xóa thư mục ấy."
    message_en = "The lake at {place} cannot be read: {problem}. Nothing was written; name another folder or remove it."


class LakeOfAnother(CubeError):
    code = "CUB-014"
    status = 409
    title_vi, title_en = "Kho của nơi khác", "A lake of another"
    message_vi = "Kho tại {place} {why_vi}. Chưa ghi gì; hãy xuất ra thư mục khác."
    message_en = "The lake at {place}: {why_en}. Nothing was written; export into another folder."


class ClusterOutOfReach(CubeError):
    code = "CUB-015"
    status = 503
    title_vi, title_en = "Không hỏi được cụm Spark", "The Spark cluster cannot be asked"
    message_vi = (
        "Không hỏi được cụm Spark tại {place}: {problem}. Kiểm tra máy chủ và các máy tính toán của cụm, "
        "hoặc bỏ trống TINHSO_CUBE_URL để hỏi bằng máy này."
    )
    message_en = (
        "The Spark cluster at {place} cannot be asked: {problem}. Check its master and its workers, "
        "or leave TINHSO_CUBE_URL empty to ask this machine."
    )


class LakeNotForCube(CubeError):
    code = "CUB-016"
    status = 503
    title_vi, title_en = "Kho số liệu không dùng được cho khối số liệu", "A lake that the cube cannot ask"
    message_vi = (
        "Kho tại {place} không dùng được để hỏi bằng cụm Spark: {why_vi}. "
        "Chạy `tinhso lake export {place} --whole` rồi hỏi lại."
    )
    message_en = (
        "The lake at {place} cannot be asked on a Spark cluster: {why_en}. "
        "Run `tinhso lake export {place} --whole`, then ask again."
    )


class NumberTooWide(CubeError):
    """A whole number on the way to an answer; formulas and rules are then left to the kernel, which knows no bound."""

    code = "CUB-017"
    status = 500
    title_vi, title_en = "Số quá lớn để tính", "A number too large to compute with"
    message_vi = (
        "Khi tính có số nguyên vượt quá {most}; không đưa ra kết quả làm tròn. "
        "Hãy hỏi ít kỳ hơn hoặc từng cấp, và kiểm tra số liệu gốc."
    )
    message_en = (
        "A whole number beyond {most} came up; no rounded answer is given. "
        "Ask for fewer periods or level by level, and check the figures behind it."
    )


class LakeOutOfReach(CubeError):
    """A store that refuses or does not answer, or that nobody has set; no file of it counts as damaged for that."""

    code = "CUB-018"
    status = 503
    title_vi, title_en = "Không tới được kho số liệu", "The lake cannot be reached"
    message_vi = (
        "Không tới được kho tại {place}: {why_vi}. "
        "Kiểm tra tệp mà TINHSO_LAKE_STORE nêu, khóa và máy chủ của kho, rồi chạy lại: việc xuất đi tiếp từ chỗ dở."
    )
    message_en = (
        "The lake at {place} cannot be reached: {why_en}. "
        "Check the file that TINHSO_LAKE_STORE names, the keys and the store, then run again: it goes on where it was."
    )


class TooManyPeriods(CubeError):
    code = "CUB-019"
    title_vi, title_en = "Hỏi quá nhiều kỳ một lúc", "Too many periods at once"
    message_vi = "Yêu cầu hỏi {asked} kỳ, mỗi lần nhiều nhất {most} kỳ. Hãy chia thành nhiều lần hỏi."
    message_en = "The request asks for {asked} periods, {most} at most at a time. Divide it into several requests."
