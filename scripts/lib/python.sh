# Python tools that tests call (a browser driver, an SMTP peer, a second opinion on signatures), in .build/venv.
# $1, $2: another environment and what it holds.
need_python() {
    local venv=$root/.build/${1:-venv} wanted=$root/Tests/${2:-Stories}/requirements.txt
    if ! cmp -s "$wanted" "$venv/installed.txt"; then
        say "Installing Python tools into ${venv#"$root/"}"
        mkdir -p "$root/.build"
        rm -rf "$venv"
        /usr/bin/python3 -m venv "$venv"
        "$venv/bin/pip" install --quiet --disable-pip-version-check -r "$wanted"
        cp "$wanted" "$venv/installed.txt"
    fi
    export PATH="$venv/bin:$PATH" PYTHONDONTWRITEBYTECODE=1
}
