"""Every refusal of this engine, with its stable code."""

from __future__ import annotations

from tinhso.engines.orgs.contracts.action_words import ACTION_WORDS
from tinhso.kernel.errors import TinhSoError


class UnknownUnit(TinhSoError):
    code = "ORG-001"
    status = 404
    title_vi, title_en = "Không có đơn vị này", "Unknown unit"
    message_vi = "Ngày {on} không có đơn vị nào mang mã “{unit}”. {hint_vi}"
    message_en = "On {on} no unit has the code “{unit}”. {hint_en}"


class UnknownUnitId(TinhSoError):
    code = "ORG-002"
    status = 404
    title_vi, title_en = "Không có đơn vị này vào ngày đó", "No such unit on that day"
    message_vi = "Đơn vị số {unit_id} không có hiệu lực vào ngày {on}."
    message_en = "Unit number {unit_id} is not valid on {on}."


class UnitExists(TinhSoError):
    code = "ORG-003"
    title_vi, title_en = "Đơn vị đã có", "Unit already there"
    message_vi = "Mã “{unit}” từ ngày {valid_from} trùng thời gian với một đơn vị đã có mang cùng mã."
    message_en = "Code “{unit}” from {valid_from} overlaps with a unit that already has this code."


class OverlappingNames(TinhSoError):
    code = "ORG-004"
    title_vi, title_en = "Tên gọi trùng thời gian", "Names that overlap"
    message_vi = "Đơn vị {unit} đã có tên bắt đầu ngày {existing}; tên mới phải bắt đầu sau ngày đó, không phải {on}."
    message_en = "Unit {unit} already has a name that starts on {existing}; a new one must start after it, not on {on}."


class OverlappingLinks(TinhSoError):
    code = "ORG-005"
    title_vi, title_en = "Đơn vị có hai cấp trên cùng lúc", "Two parents at the same time"
    message_vi = (
        "Trong cơ cấu “{structure}”, đơn vị {unit} đã có cấp trên từ ngày {existing}, trùng với ngày {on}. "
        "Hãy chuyển đơn vị từ một ngày sau đó."
    )
    message_en = (
        "In the structure “{structure}” unit {unit} already has a parent from {existing}, which overlaps with {on}. "
        "Move the unit from a later day."
    )


class StructureCycle(TinhSoError):
    code = "ORG-006"
    title_vi, title_en = "Cơ cấu vòng tròn", "Structure that bites its tail"
    message_vi = "Trong cơ cấu “{structure}”, ngày {on}, các đơn vị {units} trực thuộc lẫn nhau thành vòng."
    message_en = "In the structure “{structure}” on {on} the units {units} belong to one another in a circle."


class UnitOutsideStructure(TinhSoError):
    code = "ORG-007"
    title_vi, title_en = "Đơn vị nằm ngoài cơ cấu", "Unit outside the structure"
    message_vi = "Đơn vị {unit} không thuộc cơ cấu “{structure}” vào ngày {on}: {problem_vi}."
    message_en = "Unit {unit} is outside the structure “{structure}” on {on}: {problem_en}."


class UnknownStructure(TinhSoError):
    code = "ORG-008"
    status = 404
    title_vi, title_en = "Không có cơ cấu này", "Unknown structure"
    message_vi = "Không có cơ cấu “{structure}”. Đang có: {known}."
    message_en = "There is no structure “{structure}”. Known: {known}."


class UnknownLevel(TinhSoError):
    code = "ORG-009"
    title_vi, title_en = "Không có cấp này", "Unknown level"
    message_vi = "Ngày {on} không có cấp “{level}”. Đang có: {known}."
    message_en = "On {on} there is no level “{level}”. Known: {known}."


class WrongDates(TinhSoError):
    code = "ORG-010"
    title_vi, title_en = "Ngày hiệu lực sai", "Wrong validity dates"
    message_vi = "Ngày kết thúc {valid_to} đứng trước ngày bắt đầu {valid_from}."
    message_en = "The end {valid_to} comes before the beginning {valid_from}."


class UnitAlreadyEnded(TinhSoError):
    code = "ORG-011"
    title_vi, title_en = "Đơn vị đã kết thúc", "Unit already ended"
    message_vi = "Đơn vị {unit} đã hết hiệu lực ngày {valid_to}; không thể cho kết thúc ngày {on} nữa."
    message_en = "Unit {unit} already ended on {valid_to}; it cannot end again on {on}."


class SuccessionNotClear(TinhSoError):
    code = "ORG-012"
    title_vi, title_en = "Sắp xếp đơn vị không rõ", "Unclear succession"
    message_vi = "Đơn vị cũ {unit}: {problem_vi}."
    message_en = "Old unit {unit}: {problem_en}."


class WeightsNotOne(TinhSoError):
    code = "ORG-013"
    title_vi, title_en = "Trọng số không cộng thành 1", "Weights that do not sum to one"
    message_vi = (
        "Đơn vị cũ {unit}, căn cứ “{basis}”: các trọng số cộng lại bằng {total}, phải đúng bằng 1 và đủ mọi phần "
        "({expected} phần, có {found})."
    )
    message_en = (
        "Old unit {unit}, basis “{basis}”: the weights sum to {total}; they must sum to exactly 1 over all parts "
        "({expected:part|parts}, found {found})."
    )


