"""For every test: Django may empty the append-only tables after a test that committed."""

import pytest


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    from django.apps import apps

    if apps.ready:
        from tinhso.engines.trust.testing import let_tests_flush

        let_tests_flush()
