"""Settings that cannot be right stop the start and are named."""

from __future__ import annotations

import pytest

from tinhso.site.settings.declared import WrongSetting, read_settings

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize("place", ["http://thanhtra.example", "https://a:b@thanhtra.example", "ftp://thanhtra.example"])
def test_an_address_that_is_not_safe_stops_the_start(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TINHSO_CHECKPOINTS", f"/srv/share,{place}")
    with pytest.raises(WrongSetting, match="https://"):
        read_settings()
