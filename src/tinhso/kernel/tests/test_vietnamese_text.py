"""Cleaning, folding, search keys and ranks of Vietnamese text."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinhso.kernel.vietnamese import MatchRank, clean_text, fold, match_rank, search_key

few = settings(max_examples=100, deadline=None)
LETTERS = (
    "aăâbcdđeêghiklmnoôơpqrstuưvxy ÀẢÃÁẠằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵĐ'-/0123456789\u00a0"
)
texts = st.text(alphabet=LETTERS, max_size=30)


def test_stored_text_is_composed_and_has_plain_single_spaces() -> None:
    dirty = "\ufeff" + unicodedata.normalize("NFD", "Đắk\u00a0\u2009Lắk ") + "\u200b\n"
    assert clean_text(dirty) == "Đắk Lắk"
    assert unicodedata.is_normalized("NFC", clean_text(dirty))


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đắk Lắk", "dak lak"),
        ("ĐỒNG NAI", "dong nai"),
        ("ưỡn ượt ẵm ệch ỗi ỹ", "uon uot am ech oi y"),
        (unicodedata.normalize("NFD", "Buôn Ma Thuột"), "buon ma thuot"),
        ("Café 24/7", "cafe 24/7"),
    ],
)
def test_folding_takes_off_every_mark_and_the_stroke(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        ("Hoà Bình", "hòa bình"), ("Hòa Bình", "hoà"), ("Thủy Nguyên", "thuỷ nguyên"), ("khóa sổ", "khoá"),
        ("Quý IV", "quí iv"),
        ("kỹ năng số", "kĩ năng"), ("Mĩ Hoà", "Mỹ Hòa"), ("Lý Thường Kiệt", "lí thường"), ("y tế", "i tế"),
        ("tỉnh Đắk Lắk", "Đắc Lắc"), ("tỉnh Đắc Lắc", "dak lak"), ("Dak Lak", "ĐẮK LẮK"), ("ĐắkLắk", "đắk lắk"),
        ("tỉnh Đắk Lắk", "ĐắkLắk"), ("tỉnh Đắk Lắk", "daklak"), ("Đăk Lăk", "Đắk Lắk"), ("tỉnh Đắk Lắk", "đắc l"),
        ("Darlac", "Đắk Lắk"), ("Đắk Nông", "dac nong"), ("xã Ea Kar", "EaKar"), ("xã Ea Kar", "eakar"),
        ("Krông Pắc", "krong pak"), ("Buôn Ma Thuột", "Buôn Mê Thuột"), ("Buôn Ma Thuột", "ban me thuot"),
        ("Cư M’gar", "cu mgar"),
        ("Cư M'gar", "cư m’gar"), ("Kon Tum", "kontum"), ("Pleiku", "plei ku"),
        ("Tỷ lệ CĐS cấp xã", "chuyển đổi số"), ("Chuyển đổi số cấp xã", "CĐS"), ("Kết quả TTHC", "thủ tục hành chính"),
        ("Thủ tục hành chính", "tthc"),
        ("DVCTT toàn trình", "dịch vụ công trực tuyến"), ("Dịch vụ công trực tuyến", "dvctt"),
        ("CSDL đất đai", "cơ sở dữ liệu"), ("Cơ sở dữ liệu đất đai", "csdl"), ("UBND xã Ea Kar", "Uỷ ban nhân dân"),
        ("Ủy ban nhân dân xã", "ubnd xã"), ("Số 0123/BC-UBND", "bc-ubnd"), ("DVC trực tuyến", "dvctt"),
    ],
)  # fmt: skip
def test_either_spelling_finds_the_other(stored: str, typed: str) -> None:
    assert search_key(typed) in search_key(stored)


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        ("Ea Kar", "Ea Súp"),
        ("Hòa Bình", "Hưng Yên"),
        ("Thủ tục hành chính", "cds"),
        ("thủy lợi", "thui"),
        ("mai", "may"),
    ],
)
def test_other_words_are_not_found(stored: str, typed: str) -> None:
    assert search_key(typed) not in search_key(stored)


def test_only_the_words_of_a_text_are_in_its_key() -> None:
    assert search_key(" – “Số: 0123/BC-UBND”, ngày 17/11 ") == "so 0123 bc uy ban nhan dan ngay 17 11"
    assert search_key("…!") == ""


def test_exact_tones_rank_before_folded_matches() -> None:
    communes = ["Hóa An", "Hoa Lư", "Hoà Phú", "Hòa Sơn", "Ea Kar"]
    ranks = {name: match_rank(name, "hòa") for name in communes}
    assert ranks == {
        "Hóa An": MatchRank.WITHOUT_TONES,
        "Hoa Lư": MatchRank.WITHOUT_TONES,
        "Hoà Phú": MatchRank.EXACT_TONES,
        "Hòa Sơn": MatchRank.EXACT_TONES,
        "Ea Kar": None,
    }


@pytest.mark.parametrize(
    ("stored", "typed", "rank"),
    [
        ("Hoà Bình", "hòa b", MatchRank.EXACT_TONES),
        ("xã Hoà Bình", "hòa bì", MatchRank.EXACT_TONES),
        ("Hòa Bính", "hòa bình", MatchRank.WITHOUT_TONES),
        ("Hòa Bình", "hoa binh", MatchRank.WITHOUT_TONES),
        ("Bình Hòa", "hòa bình", None),
        ("Bảng", "bằng", MatchRank.WITHOUT_TONES),
        ("Đắk Lắk", "dak", MatchRank.WITHOUT_TONES),
        ("Hòa", "", None),
        ("Hòa", "!", None),
    ],
)
def test_the_last_word_of_a_question_may_be_unfinished(stored: str, typed: str, rank: MatchRank | None) -> None:
    assert match_rank(stored, typed) is rank


@few
@given(st.text(max_size=40))
def test_cleaning_and_folding_twice_change_nothing_more(text: str) -> None:
    assert clean_text(clean_text(text)) == clean_text(text)
    assert fold(fold(text)) == fold(text)


@few
@given(texts)
def test_keys_do_not_depend_on_the_form_of_unicode_or_case(text: str) -> None:
    decomposed = unicodedata.normalize("NFD", text)
    assert search_key(decomposed) == search_key(text) == search_key(text.upper())
    assert fold(decomposed) == fold(text)


@few
@given(texts)
def test_every_text_answers_itself_with_its_own_tones(text: str) -> None:
    expected = MatchRank.EXACT_TONES if search_key(text) else None
    assert match_rank(text, text) is expected


@few
@given(texts)
def test_a_key_is_plain_ascii_words(text: str) -> None:
    key = search_key(text)
    assert all(word.isascii() and word.isalnum() for word in key.split())
    assert key == " ".join(key.split())
