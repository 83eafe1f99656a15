"""A million cells that anybody may explore, and the address that asks for all of them."""

from __future__ import annotations


def cells_to_explore(figures: int) -> tuple[list[str], str]:
    """Write sealed figures of 3,321 communes and 50 months, and a board that shows the country.

    Returns:
        The codes of the indicators, as many as the figures need; the query of a pivot of every cell.
    """
    import rollup

    from tinhso.engines.insight.testing import BOARD, load_board
    from tinhso.engines.trust import api as trust

    indicators = max(1, figures // (rollup.COMMUNES * rollup.MONTHS))
    _, codes, _ = rollup.prepare(indicators)
    load_board(BOARD.replace('"66"', '"01"').replace("unit: 66", 'unit: "01"'))
    trust.seal_all()
    print(f"{indicators * rollup.COMMUNES * rollup.MONTHS:,} cells", flush=True)
    asked = [*(f"chi-tieu={code}" for code in codes), "cap=commune", "tu=nd09:2022-11", "den=nd09:2026-12"]
    return codes, "&".join(asked)
