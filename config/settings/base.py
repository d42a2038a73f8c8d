"""The settings all profiles share; every variable is read here, dev, test and prod only override."""

from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config.logs import logging_of
from config.settings import env, sign_on

ROOT = Path(__file__).resolve().parent.parent.parent
VAR = Path(env.text("VAR_DIR", str(ROOT / "var")))

DEBUG = False
SECRET_KEY = env.secret("SECRET_KEY", "")
# Former keys, which still open what they sealed while the present one is being rotated in.
SECRET_KEY_FALLBACKS = env.names("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = env.names("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env.names("CSRF_TRUSTED_ORIGINS")
# How a link in a mail, a PDF or a message reaches the system from outside.
PUBLIC_URL = env.text("PUBLIC_URL", f"http://localhost:{env.number('PORT', 8000)}").rstrip("/")

INSTALLED_APPS = [
    "portal",
    "improvements",
    "reviews",
    "planning",
    "kpi",
    "processes",
    "governance",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.dingtalk",
    "allauth.socialaccount.providers.feishu",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
    "csp",
    "django_filters",
    "django_htmx",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "rest_framework",
    "simple_history",
]

# simple_history's request middleware is absent on purpose: services name the actor themselves,
# so that a request and a worker leave the same trail.
MIDDLEWARE = [
    "config.middleware.RequestContextMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.middleware.SessionLifetimeMiddleware",
    "config.middleware.LanguageMiddleware",
    "config.middleware.PrivatePageMiddleware",
    "config.middleware.PlainTextMiddleware",
    "governance.views.middleware.SignInMiddleware",
    "governance.views.middleware.RefusalMiddleware",
    "governance.views.middleware.InitialPasswordMiddleware",
    "governance.views.middleware.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "governance.views.middleware.WrongMethodMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "governance.views.context.shell",
            ],
        },
    },
]

# --- storage -------------------------------------------------------------------------------------
DATABASES = {"default": env.database("DATABASE_URL", f"sqlite://{VAR / 'db.sqlite3'}")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Only what can be computed again may be cached, so no request ever waits for Redis.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

STATIC_URL = "/static/"
# The embedded run serves straight from the finders; only production collects.
STATIC_ROOT = None
STATICFILES_DIRS = [ROOT / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "config.staticfinder.NodeModulesFinder",
]
NODE_MODULES = ROOT / "node_modules"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR / "files"},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

# --- limits on what comes in -----------------------------------------------------------------------
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_TEMP_DIR = None
FILE_UPLOAD_PERMISSIONS = 0o640
# What one person may hand in as files in one day.
UPLOAD_FILES_PER_DAY = env.number("UPLOAD_FILES_PER_DAY", 500)
UPLOAD_BYTES_PER_DAY = env.number("UPLOAD_MEGABYTES_PER_DAY", 2048) << 20

# --- people and sessions ---------------------------------------------------------------------------
AUTH_USER_MODEL = "governance.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "governance.views.backend.PersonBackend",
]
PASSWORD_BACKEND = AUTHENTICATION_BACKENDS[-1]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "staff_no", "email")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "governance:sign-in"
LOGIN_REDIRECT_URL = "portal:home"
LOGOUT_REDIRECT_URL = "governance:sign-in"

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_IDLE_SECONDS = 60 * env.number("SESSION_IDLE_MINUTES", 30)
SESSION_ABSOLUTE_SECONDS = 3600 * env.number("SESSION_ABSOLUTE_HOURS", 12)
SESSION_COOKIE_AGE = SESSION_ABSOLUTE_SECONDS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "governance.views.errors.csrf_failure"

