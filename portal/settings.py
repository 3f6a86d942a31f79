"""The one settings file. Everything that differs between places comes from the environment."""

from datetime import timedelta
from pathlib import Path

import environ
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _
from kombu import Queue

from portal.schedule import BELLS

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env("SECRET_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
#: Proxies of ours in front of the web server, counted from it outward: how many
#: addresses at the end of X-Forwarded-For are to be believed. Production must say it.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", None)
#: A portal without TLS exists only as a demo or a test on one's own machine.
HTTPS = env.bool("HTTPS", True)

#: What Prometheus shows to read /metrics; without one there is no such page.
METRICS_TOKEN = env("METRICS_TOKEN", default="")

INSTALLED_APPS = [
    "portal.apps.PortalConfig",
    "portal.waiting.apps.WaitingConfig",
    "portal.operations.apps.OperationsConfig",
    "bookings",
    "clinics",
    "accounts",
    "pgtrigger",
    "axes",
    "django_otp",
    "csp",
    "django_htmx",
    "portal.apps.StaffSiteConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "portal.apps.StaticFiles",
    "django.forms",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.staff_area.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "portal.staff_area.AuthenticationMiddleware",
    "portal.staff_area.FactorMiddleware",
    "portal.staff_area.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "portal.policy.PolicyMiddleware",
    "portal.permissions.PermissionsPolicyMiddleware",
    "portal.methods.MethodsMiddleware",
    "portal.legible.LegibleMiddleware",
    "portal.staff_area.GuardMiddleware",
    "portal.gate.GateMiddleware",
    "portal.staff_area.AxesMiddleware",
]
ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
FORM_RENDERER = "portal.forms.Renderer"
LOADERS = [f"django.template.loaders.{name}.Loader" for name in ("filesystem", "app_directories")]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [("portal.loader.Loader", LOADERS)],
            "builtins": ["portal.dates"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "portal.context.site",
            ],
        },
    }
]

# PgBouncer in transaction mode keeps no cursor between statements, and takes no options.
BEHIND_PGBOUNCER = env.bool("BEHIND_PGBOUNCER", False)
DATABASES = {
    "default": {
        **env.db("DATABASE_URL"),
        "CONN_MAX_AGE": env.int("CONN_MAX_AGE", 60),
        "DISABLE_SERVER_SIDE_CURSORS": BEHIND_PGBOUNCER,
    }
}
if not BEHIND_PGBOUNCER:  # docs/decisions/0039-plans-of-many-tables.md
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c join_collapse_limit=5")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django_redis.cache.RedisCache",
        "LOCATION": env("REDIS_URL"),
        "OPTIONS": {
            # The store is expendable: without it pages are slower, never 500.
            "IGNORE_EXCEPTIONS": True,
            "SOCKET_CONNECT_TIMEOUT": 0.1,
            "SOCKET_TIMEOUT": 0.1,
        },
    }
}

# --- Whose site this is -------------------------------------------------------
#: Only the ministry's own deployment may say that it is an official site.
OFFICIAL_SITE = env.bool("OFFICIAL_SITE", False)
#: Where the portal is, for links in messages: "https://booking.example.go.kr".
PORTAL_URL = env("PORTAL_URL", default="").rstrip("/")
#: The telephone number for those who cannot book online.
HELP_LINE = env("HELP_LINE", default="")

# --- Staff accounts -----------------------------------------------------------
AUTH_USER_MODEL = "accounts.StaffMember"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "accounts.backends.ByRole",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}Validator"}
    for name in ("UserAttributeSimilarity", "MinimumLength", "CommonPassword", "NumericPassword")
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_PATH = "/staff/"
SESSION_COOKIE_AGE = 8 * 60 * 60
# Never by address alone: a clinic or a mobile network shares one.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_TEMPLATE = "staff/locked.html"
AXES_CLIENT_IP_CALLABLE = "accounts.addresses.client_address"
AXES_ENABLE_ADMIN = False
AXES_RESET_ON_SUCCESS = True
# Axes looks for its middleware by name; ours is the same one, for the staff area only.
SILENCED_SYSTEM_CHECKS = ["axes.W002"]

