# A private Redis and PostgreSQL for this checkout: data under var/, sockets in a short folder, no TCP port.
# Sets GUICHET_REDIS_URL, GUICHET_DATABASE_URL and GUICHET_VAR. Started as root, both run as an unprivileged user.

postgres_programs=/usr/lib/postgresql/15/bin
server_pids=()

place_servers() {
    local hash
    hash=$(printf %s "$root" | sha256sum | cut -c1-8)
    export GUICHET_VAR="$root/var"
    mkdir -p "$GUICHET_VAR"
    data=$GUICHET_VAR
    as_owner=()
    if [ "$(id -u)" = 0 ]; then
        owner=$(id -un postgres 2>/dev/null || echo nobody)
        as_owner=(setpriv "--reuid=$owner" "--regid=$(id -g "$owner")" --clear-groups)
        sockets=/run/guichet-$hash
        # A checkout in a private home can't be entered by that user: its data then stands elsewhere.
        "${as_owner[@]}" -- test -x "$GUICHET_VAR" || data=/var/tmp/guichet-$hash
    elif [ -w "${XDG_RUNTIME_DIR:-}" ]; then
        sockets=$XDG_RUNTIME_DIR/guichet-$hash
    else
        sockets=/tmp/guichet-$(id -u)-$hash
    fi
    own_folder "$sockets" 700
    [ "$data" = "$GUICHET_VAR" ] || own_folder "$data" 700
    own_folder "$data/redis" 700
    own_folder "$data/postgres" 700
    logs=$data/logs
    own_folder "$logs" 755
    export GUICHET_REDIS_URL="unix://$sockets/redis"
    export GUICHET_DATABASE_URL="postgresql:///guichet?host=$sockets&user=guichet"
}

# Makes folder $1 with mode $2, ours or the unprivileged owner's; refuses one that somebody else put there.
own_folder() {
    [ -d "$1" ] || mkdir -m "$2" "$1"
    if [ "$(id -u)" = 0 ]; then
        [ ! -L "$1" ] || fail "$1 is a link; remove it."
        chown "$owner": "$1"
    else
        [ -O "$1" ] && [ ! -L "$1" ] || fail "$1 belongs to somebody else; remove it."
    fi
}

# Runs a server in a session of its own (a Ctrl-C is for this script, which stops them in order);
# it ends with this script even when that is killed. $1: the signal that stops it; $2: log; then the command.
start_server() {
    local signal=$1 log=$2
    shift 2
    setsid setpriv --pdeathsig "$signal" ${as_owner[@]+"${as_owner[@]:1}"} -- "$@" >>"$log" 2>&1 </dev/null &
    server_pids+=($!)
}

start_servers() {
    place_servers
    exec 9>"$GUICHET_VAR/lock"
    flock -n 9 || fail "Guichet already runs from this checkout ($root)."
    if [ ! -e "$data/postgres/PG_VERSION" ]; then
        say "Making an empty database in $data/postgres"
        rm -rf "$data/postgres.new"
        own_folder "$data/postgres.new" 700
        ${as_owner[@]+"${as_owner[@]}"} $postgres_programs/initdb -D "$data/postgres.new" -U guichet -A trust \
            -E UTF8 --locale=C.UTF-8 >"$logs/initdb.log" || fail "initdb failed: see $logs/initdb.log"
        rmdir "$data/postgres" && mv "$data/postgres.new" "$data/postgres"
    fi
    say "Starting Redis and PostgreSQL (data in $data, sockets in $sockets)"
    start_server TERM "$logs/redis.log" redis-server --port 0 --unixsocket "$sockets/redis" --unixsocketperm 700 \
        --dir "$data/redis" --appendonly yes --appendfsync always --save '' --maxmemory-policy noeviction
    start_server INT "$logs/postgres.log" $postgres_programs/postgres -D "$data/postgres" -k "$sockets" \
        -c listen_addresses= -c timezone=UTC
    await Redis "$logs/redis.log" redis-cli -s "$sockets/redis" --no-raw get guichet
    await PostgreSQL "$logs/postgres.log" $postgres_programs/pg_isready -q -h "$sockets" -U guichet
    psql -h "$sockets" -U guichet -d postgres -Atc "SELECT 1 FROM pg_database WHERE datname = 'guichet'" \
        | grep -q 1 || createdb -h "$sockets" -U guichet guichet
}

# Waits until the command after $1 (a name) and $2 (its log) says yes.
await() {
    local name=$1 log=$2 tries
    shift 2
    for ((tries = 0; tries < 600; tries++)); do
        "$@" 2>/dev/null | grep -q LOADING || { "$@" >/dev/null 2>&1 && return; }
        kill -0 "${server_pids[@]}" 2>/dev/null || break
        sleep 0.1
    done
    fail "$name doesn't start: see $log"
}

stop_servers() {
    [ ${#server_pids[@]} -gt 0 ] || return 0
    kill -INT "${server_pids[@]}" 2>/dev/null || true
    wait "${server_pids[@]}" 2>/dev/null || true
    rmdir "$sockets" 2>/dev/null || true
}