# One limiter for every credential door: five wrong tries of one name from one address in 15 minutes.
AXES_HANDLER = "axes.handlers.database.AxesDatabaseHandler"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_HTTP_RESPONSE_CODE = 429
AXES_LOCKOUT_TEMPLATE = "errors/lockout.html"
AXES_CLIENT_IP_CALLABLE = "config.middleware.counted_ip"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
# The sign-in library keeps second factors and single sign-on; accounts are made by administrators
# only, and every wrong try is counted by the limiter above, not by a second one of its own.
ACCOUNT_ADAPTER = "governance.views.entrance.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_RATE_LIMITS = False
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_FORMS = {"reauthenticate": "governance.forms.second_factor.ConfirmPasswordForm"}
MFA_ADAPTER = "governance.views.entrance.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = False
MFA_FORMS = {
    "authenticate": "governance.forms.second_factor.CodeForm",
    "reauthenticate": "governance.forms.second_factor.ConfirmCodeForm",
    "activate_totp": "governance.forms.second_factor.ActivateAppForm",
    "add_webauthn": "governance.forms.second_factor.KeyForm",
}
SOCIALACCOUNT_ADAPTER = "governance.views.entrance.SingleSignOnAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_LOGIN_ON_GET = False
# Nothing here = no button at the door (see docs/deployment).
SOCIALACCOUNT_PROVIDERS = sign_on.providers()

# How many reverse proxies of our own stand in front; 0 = the connecting address itself.
TRUSTED_PROXIES = env.number("TRUSTED_PROXIES", 0)

# --- what the browser may do -----------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        # The UI kit's own style sheet draws its check marks and arrows as data: images.
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        # A form that begins single sign-on is led on to the provider's own page.
        "form-action": [SELF, *sign_on.origins(SOCIALACCOUNT_PROVIDERS)],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    },
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

# --- language and time -----------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [ROOT / "locale"]
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 31_536_000
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
USE_THOUSAND_SEPARATOR = False

# --- REST ------------------------------------------------------------------------------------------
API_REQUESTS_PER_MINUTE = env.number("API_REQUESTS_PER_MINUTE", 600)
REST_FRAMEWORK = {
    # A machine's token wins over a browser's cookie, where a request carries both.
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "governance.api.authentication.TokenAuthentication",
        "governance.api.authentication.PersonAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["governance.api.guard.MayComeIn"],
    "DEFAULT_THROTTLE_CLASSES": ["governance.api.guard.TokenQuota"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["governance.lib.strict_json.StrictJSONParser"],
    "DEFAULT_FILTER_BACKENDS": [],
    "DEFAULT_METADATA_CLASS": None,
    "DEFAULT_SCHEMA_CLASS": "governance.lib.rest_schema.Operation",
    "EXCEPTION_HANDLER": "config.api.answer_to",
    "URL_FORMAT_OVERRIDE": None,
    "COERCE_DECIMAL_TO_STRING": True,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Process governance API",
    "DESCRIPTION": (
        "Figures of the process indicators, the process catalogue, what is owed, and the doors for "
        "weekly data and tickets. Numbers are decimal strings. Every error has the shape of `Error`; "
        "`code` is for programs and does not change.\n\n"
        "**Coming in.** Send `Authorization: Bearer pgt_…` with a token from 系统 → 访问令牌. A token acts "
        "as one person, within its scopes (`kpi:read`, `data:write`), for at most a year, and never "
        "accepts, approves or issues anything. 600 requests a minute; then 429 with `Retry-After`. "
        "Five wrong tokens from one address lock it for 15 minutes.\n\n"
        "**Asking again.** Every answer has an `ETag`; sent back as `If-None-Match` it costs 304 and no "
        "body as long as nothing has changed. Lists are paged (`next`); figures and cells also come "
        "whole in one stream (`paging=none`, `format=csv`).\n\n"
        "**Sending again.** A POST with an `Idempotency-Key` acts once, however often it is sent.\n\n"
        "**Being told.** When a report is issued, declared webhooks get its number, period, version, "
        "fingerprint and address, signed (`Webhook-Signature`)."
    ),
    # In the order of the policy's clauses.
    "TAGS": [
        {"name": "governance", "description": "What is owed, by whom and when (clauses 1–5)."},
        {
            "name": "processes",
            "description": "The 1+3+N framework and the library of assets (6.1–6.3, R16).",
        },
        {"name": "planning", "description": "Annual plans and their goals (6.4.1)."},
        {"name": "kpi", "description": "Weekly data, tickets, figures, reports (6.4.2, 7)."},
        {"name": "reviews", "description": "Reviews, their items, feedback of customers (6.4.3)."},
        {"name": "improvements", "description": "Improvements and what came of them (6.4.4)."},
    ],
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "governance.lib.rest_schema.complete_document",
    ],
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "SORT_OPERATIONS": False,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "DocumentState": "governance.states.DocumentState",
        "DocumentKind": "governance.models.Document.Kind",
        "Effect": "improvements.states.Effect",
        "PlanState": "planning.states.PlanState",
        "GoalKind": "planning.states.GoalKind",
        "TrainingState": "planning.states.SessionState",
        "TrainingMethod": "planning.states.TrainingMethod",
        "TrainingTest": "planning.states.TrainingTest",
        "IndicatorDirection": "kpi.states.Direction",
        "ChangeDirection": "planning.states.ChangeDirection",
        "ChangeUnit": "planning.states.ChangeUnit",
        "Grain": "kpi.states.Grain",
        "IndicatorKind": "kpi.states.Kind",
        "IndicatorState": "kpi.states.IndicatorState",
        "SubmissionState": "kpi.states.SubmissionState",
        "Verdict": "kpi.states.Verdict",
        "ItemVerdict": "kpi.states.ItemVerdict",
        "ReportState": "kpi.states.ReportState",
        "ReportKind": "kpi.states.ReportKind",
        "ObligationKind": "governance.states.ObligationKind",
        "ObligationState": "governance.states.ObligationState",
        "ProcessState": "processes.states.ProcessState",
        "AssetState": "processes.states.AssetState",
        "AssetKind": "processes.models.Asset.Kind",
        "AssetLabel": "governance.states.Classification",
        "ReviewKind": "reviews.states.ReviewKind",
        "ReviewState": "reviews.states.ReviewState",
        "ItemState": "reviews.states.ItemState",
        "TriggerKind": "reviews.states.TriggerKind",
        "FeedbackKind": "reviews.states.FeedbackKind",
        "FeedbackState": "reviews.states.FeedbackState",
        "AssessmentState": "kpi.states.AssessmentState",
        "AssessmentScope": "kpi.states.AssessmentScope",
        "FindingState": "kpi.states.FindingState",
    },
}

