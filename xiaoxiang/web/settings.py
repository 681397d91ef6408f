"""Settings: everything that differs between a laptop and a county comes from the environment."""

import os
import secrets
import tempfile
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from xiaoxiang.web.database import from_url

HERE = Path(__file__).resolve().parent
DATA = Path(os.environ.get("XIAOXIANG_DATA") or tempfile.gettempdir()) / "xiaoxiang-files"
if os.environ.get("XIAOXIANG_DATA"):
    DATA = Path(os.environ["XIAOXIANG_DATA"])
KEYS = Path(os.environ.get("XIAOXIANG_KEYS") or DATA / "keys")
DEBUG = False


def key(name: str, size: int) -> bytes:
    """A key from the keys folder, made on first use with nobody else able to read it."""
    path = KEYS / name
    if not path.exists():
        KEYS.mkdir(parents=True, exist_ok=True, mode=0o700)
        made = path.with_suffix(f".{os.getpid()}")
        made.touch(mode=0o600)
        made.write_bytes(secrets.token_bytes(size))
        try:
            os.link(made, path)  # whoever comes second keeps the first one's key
        except FileExistsError:
            pass
        finally:
            made.unlink()
    return path.read_bytes()


SECRET_KEY = key("secret", 48).hex()
VAULT_KEY = key("vault", 32)
JOURNAL_KEY = key("journal", 32)

ALLOWED_HOSTS = os.environ.get("XIAOXIANG_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",")
PLAQUE_HOST = os.environ.get("XIAOXIANG_PLAQUE_HOST", "")
IS_SECURE = os.environ.get("XIAOXIANG_HTTPS", "") == "1"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "procrastinate.contrib.django",
    "xiaoxiang.door",
    "xiaoxiang.places",
    "xiaoxiang.people",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "xiaoxiang.regulation",
    "xiaoxiang.matters",
    "xiaoxiang.quota",
    "xiaoxiang.talent",
    "xiaoxiang.stewards",
    "xiaoxiang.recruitment",
    "xiaoxiang.training",
    "xiaoxiang.ledgers",
    "xiaoxiang.disclosure",
    "xiaoxiang.demo",
    "xiaoxiang.edges",
    "xiaoxiang.edges.sync",
    "xiaoxiang.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "xiaoxiang.people.sessions.StaffSessionMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "xiaoxiang.web.middleware.ActorMiddleware",
]

ROOT_URLCONF = "xiaoxiang.web.urls"
WSGI_APPLICATION = "xiaoxiang.web.wsgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "xiaoxiang.web.context.page",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "xiaoxiang.web.templatetags.say"],
        },
    }
]

DATABASES = {"default": from_url(os.environ.get("DATABASE_URL", ""))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "web_cache"}}

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["xiaoxiang.people.passwords.Argon2", "django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "xiaoxiang.people.passwords.LocalWordsValidator"},
]
ACCOUNT_ADAPTER = "xiaoxiang.people.sign_in.StaffAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_REDIRECT_URL = "/staff/login/"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {"login_failed": "30/m/ip,5/15m/key", "login": "60/m/ip", "reauthenticate": "10/m/user"}
MFA_ADAPTER = "xiaoxiang.people.sign_in.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 0  # one step of 30 seconds (ASVS 6.5.5)
MFA_TOTP_ISSUER = "小巷管家"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_SECURE
LOGIN_URL = "/staff/login/"
LOGIN_REDIRECT_URL = "/desk/"

SESSION_COOKIE_NAME = "__Host-session" if IS_SECURE else "session"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_SECURE
CSRF_COOKIE_NAME = "__Host-csrf" if IS_SECURE else "csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "xiaoxiang.web.errors.csrf_failure"
SECURE_HSTS_SECONDS = 31536000 if IS_SECURE else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
"""Not no-referrer: with it a browser sends `Origin: null` with every form, which the check of forged requests refuses."""
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "connect-src": ["'self'"],
        "font-src": ["'none'"],
        "manifest-src": ["'self'"],
        "worker-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_MAX_MEMORY_SIZE = 9 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["xiaoxiang.web.uploads.CappedUpload"]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("中文")), ("en", "English")]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOCALE_PATHS = [HERE / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": DATA / "photos"}},
    "staticfiles": {
        "BACKEND": os.environ.get("XIAOXIANG_STATIC", "django.contrib.staticfiles.storage.StaticFilesStorage")
    },
}
WHITENOISE_USE_FINDERS = "XIAOXIANG_STATIC" not in os.environ
WHITENOISE_MAX_AGE = 31536000
PHOTOS = DATA / "photos"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "xiaoxiang.web.logs.OneLine", "format": "%(asctime)s %(levelname)s %(name)s %(message)s"}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
