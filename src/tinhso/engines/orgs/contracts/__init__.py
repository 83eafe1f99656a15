"""What the orgs engine promises to others: frozen values, vocabularies and errors; no Django on import."""

from tinhso.engines.orgs.contracts.errors import NoRight, UnknownUnit, UnknownUser, WrongToken
from tinhso.engines.orgs.contracts.people import CastMember
from tinhso.engines.orgs.contracts.proof import Proof, SecondFactorPolicy
from tinhso.engines.orgs.contracts.roles import Action, Reach, Role
from tinhso.engines.orgs.contracts.scope import NOTHING, HeldRole, Rights, Scope, audience_of
from tinhso.engines.orgs.contracts.units import (
    AGENCIES,
    AGENCY,
    PLACE,
    STRUCTURE_OF_KIND,
    TERRITORY,
    WHOLE,
    LevelView,
    LoadReport,
    NewSuccessionLink,
    NewUnit,
    Outline,
    Part,
    ReorganisationPreview,
    Restatement,
    UnitPage,
    UnitView,
)

__all__ = [
    "AGENCIES",
    "AGENCY",
    "NOTHING",
    "PLACE",
    "STRUCTURE_OF_KIND",
    "TERRITORY",
    "WHOLE",
    "Action",
    "CastMember",
    "HeldRole",
    "LevelView",
    "LoadReport",
    "NewSuccessionLink",
    "NewUnit",
    "NoRight",
    "Outline",
    "Part",
    "Proof",
    "Reach",
    "ReorganisationPreview",
    "Restatement",
    "Rights",
    "Role",
    "Scope",
    "SecondFactorPolicy",
    "UnitPage",
    "UnitView",
    "UnknownUnit",
    "UnknownUser",
    "WrongToken",
    "audience_of",
]