# --- clock and jobs --------------------------------------------------------------------------------
# Empty = embedded: `manage.py serve` starts a broker of its own (see config/celery.py).
REDIS_URL = env.secret("REDIS_URL", "")
BROKER_DIR = VAR / "broker"

# --- what the status page is told of -------------------------------------------------------------
# A file that the operator's backup script touches when it has succeeded; its time is the last backup.
BACKUP_STAMP = env.text("BACKUP_STAMP", str(VAR / "last-backup"))
# The certificate that browsers are shown (PEM), where the proxy's is readable here; empty = not watched.
CERTIFICATE_FILE = env.text("CERTIFICATE_FILE", "")

# --- the virus scanner -------------------------------------------------------------------------------
# Where clamd listens, tcp://host:3310 or unix:///run/clamav/clamd.ctl; empty = files are not scanned.
SCANNER = env.text("SCANNER", "")

# --- webhooks --------------------------------------------------------------------------------------
# Off unless switched on: then the PMO may name addresses that are told when a report is issued.
WEBHOOKS = env.flag("WEBHOOKS", default=False)
# Private networks that webhooks may reach besides public addresses, like 10.20.0.0/16,192.168.7.5/32.
WEBHOOK_NETWORKS = env.names("WEBHOOK_NETWORKS")
# http instead of https, and only into those networks.
WEBHOOK_HTTP = env.flag("WEBHOOK_HTTP", default=False)
# Group robots of DingTalk, WeCom and Feishu may stand at these hosts too, besides the three of the makers
# (platforms that run in the house); the two lines above hold for them as well.
ROBOT_HOSTS = env.names("ROBOT_HOSTS")

# --- messages --------------------------------------------------------------------------------------
EMAIL_HOST = env.text("EMAIL_HOST", "")
EMAIL_PORT = env.number("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.secret("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", default=False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "pmo@localhost")
# Without a mail host nothing is sent: the in-app inbox is the truth anyway.
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if EMAIL_HOST
    else "django.core.mail.backends.dummy.EmailBackend"
)

# --- what we write down ----------------------------------------------------------------------------
LOGGING_CONFIG = "logging.config.dictConfig"
LOGGING = logging_of(env.text("LOG_LEVEL", "INFO"))
