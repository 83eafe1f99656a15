"""Where packages stand: TINHSO_PACKAGES, else inside the installed wheel, else beside the source tree."""

from pathlib import Path

from django.conf import settings

import tinhso


def packages_folder() -> Path:
    """The folder whose subfolders are packages."""
    if settings.TINHSO_PACKAGES:
        return Path(settings.TINHSO_PACKAGES)
    product = Path(tinhso.__file__).parent
    shipped = product / "shipped_packages"
    return shipped if shipped.exists() else product.parents[1] / "packages"
