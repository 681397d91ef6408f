"""Every test run has a real PostgreSQL: the one of DATABASE_URL, or a throwaway one."""

import os

from xiaoxiang.machine.messages import compile_catalogues
from xiaoxiang.machine.throwaway import ensure_database

ensure_database()  # before Django reads its settings, and once: xdist's workers inherit the address
compile_catalogues()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xiaoxiang.web.settings")

import django  # noqa: E402

django.setup()
