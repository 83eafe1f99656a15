"""The product's own settings, with a home folder that a test run makes and throws away."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from tests.statements import share_statements

_home = tempfile.mkdtemp(prefix="tinhso-test-")
atexit.register(shutil.rmtree, _home, ignore_errors=True)
share_statements(Path(_home))
os.environ["TINHSO_HOME"] = _home
os.environ.pop("TINHSO_NOW", None)
os.environ["TINHSO_MODE"] = "development"
# A test asks thousands of times a minute; what limits do is asked where they are set.
os.environ["TINHSO_API_RATE_TOKEN"] = os.environ["TINHSO_API_RATE_ADDRESS"] = "0"
# A test changes something and looks at once, as somebody else; how boards are shared is asked where it is set.
os.environ["TINHSO_BOARD_SECONDS"] = "0"

from tinhso.site.settings import *  # noqa: E402, F403

# Hashing is meant to be slow for an attacker, not for a test.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
