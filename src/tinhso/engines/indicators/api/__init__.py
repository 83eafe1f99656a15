"""The public verbs of the indicators engine: definitions, and the one ledger of figures.

Figures are written only by `write_batches` (and by `import_csv` and `post_figures`, which keep the same rules). Every
writing verb is one transaction with its event.
"""

from tinhso.engines.indicators.api.bringing_in import import_csv, import_rows, load_documents, post_figures
from tinhso.engines.indicators.api.defining import (
    define,
    define_dimension,
    definition,
    definition_versions,
    definitions,
    definitions_page,
    dimension_items,
    document_of,
    document_of_dimension,
    known_period_ids,
    load_package,
    package_keys_page,
    period_id,
    period_ids,
    periods_by_id,
)
from tinhso.engines.indicators.api.reading import (
    corrections,
    count_figures,
    current_states,
    entries,
    entries_of,
    entry,
    events_of_units,
    figure_path,
    figure_paths,
    history,
    known_figures,
    last_periods,
    lock_holders,
    locked_keys,
    said_by_events,
    states_of_keys,
)
from tinhso.engines.indicators.api.writing import lock, promote, unlock, write_batches
from tinhso.engines.indicators.logic.expectations import expectations, register_expectations, unregister_expectations
from tinhso.engines.indicators.logic.ledger.leaves import decimal_text, figure_leaf
from tinhso.engines.indicators.queries.definitions import restricted_codes

__all__ = [
    "corrections",
    "count_figures",
    "current_states",
    "decimal_text",
    "define",
    "define_dimension",
    "definition",
    "definition_versions",
    "definitions",
    "definitions_page",
    "dimension_items",
    "document_of",
    "document_of_dimension",
    "entries",
    "entries_of",
    "entry",
    "events_of_units",
    "expectations",
    "figure_leaf",
    "figure_path",
    "figure_paths",
    "history",
    "import_csv",
    "import_rows",
    "known_figures",
    "known_period_ids",
    "last_periods",
    "load_documents",
    "load_package",
    "lock",
    "lock_holders",
    "locked_keys",
    "package_keys_page",
    "period_id",
    "period_ids",
    "periods_by_id",
    "post_figures",
    "promote",
    "register_expectations",
    "restricted_codes",
    "said_by_events",
    "states_of_keys",
    "unlock",
    "unregister_expectations",
    "write_batches",
]
