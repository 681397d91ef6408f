#!/bin/sh
# Finds a Python that is new enough and hands over to bootstrap.py. bin/* call this with what they want done.
root=$(cd "$(dirname "$0")/../.." && pwd) || exit 1
for python in python3 python3.14 python3.13 python3.12 python3.11; do
  if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    PYTHONPATH=$root exec "$python" -m xiaoxiang.machine.bootstrap "$@"
  fi
done
echo "需要 Python 3.11 或更新版本。在 Debian 和 Ubuntu 上安装：apt install python3 python3-venv" >&2
echo "Python 3.11 or newer is needed. On Debian and Ubuntu: apt install python3 python3-venv" >&2
exit 1
