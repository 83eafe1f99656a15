"""The public verbs of operation: copies of everything, the way back, and how the installation stands."""

from tinhso.engines.operation.logic.advisories import Audit, audit, components_of_bill, installed_components
from tinhso.engines.operation.logic.backing_up import back_up
from tinhso.engines.operation.logic.database_role import limit_role, role_statements
from tinhso.engines.operation.logic.drilling import drill, last_drill
from tinhso.engines.operation.logic.health import check_health
from tinhso.engines.operation.logic.leaving import last_left, publish_checkpoint, publish_when_due
from tinhso.engines.operation.logic.measuring import MEASURES, Measure, database_kind, measure
from tinhso.engines.operation.logic.moving import Moved, move_to
from tinhso.engines.operation.logic.planner_statistics import count_rows_when_due
from tinhso.engines.operation.logic.restoring import restore
from tinhso.engines.operation.logic.rolling_back import roll_back
from tinhso.engines.operation.logic.second_medium import finish_shipping, ship, ships_to_a_second_medium
from tinhso.engines.operation.logic.security_file.describing import describe as describe_security
from tinhso.engines.operation.logic.security_file.drawing import draw as draw_security
from tinhso.engines.operation.logic.security_file.printing import security_paper
from tinhso.engines.operation.logic.security_file.writing import write_security_file
from tinhso.engines.operation.logic.tables import is_migrated, refuse_unless_upgraded
from tinhso.engines.operation.logic.upgrading import upgrade
from tinhso.engines.operation.logic.use import share_installation

__all__ = [
    "MEASURES",
    "Audit",
    "Measure",
    "Moved",
    "audit",
    "back_up",
    "check_health",
    "components_of_bill",
    "count_rows_when_due",
    "database_kind",
    "describe_security",
    "draw_security",
    "drill",
    "finish_shipping",
    "installed_components",
    "is_migrated",
    "last_drill",
    "last_left",
    "limit_role",
    "measure",
    "move_to",
    "publish_checkpoint",
    "publish_when_due",
    "refuse_unless_upgraded",
    "restore",
    "role_statements",
    "roll_back",
    "security_paper",
    "share_installation",
    "ship",
    "ships_to_a_second_medium",
    "upgrade",
    "write_security_file",
]