# --- Limits -------------------------------------------------------------------
RATELIMIT_IP_META_KEY = "accounts.addresses.client_address"
RATELIMIT_FAIL_OPEN = True
#: Bookings sent from one network address. It stops machines, not a mobile network.
BOOKINGS_PER_ADDRESS = env("BOOKINGS_PER_ADDRESS", default="3000/m")
#: Codes in ten minutes to one network address. Mobile networks share theirs among many.
CODES_PER_ADDRESS = env.int("CODES_PER_ADDRESS", 1000)
#: Calls to one identity provider, and to all of them, that a web process makes at a time.
#: Together fewer than its threads, so that one is always left for everybody else.
IDENTITY_CALLS = env.int("IDENTITY_CALLS", 2)
IDENTITY_CALLS_TOGETHER = env.int("IDENTITY_CALLS_TOGETHER", 3)
#: Seconds until a silent certificate provider is given up.
IDENTITY_TIMEOUT = env.float("IDENTITY_TIMEOUT", 5)
DATA_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024
# No form takes files. What somebody sends all the same, of any size, is read past and not kept.
FILE_UPLOAD_HANDLERS = []
# A list of the staff area sends a field per ticked row, a clinic's page five per opening.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400

# --- The waiting room ---------------------------------------------------------
#: The file that everybody who waits reads; admission writes it, nginx serves it.
WAITING_BULLETIN = env("WAITING_BULLETIN", default=str(BASE_DIR / "var/waiting/status.json"))

# --- Personal data ------------------------------------------------------------
#: Fernet keys, newest first. Old ones stay until every row was written anew.
PERSONAL_DATA_KEYS = env.list("PERSONAL_DATA_KEYS")
#: Secrets that turn a registration number into a digest, oldest first. A new
#: pepper wraps the digests made under the ones before it. Never in the database.
IDENTIFIER_PEPPERS = env.list("IDENTIFIER_PEPPERS")
#: The attester of the phone provider, as a dotted path.
ATTESTER = env("ATTESTER", default="accounts.attesters.RefuseEverybody")
#: The ways to reach somebody, as dotted paths; the first one reaches everybody.
MESSAGE_CHANNELS = env.list("MESSAGE_CHANNELS", default=["accounts.channels.TextMessages"])
#: Days for which answers to the screening questions are kept, as the law asks: five years.
SCREENING_DAYS = env.int("SCREENING_DAYS", 5 * 365)
#: Keys that sign proofs, the newest first: papers of an old one hold while it is listed.
PROOF_KEYS = env.list("PROOF_KEYS", default=[SECRET_KEY])
#: Notifications of browsers: the portal's key, an address (mailto: or https:) where push services
#: find who runs it, and the services written to where they are not those of accounts/push/makers.
PUSH_KEY = env("PUSH_KEY", default="")
PUSH_CONTACT = env("PUSH_CONTACT", default=PORTAL_URL)
PUSH_SERVICES = env.list("PUSH_SERVICES", default=[])
SMS_BACKEND = env("SMS_BACKEND", default="accounts.sms.console.ConsoleBackend")
SMS_SENDER = env("SMS_SENDER", default="")
SOLAPI_KEY = env("SOLAPI_KEY", default="")
SOLAPI_SECRET = env("SOLAPI_SECRET", default="")
#: Another address of the gateway's interface than its own, for tests and relays.
SOLAPI_URL = env("SOLAPI_URL", default="")
#: Client ids and secrets of OpenID Connect providers by the provider's code:
#: {"kakao": {"issuer": …, "client_id": …, "client_secret": …}}
OIDC_CLIENTS = env.json("OIDC_CLIENTS", default={})

