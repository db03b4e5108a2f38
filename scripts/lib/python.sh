# Python tools that tests call (a browser driver, an SMTP peer, a second opinion on signatures), in .build/venv.
need_python() {
    local venv=$root/.build/venv wanted=$root/Tests/Stories/requirements.txt
    if ! cmp -s "$wanted" "$venv/installed.txt"; then
        say "Installing Python tools into .build/venv"
        mkdir -p "$root/.build"
        rm -rf "$venv"
        /usr/bin/python3 -m venv "$venv"
        "$venv/bin/pip" install --quiet --disable-pip-version-check -r "$wanted"
        cp "$wanted" "$venv/installed.txt"
    fi
    export PATH="$venv/bin:$PATH" PYTHONDONTWRITEBYTECODE=1
}
