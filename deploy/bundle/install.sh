#!/bin/sh
# Installs this bundle without any network: sh install.sh [/opt/tinhso]
#   versions/<version>  one environment a version; a half-made one has no file `complete` and is made again
#   bin                 points into the version that is in use; the services start /opt/tinhso/bin/tinhso
# Back to an older version that is still there: sh install.sh /opt/tinhso --use 0.1.0
set -eu
umask 022
here=$(cd "$(dirname "$0")" && pwd)
target=${1:-/opt/tinhso}
python=${PYTHON:-python3}

say() { printf '%s\n' "$*"; }
refuse() { printf '%s\n' "$*" >&2; exit 1; }

# One step: whoever starts the product meanwhile gets the old version or the new one.
use() {
    [ -f "$target/versions/$1/complete" ] || refuse "Chưa cài phiên bản $1 ở $target. / Version $1 is not installed there."
    ln -sfn "versions/$1/bin" "$target/bin.new"
    mv -Tf "$target/bin.new" "$target/bin"
    say "Đang dùng phiên bản $1: $target/bin/tinhso / Version $1 is in use."
}

if [ "${2:-}" = --use ]; then
    use "${3:?version}"
    exit 0
fi

cd "$here"
sha256sum --check --strict --quiet SHA256SUMS >&2 ||
    refuse "Bộ cài bị hỏng hoặc bị sửa; chưa cài gì. / The bundle is damaged or was altered; nothing was installed."
version=$(cat VERSION)
wanted=$(cat PYTHON)
found=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])') || refuse "Thiếu / missing: $python"
[ "$found" = "$wanted" ] ||
    refuse "Bộ cài cần Python $wanted, máy này có $found (đặt PYTHON=…). / The bundle is for Python $wanted, here is $found."

place=$target/versions/$version
if [ -f "$place/complete" ]; then
    cmp -s requirements.txt "$place/complete" ||
        refuse "Phiên bản $version đã cài từ một bộ cài khác. / Version $version is installed already, from another bundle."
else
    rm -rf "$place"
    mkdir -p "$target/versions"
    "$python" -m venv "$place"
    "$place/bin/python" -m pip install --quiet --disable-pip-version-check --no-index --find-links wheels \
        --no-deps --require-hashes --requirement requirements.txt
    "$place/bin/python" -m pip check --disable-pip-version-check >/dev/null ||
        refuse "Bộ cài thiếu gói. / A package is missing from the bundle."
    cp requirements.txt "$place/complete.new"
    sync
    mv "$place/complete.new" "$place/complete"
fi
use "$version"
say "Tiếp theo: dừng dịch vụ, chạy tinhso upgrade, rồi chạy dịch vụ. / Next: stop the service, run tinhso upgrade, start it."
