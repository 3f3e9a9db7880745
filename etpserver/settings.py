"""Django's settings. The order of `MIDDLEWARE` is the life of a request."""

from datetime import timedelta
from urllib.parse import urlsplit

import django_stubs_ext
from corsheaders.defaults import default_headers

from etpserver import env
from etpserver.databases import control_settings, database_settings
from etpserver.secrets_file import data_folder, installation_secret

django_stubs_ext.monkeypatch()

ETP = env.current()

# --- What is served ----------------------------------------------------------------------------
ROOT_URLCONF = "etpserver.urls"
WSGI_APPLICATION = "etpserver.wsgi.application"
ALLOWED_HOSTS = ["*"]
TEST_RUNNER = "etpserver.pytest_runner.PytestRunner"
APPEND_SLASH = False  # every path works with and without its slash, without a redirect
DEBUG = ETP["debug"]

INSTALLED_APPS = [
    "etpserver.lean_imports",  # the first: before anything else loads those libraries
    "etpserver.training",
    "etpserver.emulator",
    "etpserver.console",
    "etpserver.accounts",
    "personnel",
    "iclock",
    "corsheaders",
    "rest_framework",
    "rest_framework.authtoken",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "etpserver.api.storage.StorageMiddleware",  # what a full disk or a broken file is answered
    "etpserver.training.middleware.TrainingMiddleware",  # what happens while somebody trains
    "etpserver.emulator.worlds.middleware.WorldMiddleware",  # whose request this is
    "etpserver.emulator.journal.middleware.JournalMiddleware",  # what the client saw
    "etpserver.api.cors.VendorCorsMiddleware",  # the vendor API may be called from any page
    "etpserver.emulator.faults.middleware.FaultMiddleware",  # what fails on purpose
    "etpserver.emulator.timeline.middleware.TimelineMiddleware",  # what can be undone
    "etpserver.api.secure_answers.SecureAnswersMiddleware",
    "etpserver.emulator.timeline.repeating.RepeatingMiddleware",  # what was answered already
    "django.middleware.security.SecurityMiddleware",
    "etpserver.api.for_pages.PageFiles",  # Swagger UI and the admin's files
    "etpserver.api.for_pages.PageSessions",
    "etpserver.api.for_pages.PageForms",
    "etpserver.api.for_pages.PageUsers",
    "etpserver.api.for_pages.PageMessages",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# --- State -------------------------------------------------------------------------------------
DATABASES = {
    "default": database_settings(ETP["database"]),
    # Worlds, faults, snapshots and the journal: outside of what a reset puts back.
    "control": control_settings(ETP["database"], data_folder(ETP)),
}
DATABASE_ROUTERS = ["etpserver.emulator.control.router.ControlRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"
# Read when first used: checking or building the project leaves no secret behind.
SECRET_KEY = installation_secret(ETP)

# --- Time and language -------------------------------------------------------------------------
# Wire times are the world's naive local times and are stored as they are; etpserver.api.clock
# knows the world's zone. Django's own rows (sessions, logins) are in UTC.
USE_TZ = False
TIME_ZONE = "UTC"
USE_I18N = False
LANGUAGE_CODE = "en-us"

# --- Files -------------------------------------------------------------------------------------
STATIC_URL = "/_etp/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True  # files are looked up when asked for: nothing is scanned at start
UPLOAD_LIMIT = 20 * 1024 * 1024  # bytes; beyond it 413
ARCHIVE_LIMIT = 256 * 1024 * 1024  # bytes of an uploaded snapshot
DATA_UPLOAD_MAX_MEMORY_SIZE = UPLOAD_LIMIT
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# --- The documented API ------------------------------------------------------------------------
PUBLIC_URL = ETP["public_url"].rstrip("/")
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "etpserver.accounts.authentication.KeyAuthentication",
        "etpserver.accounts.authentication.JwtAuthentication",
        "etpserver.accounts.authentication.PasswordAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["etpserver.api.permissions.RightsPermission"],
    "DEFAULT_PARSER_CLASSES": [
        "etpserver.api.parsers.JsonParser",
        "etpserver.api.parsers.FormParser",
        "etpserver.api.parsers.MultiPartParser",
    ],
    "DEFAULT_RENDERER_CLASSES": ["etpserver.api.renderers.JsonRenderer"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "etpserver.api.renderers.AlwaysJson",
    "DEFAULT_PAGINATION_CLASS": "etpserver.api.pagination.Pages",
    "EXCEPTION_HANDLER": "etpserver.api.errors.answer_error",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "DATETIME_FORMAT": "%Y-%m-%d %H:%M:%S",
    "URL_FORMAT_OVERRIDE": None,
}
SIMPLE_JWT = {
    # Manual 2.1.2, decoded: exp - iat of the two tokens.
    "ACCESS_TOKEN_LIFETIME": timedelta(seconds=300),
    "REFRESH_TOKEN_LIFETIME": timedelta(seconds=86_400),
    "AUTH_TOKEN_CLASSES": [
        "etpserver.accounts.jwt.WorldAccessToken",
        "etpserver.accounts.jwt.StaffJwt",
    ],
}
SPECTACULAR_SETTINGS = {
    "TITLE": "EasyTimePro API, as etpserver answers it",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
}
# Which origins may call is the world's setting: etpserver.api.cors.
CORS_URLS_REGEX = r"^/(api/|personnel/|iclock/api/|files/|(staff-)?(jwt-)?api-token-)"
CORS_ALLOW_CREDENTIALS = False
CORS_ALLOW_HEADERS = [*default_headers, "x-etp-world", "x-etp-fault"]
CORS_EXPOSE_HEADERS = [
    "Content-Disposition",
    "Retry-After",
    "X-Etp-Code",
    "X-Etp-Id",
    "X-Etp-Warning",
    "X-Etp-World",
    "X-Etp-Fault-Applied",
]

# --- Security ----------------------------------------------------------------------------------
PASSWORD_HASHERS = [
    "etpserver.accounts.hashers.VendorPasswordHasher",
]
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
DEFAULT_EXCEPTION_REPORTER_FILTER = "etpserver.api.debugging.SecretsFilter"
# A cookie of Django's own would show one world's messages in another.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_COOKIE_NAME = "etp_session"
CSRF_COOKIE_NAME = "etp_csrf"
# A proxy that talks https to browsers and http to this server.
CSRF_TRUSTED_ORIGINS = (
    ["{0.scheme}://{0.netloc}".format(urlsplit(PUBLIC_URL))] if PUBLIC_URL else []
)
CSRF_FAILURE_VIEW = "etpserver.console.errors.refuse_csrf"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# --- Log ---------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "text": {
            "()": "etpserver.logs.TextFormatter",
            "fmt": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        },
        "json": {"()": "etpserver.logs.JsonFormatter"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": ETP["log_format"]}},
    "root": {"handlers": ["stderr"], "level": ETP["log_level"].upper()},
    "loggers": {"django": {"level": ETP["log_level"].upper()}},
}
