"""The public verbs of operation: copies of everything, the way back, and how the installation stands."""

from tinhso.engines.operation.logic.backing_up import back_up
from tinhso.engines.operation.logic.drilling import drill, last_drill
from tinhso.engines.operation.logic.restoring import restore

__all__ = ["back_up", "drill", "last_drill", "restore"]