class WeightNotExact(TinhSoError):
    code = "ORG-014"
    title_vi, title_en = "Trọng số không viết đúng được bằng phần tỷ", "Weight that is no whole number of billionths"
    message_vi = "Phần của đơn vị cũ {unit} là {share}, không viết đúng được bằng phần tỷ. Hãy dùng trọng số ngắn hơn."
    message_en = "The share of old unit {unit} is {share}, no whole number of billionths. Use shorter weights."


class WeightWithoutLink(TinhSoError):
    code = "ORG-015"
    title_vi, title_en = "Trọng số không có đường đi", "Weight without a link"
    message_vi = "Không có đường chia tách từ {old} (từ {old_from}) sang {new}. Hãy nạp đơn vị trước khi nạp trọng số."
    message_en = "There is no division from {old} (from {old_from}) to {new}. Load the units before their weights."


class WrongName(TinhSoError):
    code = "ORG-016"
    title_vi, title_en = "Tên cũ không khớp", "Old name that does not match"
    message_vi = "Đơn vị {unit} đang có tên “{known}”, không phải “{given}” như trong tệp."
    message_en = "Unit {unit} is called “{known}”, not “{given}” as the file says."


class NoRight(TinhSoError):
    """Somebody asked for what their roles do not give them.

    Args:
        action: code of the action, said in words to people.
        unit: code of the unit (text), its number (int) where only that is at hand, "–" for no unit in particular.
        actor: as the log names them, `user:…` for an account.
    """

    code = "ORG-020"
    status = 403
    title_vi, title_en = "Không có quyền", "No right"
    message_vi = "Tài khoản {actor} chưa có quyền {action} đối với {unit}. Hãy hỏi người quản trị tài khoản."
    message_en = "The account {actor} may not {action} for {unit}. Ask whoever keeps the accounts."

    def message(self, language: str = "vi") -> str:
        """Return the sentence with the action and the unit in words."""
        english = language.lower().startswith("en")
        actor, action, unit = str(self.details["actor"]), str(self.details["action"]), self.details["unit"]
        words = ACTION_WORDS.get(action, (f"“{action}”",) * 2)[english]
        if unit == "–":
            whose = "any unit" if english else "đơn vị nào"
        elif isinstance(unit, int):
            # A number of the database says nothing to people, and they came from that unit's page.
            whose = "this unit" if english else "đơn vị này"
        else:
            whose = f"unit {unit}" if english else f"đơn vị {unit}"
        template = self.message_en if english else self.message_vi
        return template.format(actor=actor.removeprefix("user:"), action=words, unit=whose)


class UnknownRole(TinhSoError):
    code = "ORG-021"
    title_vi, title_en = "Không có vai trò này", "Unknown role"
    message_vi = "Không có vai trò “{role}”. Đang có: {known}."
    message_en = "There is no role “{role}”. Known: {known}."


class DelegatorLacksRole(TinhSoError):
    code = "ORG-022"
    title_vi, title_en = "Người ủy quyền không giữ vai trò", "Delegator without the role"
    message_vi = "{delegator} không giữ vai trò “{role}” ở đơn vị {unit} suốt từ {valid_from} đến {valid_to}."
    message_en = (
        "{delegator} does not hold the role “{role}” for unit {unit} all the time from {valid_from} to {valid_to}."
    )


class DelegationToSelf(TinhSoError):
    code = "ORG-023"
    title_vi, title_en = "Tự ủy quyền", "Delegation to oneself"
    message_vi = "{delegator} không thể ủy quyền cho chính mình."
    message_en = "{delegator} cannot delegate to themselves."


class UnknownUser(TinhSoError):
    code = "ORG-024"
    status = 404
    title_vi, title_en = "Không có tài khoản này", "Unknown account"
    message_vi = "Không có tài khoản “{username}” đang hoạt động."
    message_en = "There is no active account “{username}”."


class UserExists(TinhSoError):
    code = "ORG-025"
    title_vi, title_en = "Tài khoản đã có", "Account already there"
    message_vi = "Tài khoản “{username}” đã có."
    message_en = "The account “{username}” already exists."


class WrongToken(TinhSoError):
    code = "ORG-026"
    status = 401
    title_vi, title_en = "Khóa truy cập không dùng được", "Token that cannot be used"
    message_vi = "Khóa truy cập không đúng, đã hết hạn hoặc đã bị thu hồi."
    message_en = "The token is wrong, has expired or was revoked."


class UnknownAction(TinhSoError):
    code = "ORG-027"
    title_vi, title_en = "Phạm vi khóa truy cập sai", "Unknown scope of a token"
    message_vi = "Không có phạm vi “{scope}”. Đang có: {known}."
    message_en = "There is no scope “{scope}”. Known: {known}."


