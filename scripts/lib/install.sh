#!/bin/bash
# As root: installs the packages named without letting any of their services start, now or at the next boot.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive
policy=/usr/sbin/policy-rc.d
cluster=/etc/postgresql-common/createcluster.d/guichet.conf
undo=()
trap 'for file in "${undo[@]}"; do rm -f "$file"; done' EXIT

if [ ! -e $policy ]; then
    undo+=($policy)
    printf '#!/bin/sh\nexit 101\n' > $policy
    chmod 755 $policy
fi
if [ ! -e /usr/lib/postgresql/15/bin/postgres ]; then
    undo+=($cluster)
    mkdir -p "${cluster%/*}"
    echo 'create_main_cluster = false' > $cluster
fi
new=()
for unit in redis-server postgresql kannel; do
    [ -e /etc/init.d/$unit ] || new+=($unit)
done

apt-get update -qq
apt-get install -y --no-install-recommends -o Dpkg::Use-Pty=0 "$@"

for unit in "${new[@]}"; do
    [ -e /etc/init.d/$unit ] || continue
    systemctl --no-reload disable $unit >/dev/null 2>&1 || update-rc.d $unit disable >/dev/null 2>&1 || true
done
