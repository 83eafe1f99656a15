"""The public verbs of the orgs engine: units and structures as of a day, people and what they may do.

Days are dates in Vietnam; `on=None` means today by the product's clock. `known` is the size of the log an answer is
asked as of (None: everything committed). Verbs that write open the transaction and record one event.
"""

from tinhso.engines.orgs.api.calendar_day import today
from tinhso.engines.orgs.api.changing import (
    apply_succession,
    create_level,
    create_structure,
    create_unit,
    create_units,
    end_unit,
    link_units,
    rename_unit,
)
from tinhso.engines.orgs.api.loading import boundaries, load_boundaries, load_successions, load_units, load_weights
from tinhso.engines.orgs.api.people import (
    anonymous_rights,
    create_token,
    create_user,
    delegate,
    grant_role,
    revoke_role,
    revoke_token,
    rights_of,
    rights_of_username,
    token_rights,
)
from tinhso.engines.orgs.api.reading import (
    children,
    closure,
    descendants,
    last_views,
    levels_on,
    parent,
    predecessors,
    restatement,
    search_units,
    unit_by_code,
    unit_ids_at,
    unit_view,
    unit_views,
    units_by_codes,
    units_on,
    unknown_unit,
)
from tinhso.engines.orgs.contracts import Action, Rights, Role, Scope
from tinhso.engines.orgs.models import Unit, User

__all__ = [
    "Action",
    "Rights",
    "Role",
    "Scope",
    "Unit",
    "User",
    "anonymous_rights",
    "apply_succession",
    "boundaries",
    "children",
    "closure",
    "create_level",
    "create_structure",
    "create_token",
    "create_unit",
    "create_units",
    "create_user",
    "delegate",
    "descendants",
    "end_unit",
    "grant_role",
    "last_views",
    "levels_on",
    "link_units",
    "load_boundaries",
    "load_successions",
    "load_units",
    "load_weights",
    "parent",
    "predecessors",
    "rename_unit",
    "restatement",
    "revoke_role",
    "revoke_token",
    "rights_of",
    "rights_of_username",
    "search_units",
    "today",
    "token_rights",
    "unit_by_code",
    "unit_ids_at",
    "unit_view",
    "unit_views",
    "units_by_codes",
    "units_on",
    "unknown_unit",
]