class TokenNameUnusable(TinhSoError):
    code = "ORG-029"
    title_vi, title_en = "Tên khóa truy cập không dùng được", "Unusable name of a token"
    message_vi = "Không đặt tên khóa truy cập là “{name}” được: {problem_vi}. Hãy chọn tên khác."
    message_en = "A token cannot be named “{name}”: {problem_en}. Choose another name."


class CapacityMissing(TinhSoError):
    code = "ORG-028"
    title_vi, title_en = "Ủy quyền thiếu tư cách ký", "Delegation without a capacity"
    message_vi = "Ủy quyền của {delegator} phải ghi tư cách ký, ví dụ “KT. CHỦ TỊCH” hoặc “TUQ. CHỦ TỊCH”."
    message_en = "A delegation by {delegator} must state the capacity, for example “KT. CHỦ TỊCH” or “TUQ. CHỦ TỊCH”."


class UnreadableFile(TinhSoError):
    code = "ORG-030"
    title_vi, title_en = "Không đọc được tệp", "File that cannot be read"
    message_vi = "Không đọc được tệp {path}: {problem_vi}."
    message_en = "The file {path} cannot be read: {problem_en}."


class WrongRow(TinhSoError):
    code = "ORG-031"
    title_vi, title_en = "Dòng dữ liệu sai", "Wrong row"
    message_vi = "Giá trị “{value}” không dùng được: {problem_vi}."
    message_en = "The value “{value}” cannot be used: {problem_en}."


class UnknownProvince(TinhSoError):
    code = "ORG-032"
    status = 404
    title_vi, title_en = "Không có tỉnh này trong danh mục", "Province not in the register"
    message_vi = "Danh mục không có tỉnh, thành phố mang mã “{province}”. Đang có: {known}."
    message_en = "The register has no province with the code “{province}”. Known: {known}."


class RegisterChanged(TinhSoError):
    code = "ORG-033"
    title_vi, title_en = "Danh mục khác với dữ liệu đã nạp", "Register that differs from what was loaded"
    message_vi = "Đơn vị {unit} (từ {valid_from}) đã nạp với {field}={known}, danh mục nay ghi {given}."
    message_en = "Unit {unit} (from {valid_from}) was loaded with {field}={known}, the register now says {given}."


class LastOperator(TinhSoError):
    code = "ORG-034"
    status = 409
    title_vi, title_en = "Không còn ai quản trị", "Nobody left to keep accounts"
    message_vi = "Sau việc này không còn tài khoản nào giữ vai trò operator; hãy cấp vai trò ấy cho người khác trước."
    message_en = "After this no account would hold the role operator; give it to somebody else first."


class FeatureWithoutCode(TinhSoError):
    code = "ORG-040"
    title_vi, title_en = "Vùng không có mã đơn vị", "Feature without a unit code"
    message_vi = "Vùng thứ {feature} không có thuộc tính “{code_property}”. Thuộc tính đang có: {known}."
    message_en = "Feature number {feature} has no property “{code_property}”. It has: {known}."


class CodeNotText(TinhSoError):
    code = "ORG-042"
    title_vi, title_en = "Mã đơn vị không phải chữ", "A unit code that is no text"
    message_vi = (
        "Vùng thứ {feature}: “{code_property}” là {value}, không phải chữ; số 0 đứng đầu mã có thể đã mất. Hãy xuất "
        "lại tệp với cột mã kiểu chữ."
    )
    message_en = (
        "Feature number {feature}: “{code_property}” is {value} and no text; a leading zero of the code may be lost. "
        "Export the file again with the codes as text."
    )


class WrongGeometry(TinhSoError):
    code = "ORG-041"
    title_vi, title_en = "Ranh giới không hợp lệ", "Boundary that is not valid"
    message_vi = "Vùng thứ {feature} (mã {unit}): {problem_vi}."
    message_en = "Feature number {feature} (code {unit}): {problem_en}."


class RolePlayRefused(TinhSoError):
    code = "ORG-050"
    status = 404
    title_vi, title_en = "Trang này chỉ có trong bản trình diễn", "This page exists only in a demonstration"
    message_vi = "Trang “vào vai” chỉ mở trên chính máy chạy bản trình diễn."
    message_en = "The page for playing a role opens only on the machine that runs the demonstration."


class SecondFactorNeeded(TinhSoError):
    code = "ORG-060"
    status = 403
    title_vi, title_en = "Cần xác thực lớp thứ hai", "A second factor is needed"
    message_vi = (
        "Việc “{action}” của {actor} cần xác thực lớp thứ hai trong lần đăng nhập này: bật hoặc xác nhận ở trang "
        "“Bảo vệ tài khoản” rồi làm lại. Khóa truy cập và dòng lệnh không làm được việc này."
    )
    message_en = (
        "“{action}” by {actor} needs a second factor in this sign-in: set it up or confirm it on the page "
        "“Protect your account”, then do it again. Tokens and the command line cannot do this."
    )
    way = "mfa_index"
    way_vi, way_en = "Mở trang “Bảo vệ tài khoản”", "Open “Protect your account”"
