#!/usr/bin/env bash
# Makes .venv if need be and installs the given requirement file into it, hashes checked.
# Usage: deploy/environment.sh requirements.txt
set -euo pipefail
cd "$(dirname "$0")/.."

find_python() {
    for name in ${PYTHON:-} python3.13 python3.12 python3.11 python3; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$name"
            return
        fi
    done
    echo "Python 3.11 以上が見つかりません。インストールするか、make PYTHON=/path/to/python3.11 の\
ように指定してください。" >&2
    return 1
}

# Debian ships Python without ensurepip; root may add it, others may have uv.
make_venv() {
    python=$(find_python)
    rm -rf .venv
    "$python" -m venv .venv >/dev/null 2>&1 && return
    rm -rf .venv
    if command -v uv >/dev/null; then
        uv venv --quiet --seed --python "$python" .venv && return
    fi
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        echo "python$version-venv をインストールしています…"
        { apt-get update && apt-get install -y --no-install-recommends "python$version-venv"; } \
            >/dev/null 2>&1 && "$python" -m venv .venv && return
    fi
    rm -rf .venv
    echo "Python の仮想環境を作れません。python3-venv をインストールしてください\
(Debian・Ubuntu では: sudo apt install python3-venv)。" >&2
    return 1
}

if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    echo "Python の環境(.venv)を作っています…"
    make_venv
fi

# Shows a bar of what pip has gathered so far: pip itself is either silent or very talkative.
show_progress() {
    local total=$1 count=0 line
    while IFS= read -r line; do
        case $line in
            Collecting* | Requirement\ already*) count=$((count + 1)) ;;
        esac
        if [ -t 1 ] && [ "$count" -le "$total" ]; then
            printf '\r  [%-30.*s] %d/%d ' $((count * 30 / total)) "$bar" "$count" "$total"
        fi
    done
    [ ! -t 1 ] || printf '\r\033[K'
}

echo "ライブラリーを $1 からインストールしています(初回は 1〜2 分)…"
bar='##############################'
pip=(.venv/bin/python -u -m pip --disable-pip-version-check --no-input install)
"${pip[@]}" --require-hashes --requirement "$1" | show_progress "$(grep -c '^[a-z].*==' "$1")"
"${pip[@]}" --quiet --no-deps --no-build-isolation --editable .
