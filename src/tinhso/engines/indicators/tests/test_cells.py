"""The quick reading of usual cells means exactly what the kernel says."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tinhso.engines.indicators.logic.importing.cells import numbers
from tinhso.engines.indicators.logic.importing.faults import Fault
from tinhso.kernel.errors import TinhSoError
from tinhso.kernel.quantities import NumberLocale, parse_number, to_scaled

pytestmark = pytest.mark.one_database
digits = st.from_regex(r"-?[0-9]{1,19}([.,][0-9]{1,6}){0,2}", fullmatch=True)
anything = st.text("0123456789.,-+% ²٣", max_size=8)


@given(digits | anything, st.integers(0, 9), st.sampled_from([None, "vi", "en"]), st.booleans())
@example("1.637", 3, None, False)
@example("12.", 0, None, False)
@example("99999999999999999", 2, None, False)
def test_a_cell_is_read_as_the_kernel_reads_it(
    text: str, decimals: int, locale: NumberLocale | None, percent: bool
) -> None:
    found = numbers(decimals, locale, percent).look_up(text)
    if not text.strip():
        assert found is None
        return
    try:
        value = parse_number(text, locale=locale, decimals=decimals, percent=percent)
        expected: int | str = to_scaled(value, decimals)
    except TinhSoError as error:
        expected = error.code
    assert (found.code if isinstance(found, Fault) else found) == expected
