#!/bin/sh
# The chart's own versions of JupyterHub and its parts, in .venv-hub of this checkout; nothing is done where they are.
# Says in one line what will not be run where Python 3.11 or the package index is out of reach, and ends well.
set -u
cd "$(dirname "$0")/../.." || exit 1

skip() {
  echo "SKIPPED: the real hub is not run: $1" >&2
  exit 0
}

requirements=test/real/requirements.txt
for python in python3 python3.14 python3.13 python3.12 python3.11 none; do
  "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break
done
[ "$python" != none ] || skip 'no Python 3.11 or newer'
program='import hashlib, sys; print(hashlib.sha256(open(sys.argv[1], "rb").read()).hexdigest())'
hash=$("$python" -c "$program" "$requirements")
[ "$(cat .venv-hub/requirements 2>/dev/null)" = "$hash" ] && exit 0

rm -rf .venv-hub
"$python" -m venv .venv-hub 2>/dev/null || skip 'python -m venv does not work here'
.venv-hub/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$requirements" \
  >.venv-hub/pip.log 2>&1 || skip "pip cannot install $requirements (see .venv-hub/pip.log)"
echo "$hash" >.venv-hub/requirements
