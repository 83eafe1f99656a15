"""A package of definitions that comes back on screen: what it would add, and why it is refused (REP-302, REP-303)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from tinhso.engines.reporting.contracts.errors import ReportingError
from tinhso.engines.reporting.contracts.forms import FormChange


class DefinitionKind(StrEnum):
    """What a package may bring on screen."""

    DIMENSION = "dimension"
    INDICATOR = "indicator"
    FORM = "form"
    REGIME = "regime"


class DefinitionStanding(StrEnum):
    """What a definition of a package is to this installation."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class PackagedDefinition:
    """One definition of a package.

    Attributes:
        version: 0 of a dimension, which has none.
        changes: of a form's next version, against the version before it.
    """

    kind: DefinitionKind
    code: str
    version: int
    standing: DefinitionStanding
    name_vi: str
    name_en: str
    changes: tuple[FormChange, ...] = ()

    def name(self, language: str) -> str:
        return self.name_en if language.startswith("en") else self.name_vi


@dataclass(frozen=True, slots=True)
class PackagePreview:
    """What keeping a package would do."""

    package: str
    definitions: tuple[PackagedDefinition, ...]

    @property
    def digest(self) -> str:
        """Short words for all that it says."""
        return hashlib.sha256(repr((self.package, self.definitions)).encode()).hexdigest()

    @property
    def news(self) -> tuple[PackagedDefinition, ...]:
        """What is not here yet."""
        return tuple(one for one in self.definitions if one.standing is not DefinitionStanding.SAME)


class PackageFileRefused(ReportingError):
    code = "REP-302"
    title_vi, title_en = "Tệp không phải gói định nghĩa", "Not a package of definitions"
    message_vi = "Không nạp được gói: {problem_vi}. Chưa nạp gì."
    message_en = "The package cannot be loaded: {problem_en}. Nothing was loaded."

    @classmethod
    def because(cls, problem_vi: str, problem_en: str) -> PackageFileRefused:
        """Make the refusal with its reason in both languages."""
        return cls(problem_vi=problem_vi, problem_en=problem_en)


class DefinitionOfOthers(ReportingError):
    code = "REP-303"
    title_vi, title_en = "Định nghĩa của cơ quan khác", "A definition of another agency"
    message_vi = (
        "“{definition}” thuộc cơ quan có mã “{owner}”, ngoài quyền của bạn. Chưa nạp gì; người quản trị nạp được bằng "
        "lệnh tinhso packages load."
    )
    message_en = (
        "“{definition}” belongs to the agency “{owner}”, outside your rights. Nothing was loaded; an operator can, by "
        "the command tinhso packages load."
    )
