"""What a preview of a file of accounts promised, carried by the page itself: signed for one person, nothing stored."""

from __future__ import annotations

from dataclasses import asdict

from tinhso.engines.orgs.contracts.account_errors import AccountsPreviewStale
from tinhso.engines.orgs.contracts.accounts_file import AccountAct, AccountChange, AccountLine, AccountsPreview
from tinhso.web_kit.signed_promise import open_promise, sign_promise

SALT = "orgs.accounts_file"


def promise(user_id: int | None, seen: AccountsPreview) -> str:
    """Return the token of a preview."""
    plain = {
        "user": user_id,
        "lines": [asdict(line) for line in seen.lines],
        "changes": [asdict(change) for change in seen.done.changes],
    }
    return sign_promise(plain, SALT)


def read_promise(token: str, user_id: int | None) -> tuple[list[AccountLine], list[AccountChange]]:
    """Return what a preview promised.

    Raises:
        AccountsPreviewStale (ORG-076): altered, too old, or somebody else's.
    """
    plain = open_promise(token, SALT, AccountsPreviewStale)
    if plain["user"] != user_id:
        raise AccountsPreviewStale()
    lines = [AccountLine(**one | {"act": AccountAct(one["act"])}) for one in plain["lines"]]
    return lines, [_change(one) for one in plain["changes"]]


def _change(one: dict[str, object]) -> AccountChange:
    """JSON knows lists only; a change holds tuples."""
    ended, begun = one["ended"], one["begun"]
    pairs = tuple((str(role), str(unit)) for role, unit in ended)  # type: ignore[attr-defined]
    begins = (str(begun[0]), str(begun[1])) if begun else None  # type: ignore[index]
    return AccountChange(**one | {"ended": pairs, "begun": begins})  # type: ignore[arg-type]