# --- Jobs ---------------------------------------------------------------------
CELERY_BROKER_URL = env("BROKER_URL", default=env("REDIS_URL"))
# A gateway that is slow keeps its own queue waiting and nobody's confirmation.
CELERY_TASK_DEFAULT_QUEUE = "bookings"
CELERY_TASK_QUEUES = [Queue(name) for name in ("bookings", "codes", "messages", "exports")]
CELERY_TASK_ROUTES = {
    "accounts.tasks.*": {"queue": "codes"},
    "bookings.tasks.deliver_notifications": {"queue": "messages"},
    "bookings.tasks.write_reminders": {"queue": "messages"},
    # A file of millions of rows keeps nobody's confirmation waiting either.
    "bookings.tasks.*_exports": {"queue": "exports"},
    "bookings.tasks.count_bookings": {"queue": "exports"},
}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "Asia/Seoul"
CELERY_BEAT_SCHEDULE = BELLS

# --- Bookings; the first three until operations put others in force -----------
#: Whole days before a visit until which a citizen can cancel online.
CANCEL_UNTIL_DAYS = env.int("CANCEL_UNTIL_DAYS", 2)
#: How many bookings to come one citizen may have made for others.
PROXIED_BOOKINGS = env.int("PROXIED_BOOKINGS", 4)
#: How often a citizen may move one booking within 24 hours: each time is a text message.
CHANGES_A_DAY = env.int("CHANGES_A_DAY", 5)
#: Minutes after which a booking that still waits for its confirmation is a broken promise.
CONFIRMATION_PATIENCE = env.int("CONFIRMATION_PATIENCE", 15)
#: For how long a place is kept for somebody of the waiting list who is offered it.
OFFER_TIME = timedelta(minutes=env.int("OFFER_MINUTES", 30))
#: The hours, from and until, in which people are told of offers; in the night time begins then.
OFFERS_BY_DAY = env.tuple("OFFERS_BY_DAY", int, default=(8, 21))
#: Who knows which doses were given, as a dotted path.
VACCINATION_HISTORY = env("VACCINATION_HISTORY", default="bookings.history.OwnRecords")

# --- Exports ------------------------------------------------------------------
#: Where files lie until they are fetched: one folder for web servers and workers.
EXPORTS_FOLDER = env("EXPORTS_FOLDER", default=str(BASE_DIR / "var/exports"))
EXPORTS_KEPT = timedelta(days=env.int("EXPORTS_KEPT_DAYS", 7))
#: How many one person may have under way and a day in Korea, and after how many rows no more.
EXPORTS_OPEN = env.int("EXPORTS_OPEN", 3)
EXPORTS_A_DAY = env.int("EXPORTS_A_DAY", 20)
EXPORT_ROWS_A_DAY = env.int("EXPORT_ROWS_A_DAY", 10_000_000)
#: How mail leaves: "smtp+tls://user:password@host:587". By default it is only printed.
vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
DEFAULT_FROM_EMAIL = env("MAIL_FROM", default="portal@localhost")

# --- Words, places and times --------------------------------------------------
LANGUAGE_CODE = "ko"
LANGUAGES = [("ko", _("Korean")), ("en", _("English"))]
FORMAT_MODULE_PATH = "portal.formats"
LOCALE_PATHS = [BASE_DIR / "portal" / "locale"]
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = "Asia/Seoul"

# --- Static files -------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("krds", BASE_DIR / "node_modules" / "krds-uiux" / "resources"),
    ("chart", BASE_DIR / "node_modules" / "chart.js" / "dist"),
    ("jsqr", BASE_DIR / "node_modules" / "jsqr" / "dist"),
]
#: Under names that tell their contents, and compressed once.
NAMED = "whitenoise.storage.CompressedManifestStaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": env("STATICFILES_STORAGE", default=NAMED)},
}

# --- Browser security ---------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}
SECURE_SSL_REDIRECT = HTTPS
# Whoever asks whether a process lives asks the process itself, without TLS.
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
#: The ``__Host-`` prefix binds a cookie to this host and to TLS; browsers refuse it without.
HOST_PREFIX = "__Host-" if HTTPS else ""
