"""Django's settings for the portal.

Everything that may differ between two installations comes from the environment, through the
readers in `partnership.environment`; README.md lists the names. ``PORTAL_MODE`` decides how much
is demanded: ``local`` (the default) runs on this machine for trying and testing and refuses public
host names; ``production`` asks for a key, host names and an https address.
"""

from pathlib import Path

from csp.constants import NONE, SELF

from partnership import environment
from partnership.databases import database
from partnership.mail_server import mail_server, mailbox, sender

BASE_DIR = Path(__file__).resolve().parent.parent

# What differs between installations

PORTAL_MODE = environment.choice("PORTAL_MODE", "local", {"local", "production"})
PRODUCTION = PORTAL_MODE == "production"
DEBUG = environment.flag("DEBUG", default=False)
if DEBUG and PRODUCTION:
    raise environment.Misconfigured("DEBUG must not be on in production: its error pages show settings and data.")

DATA_DIR = environment.folder("DATA_DIR", BASE_DIR / "var")
SECRET_KEY = environment.secret_key("SECRET_KEY", production=PRODUCTION, kept_in=DATA_DIR / "secret_key")
SECRET_KEY_FALLBACKS = environment.old_keys("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = environment.hosts("ALLOWED_HOSTS", production=PRODUCTION)
BASE_URL = environment.base_url("BASE_URL", None if PRODUCTION else "http://127.0.0.1:8000", production=PRODUCTION)
PORTAL_NAME = environment.text("PORTAL_NAME", "Partnership governance portal")
PORTAL_CONTACT = environment.text("PORTAL_CONTACT", "")
BRAND_COLOUR = environment.colour("BRAND_COLOUR", "#1d5f6f")
EXAMPLE_DATA = environment.flag("EXAMPLE_DATA", default=False)
TRUSTED_PROXIES = environment.number("TRUSTED_PROXIES", 0, least=0, most=5)
DATABASES = {
    "default": database(environment.text("DATABASE_URL", ""), default_file=DATA_DIR / "portal.sqlite3"),
}

# Mail, and the queue of what is done beside the requests

EMAIL_URL = environment.text("EMAIL_URL", "")
globals().update(mail_server(EMAIL_URL, production=PRODUCTION))  # EMAIL_BACKEND, EMAIL_HOST and so on
MAIL_IS_SET_UP = bool(EMAIL_URL) or not PRODUCTION
MAIL_FROM = environment.text("MAIL_FROM", PORTAL_CONTACT or ("portal@localhost" if not PRODUCTION else ""))
if MAIL_IS_SET_UP and not MAIL_FROM:
    raise environment.Misconfigured("MAIL_FROM must be set where EMAIL_URL is: the address that mail comes from.")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = sender("MAIL_FROM", MAIL_FROM, shown_as=PORTAL_NAME)
MAIL_UNSUBSCRIBE_TO = mailbox("MAIL_UNSUBSCRIBE_TO", environment.text("MAIL_UNSUBSCRIBE_TO", ""))
MAIL_JOURNALS = DATA_DIR / "mail"
MAIL_LOOK_AGAIN_SECONDS = environment.number("MAIL_LOOK_AGAIN_SECONDS", 30, least=1, most=3600)
TASK_QUEUE = environment.choice("TASK_QUEUE", "database", {"database", "immediate"})
TASKS = {
    "default": {
        "BACKEND": {
            "database": "django_tasks_db.DatabaseBackend",
            "immediate": "django_tasks.backends.immediate.ImmediateBackend",
        }[TASK_QUEUE],
    },
}

# What the portal is made of

INSTALLED_APPS = [
    "partnership.apps.PartnershipConfig",
    "partnership.engagement.apps.EngagementConfig",
    "governance",
    "priorities",
    "meetings",
    "partnership.apps.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "mptt",
    "simple_history",
    "csp",
    "django_prose_editor",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    # Headers first, so that an answer made by any later layer, an early error too, carries them.
    "partnership.headers.ContentPolicyMiddleware",
    "partnership.headers.PermissionsPolicyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "partnership.refusals.NulByteMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "partnership.signing_in.sessions.SessionLimitsMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "partnership.day.DayMiddleware",
    "partnership.reading.ReadingMiddleware",
]

ROOT_URLCONF = "partnership.urls"
WSGI_APPLICATION = "partnership.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "partnership.context.portal",
                "partnership.context.officers_site",
                "partnership.context.day",
            ],
        },
    },
]
FORM_RENDERER = "partnership.forms.GovukRenderer"

# Language and time

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True

# Files: what the public may fetch, and what only a view that checks rights may hand out

STATIC_URL = "static/"
STATIC_ROOT = environment.folder("STATIC_ROOT", DATA_DIR / "static", written=False)
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_ALLOW_ALL_ORIGINS = False
MEDIA_ROOT = DATA_DIR / "private"
STORAGES = {
    "default": {"BACKEND": "partnership.storage.PrivateFiles"},
    "staticfiles": {"BACKEND": "partnership.storage.HashedStaticFiles"},
}
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "partnership.uploads.BoundedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# Signing in

LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home"  # for those who may not enter the officers' site
LOGOUT_REDIRECT_URL = "/"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
SIGN_IN_ATTEMPTS = 10
SIGN_IN_WINDOW_SECONDS = 5 * 60
SESSION_IDLE_SECONDS = 30 * 60
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "partnership.errors.csrf_failure"

# Headers

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    },
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
USE_X_FORWARDED_HOST = False
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
if PRODUCTION:
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    # Entering the browsers' preload list is for whoever owns the whole domain to decide.
    SILENCED_SYSTEM_CHECKS = ["security.W021"]
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"

# Audit

SIMPLE_HISTORY_REVERT_DISABLED = True
SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True
SIMPLE_HISTORY_DATE_INDEX = "Composite"

# Logs go to standard error, where the service manager collects them.

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {
        "handlers": ["stderr"],
        "level": environment.choice("LOG_LEVEL", "INFO", {"DEBUG", "INFO", "WARNING", "ERROR"}),
    },
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        # Probes for addresses that are not ours are not worth a line each.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        # Nor is every task that begins and ends well.
        "django_tasks": {"level": "WARNING"},
    },
}
