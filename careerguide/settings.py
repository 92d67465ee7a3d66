"""Settings, all of them, read strictly from the environment: nonsense is refused at start.

The README lists every variable read here.
"""

import os
from ipaddress import ip_network
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from .environment import Environment, is_an_example, site_address

BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment(BASE_DIR / ".env")

DEBUG = env.choice("DEBUG", ["true", "false"], default="false") == "true"
SECRET_KEY = env.str("SECRET_KEY", default="")
if len(SECRET_KEY) < 32:
    raise ImproperlyConfigured(
        "Set SECRET_KEY to at least 32 random characters. For local use, `make run` writes one into .env."
    )

# Where readers reach the site. Canonical links are built from it, never from a request's Host header.
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
SITE_NAME = "Career Guide"
IN_PUBLIC = SITE_URL.startswith("https://")

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[site_address(SITE_URL), "127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = [SITE_URL] if IN_PUBLIC else []
if IN_PUBLIC and is_an_example(SECRET_KEY):
    raise ImproperlyConfigured("SECRET_KEY is an example that others know. Set one of your own.")
if IN_PUBLIC and DEBUG:
    raise ImproperlyConfigured("DEBUG must be false where SITE_URL begins with https.")
if IN_PUBLIC and ("*" in ALLOWED_HOSTS or not ALLOWED_HOSTS):
    raise ImproperlyConfigured("ALLOWED_HOSTS must name the hosts that are answered; * or none will not do.")

# Hops before the site that are believed about where a request comes from (accounts/client_address.py).
proxies = env.list("TRUSTED_PROXIES", default=["127.0.0.1", "::1"])
try:
    TRUSTED_PROXIES = [ip_network(one.strip()) for one in proxies]
except ValueError as fault:
    raise ImproperlyConfigured(f"TRUSTED_PROXIES must be addresses or networks: {fault}.") from None
# Who has to set up a second factor; anybody may.
SECOND_FACTOR = env.str("SECOND_FACTOR", default="optional")
if SECOND_FACTOR not in ("optional", "publishers", "everyone"):
    raise ImproperlyConfigured(
        f"SECOND_FACTOR must be optional, publishers or everyone, not {SECOND_FACTOR!r}."
    )

INSTALLED_APPS = [
    "careerguide.apps.SiteConfig",
    "guides",
    "salaries",
    "django_htmx",
    "adminsortable2",
    "careerguide.apps.EditorsAdminConfig",  # django.contrib.admin, with a first page of our own
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.forms",
    "django_otp",
    "django_otp.plugins.otp_static",
    "django_otp.plugins.otp_totp",
    "careerguide.accounts",  # after these, of whose pages in the admin it leaves none
]

MIDDLEWARE = [
    "careerguide.headers.HeadersMiddleware",  # outermost, so that no answer of those below goes without
    "careerguide.headers.NoCookiesMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django_http_compression.middleware.HttpCompressionMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "careerguide.database_away.DatabaseAwayMiddleware",
    "careerguide.metrics.DatabaseErrors",  # last, so that it hears of them first
]

ROOT_URLCONF = "careerguide.urls"
WSGI_APPLICATION = "careerguide.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            # The admin needs the last three. `user` and `messages` are lazy and no public page asks for them, so
            # none touches the session and each is the same for every reader.
            "context_processors": [
                "careerguide.context.site",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

database_url = env.str("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'db.sqlite3'}")
try:
    if not database_url.startswith(("sqlite://", "postgres://", "postgresql://")):
        raise ValueError("neither SQLite nor PostgreSQL")
    DATABASES = {"default": env.db_url_config(database_url)}
except ValueError:
    # The value is not repeated: it may hold a password.
    raise ImproperlyConfigured(
        "DATABASE_URL must look like sqlite:////srv/guides.sqlite3 or postgres://user:password@host:5432/name."
    ) from None
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
else:
    # Each thread that makes pages keeps a connection of its own, checked before its use, and there is a bound to their
    # number. A pool would add threads, and waits while the database is down.
    DATABASES["default"]["ENGINE"] = "careerguide.postgresql"
    DATABASES["default"]["CONN_MAX_AGE"] = None
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# Finished pages (docs/store.md): beside an SQLite file, so that a container has one folder of data.
sqlite_file = Path(str(DATABASES["default"]["NAME"]))
is_beside = "sqlite" in DATABASES["default"]["ENGINE"] and sqlite_file.is_absolute()
PAGES_ROOT = env.path(
    "PAGES_ROOT", default=str((sqlite_file.parent if is_beside else BASE_DIR) / "var/pages")
)
PAGES_MEMORY = env.number("PAGES_MEMORY", 0, 100_000, default=64)
CACHE_URL = env.str("CACHE_URL", default="")
if CACHE_URL and not CACHE_URL.startswith(("redis://", "rediss://", "unix://")):
    raise ImproperlyConfigured("CACHE_URL must look like redis://127.0.0.1:6379/0, or be left out.")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTHENTICATION_BACKENDS = ["careerguide.accounts.backend.Backend"]
LOGIN_REDIRECT_URL = "admin:index"  # where signing in leads to, if it was asked to lead to another site
OTP_TOTP_ISSUER = SITE_NAME
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

LANGUAGE_CODE = "en"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "static/"
STATIC_ROOT = env.path("STATIC_ROOT", default=str(BASE_DIR / "staticfiles"))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

FIXTURES_ROOT = BASE_DIR / "fixtures"

# Django refuses larger query strings and forms than these with a plain 400.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# Cookies are for editors alone; no public page sets or reads one.
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = (
    "Lax"  # not Strict, so that a link to the admin in a mail finds its reader signed in
)
SESSION_COOKIE_AGE = 12 * 60 * 60  # a working day
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_AGE = None
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # needs no cookie of its own
if IN_PUBLIC:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]  # probes ask from within, without TLS
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    # Browsers take these names only over TLS and from this very host, so that no neighbour can plant one.
    SESSION_COOKIE_NAME = "__Host-session"
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_NAME = "__Host-csrf"
    CSRF_COOKIE_SECURE = True

# --- The server -------------------------------------------------------------------------------------

LISTEN = env.address("LISTEN", default="127.0.0.1:8000")
# One for each core that may be used; each has 60 MB or so.
WORKERS = env.number("WORKERS", 1, 64, default=min(4, len(os.sched_getaffinity(0))))
THREADS = env.number("THREADS", 1, 64, default=4)
# Where Prometheus finds counts of requests: an address that readers cannot reach.
METRICS_ADDRESS = env.address_or_none("METRICS_ADDRESS")
# What a request may bring, and how long its header may take. See also DATA_UPLOAD_MAX_MEMORY_SIZE above.
MOST_HEADER_BYTES = 32_768
HEADER_SECONDS = 10
MOST_BODY_BYTES = 5_000_000
# How long running requests may still take when the server is stopped.
STOP_SECONDS = 20
# How long a new worker may take to start before the one that it replaces is stopped.
RELOAD_SECONDS = 20

# --- Logs -------------------------------------------------------------------------------------------

LOG_FORMAT = env.choice("LOG_FORMAT", ["json", "text"], default="text" if DEBUG else "json")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {"()": "careerguide.logs.JsonLines"},
        "text": {"format": "%(asctime)s %(levelname)s %(message)s", "datefmt": "%H:%M:%S"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        # Without Django's own handler here, which would mail reports of errors with all that readers had given.
        "django": {"level": "INFO", "handlers": []},
        # Each request has a line of its own (careerguide/requests.py), and these repeat what hostile ones hold.
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "CRITICAL"},
    },
}

# What the server itself says, before Django has set up its own.
SERVER_LOGGING = {
    "formatters": LOGGING["formatters"],
    "handlers": LOGGING["handlers"],
    "loggers": {"_granian": {"handlers": ["console"], "propagate": False}},
}

env.refuse_unknown()
