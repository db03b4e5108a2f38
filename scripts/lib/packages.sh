# Swift and Debian's packages: say what is missing, install what may be installed.
# Debian's own Redis, PostgreSQL and Kannel services are never started, nor enabled for the next boot.

# $@: the uses, run and test. Swift's own libraries are among the packages, so its version is asked last.
need() {
    local version
    if ! command -v swift >/dev/null; then
        fail "Swift 6.2 or later is not installed (or not in PATH).
   Download it for Debian 12 at https://www.swift.org/install/linux/ and unpack it:
       mkdir -p /opt/swift && tar -xzf swift-*-RELEASE-debian12.tar.gz --strip-components 1 -C /opt/swift
       export PATH=/opt/swift/usr/bin:\$PATH
   then start this script again."
    fi
    need_packages "$@"
    version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p' | head -1)
    [ -n "$version" ] || fail "\"swift --version\" doesn't work: $(swift --version 2>&1 | tail -1)"
    printf '6.2\n%s\n' "$version" | sort -VC || fail "Swift $version is too old: 6.2 or later is needed."
}

# The packages that the given uses (run, test) need, one per line.
packages() {
    local use
    for use; do sed -n "s/^$use //p" "$root/scripts/packages.txt"; done
}

missing_packages() {
    local name
    for name in $(packages "$@"); do
        dpkg-query -W -f '${db:Status-Status}\n' "$name" 2>/dev/null | grep -qx installed || echo "$name"
    done
}

need_packages() {
    local missing as_root=()
    command -v dpkg-query >/dev/null || fail "This script installs Debian 12 packages; on another system install
   what scripts/packages.txt lists, then use \"swift build\" and docs/operations.md."
    missing=$(missing_packages "$@" | tr '\n' ' ')
    [ -n "$missing" ] || return 0
    if [ "$(id -u)" != 0 ]; then
        sudo -n true 2>/dev/null || { [ -t 0 ] && command -v sudo >/dev/null; } \
            || fail "These Debian packages are missing; as root run:
       apt-get install --no-install-recommends $missing
   then start this script again."
        as_root=(sudo)
    fi
    say "Installing Debian packages: $missing"
    "${as_root[@]}" bash "$root/scripts/lib/install.sh" $missing
}
