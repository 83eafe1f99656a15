"""Hypothesis strategies over the kernel's types for every module's tests (imports hypothesis: not in the product)."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from tinhso.kernel.periods import Period, known_schemes, period_of, span

# Far enough from the ends that a few steps or one year in either direction stay inside the supported years.
FIRST_DAY, LAST_DAY = date(1950, 1, 1), date(2150, 12, 31)
SEQUENCES = tuple(scheme for scheme in known_schemes() if scheme != "span")
# Nine-month periods leave October to December (or their equivalent) uncovered.
TILING = tuple(scheme for scheme in SEQUENCES if not scheme.endswith(".nine_month"))


def days() -> st.SearchStrategy[date]:
    """Any day of two centuries."""
    return st.dates(FIRST_DAY, LAST_DAY)


def periods(schemes: tuple[str, ...] = SEQUENCES) -> st.SearchStrategy[Period]:
    """Any period of these schemes (default: every scheme with a sequence)."""

    @st.composite
    def draw_period(draw: st.DrawFn) -> Period:
        day, scheme = draw(days()), draw(st.sampled_from(schemes))
        inside = day if scheme in TILING else day.replace(month=5)
        return period_of(inside, scheme)

    return draw_period()


def spans() -> st.SearchStrategy[Period]:
    """Any ad hoc span of up to two years."""
    return st.tuples(days(), st.integers(0, 730)).map(
        lambda drawn: span(drawn[0], date.fromordinal(drawn[0].toordinal() + drawn[1]))
    )
