"""Django settings, made from the declared table; nothing here reads the environment by itself."""

import secrets
from pathlib import Path
from typing import cast

from tinhso.engines.cube.contracts import LakeStore
from tinhso.engines.orgs.contracts.outside_sign_in import OidcService
from tinhso.site.settings.database import database_settings
from tinhso.site.settings.declared import read_settings, told_settings
from tinhso.site.settings.mail import mail_settings
from tinhso.web_kit.shared_counts import Rate

_declared = read_settings()

# For the security file: name, whether it is set, its text where that may be told.
TINHSO_TOLD = told_settings()
TINHSO_MODE = cast(str, _declared["TINHSO_MODE"])
TINHSO_HOME = cast(Path, _declared["TINHSO_HOME"])
TINHSO_PACKAGES = cast(str, _declared["TINHSO_PACKAGES"])
TINHSO_NOW = _declared["TINHSO_NOW"]
TINHSO_LOG_ORIGIN = cast(str, _declared["TINHSO_LOG_ORIGIN"])
TINHSO_SIGNATURE_TRUST = cast(Path | None, _declared["TINHSO_SIGNATURE_TRUST"])
TINHSO_SECOND_MEDIUM = cast(Path | None, _declared["TINHSO_SECOND_MEDIUM"])
TINHSO_SEALER_KEYS = cast(Path | None, _declared["TINHSO_SEALER_KEYS"])
TINHSO_CUBE_URL = cast(str, _declared["TINHSO_CUBE_URL"])
TINHSO_CUBE_LAKE = cast(Path | None, _declared["TINHSO_CUBE_LAKE"]) or TINHSO_HOME / "lake"
TINHSO_LAKE_STORE = cast(LakeStore | None, _declared["TINHSO_LAKE_STORE"])
TINHSO_WITNESSES = cast(tuple[str, ...], _declared["TINHSO_WITNESSES"])
TINHSO_METRICS = cast(str, _declared["TINHSO_METRICS"])
TINHSO_CHECKPOINTS = cast(tuple[str, ...], _declared["TINHSO_CHECKPOINTS"])
TINHSO_PORT = cast(int, _declared["PORT"])
TINHSO_SECOND_FACTOR = cast(str, _declared["TINHSO_SECOND_FACTOR"]) or (
    "off" if TINHSO_MODE == "development" else "approve"
)
TINHSO_OIDC = cast(OidcService | None, _declared["TINHSO_OIDC"])
TINHSO_OFFLINE_HOURS = cast(int, _declared["TINHSO_OFFLINE_HOURS"])
TINHSO_BIND = cast(str, _declared["TINHSO_BIND"])
TINHSO_API_RATE_TOKEN = cast(Rate, _declared["TINHSO_API_RATE_TOKEN"])
TINHSO_API_RATE_ADDRESS = cast(Rate, _declared["TINHSO_API_RATE_ADDRESS"])
# What workers count together; in no backup.
TINHSO_SHARED_FILE = str(TINHSO_HOME / "shared" / "counts.sqlite3")
TINHSO_BOARD_SECONDS = cast(int, _declared["TINHSO_BOARD_SECONDS"])
TINHSO_WEB_WORKERS = cast(int, _declared["TINHSO_WEB_WORKERS"])


def _secret_key() -> str:
    """The secret key from its file; made once, readable by its owner only."""
    named = cast(str, _declared["TINHSO_SECRET_FILE"])
    file = Path(named) if named else TINHSO_HOME / "keys" / "secret.key"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(64))
    return file.read_text().strip()


SECRET_KEY = _secret_key()
DEBUG = False
ALLOWED_HOSTS = [host.strip() for host in cast(str, _declared["TINHSO_HOSTS"]).split(",")]
ROOT_URLCONF = "tinhso.site.urls"
WSGI_APPLICATION = "tinhso.site.wsgi.application"
DATABASES = {
    "default": database_settings(
        cast(str, _declared["DATABASE_URL"]), TINHSO_HOME, ships=TINHSO_SECOND_MEDIUM is not None
    )
}
CACHES = {
    # What the sign-in library counts in: small plain values that every process sees.
    "default": {"BACKEND": "tinhso.web_kit.shared_cache.SharedCache", "LOCATION": TINHSO_SHARED_FILE},
    # What a process works out again when it has to: anything, for itself.
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "orgs.User"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "tinhso.web_kit",
    "tinhso.engines.trust",
    "tinhso.engines.orgs",
    "tinhso.engines.indicators",
    "tinhso.engines.cube",
    "tinhso.engines.reporting",
    "tinhso.engines.evaluation",
    "tinhso.engines.insight",
    "tinhso.engines.operation",
    "tinhso.surfaces.desk",
    "tinhso.surfaces.board",
    "tinhso.surfaces.rest",
    "tinhso.site",
    # After ours: the first application that has a template wins, and the sign-in pages have our frame.
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.idp.oidc",
]

MIDDLEWARE = [
    "tinhso.site.requests_counted.RequestsCounted",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tinhso.web_kit.middleware.SecurityHeaders",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "tinhso.web_kit.middleware.ReaderLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tinhso.site.middleware.ReaderRights",
    "tinhso.engines.orgs.web.viewing_guard.ViewingGuard",
    "django.contrib.messages.middleware.MessageMiddleware",
    "tinhso.web_kit.middleware.SigningOutClearsTheDevice",
    "tinhso.web_kit.just_acted.JustActed",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "tinhso.web_kit.unwritable.RefuseNul",
    "tinhso.web_kit.middleware.ProblemResponses",
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
                "django.template.context_processors.i18n",
                "tinhso.site.context.page",
            ],
        },
    }
]

AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "tinhso.engines.orgs.web.account_adapter.ClosedAccountAdapter"
MFA_ADAPTER = "tinhso.engines.orgs.web.second_factor.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Tinh So"
# The clocks of telephones and of a machine without internet drift apart.
MFA_TOTP_TOLERANCE = 1
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
# Other applications of the province sign people in here: by a code for a minute, a token for five, none that renews.
IDP_OIDC_ADAPTER = "tinhso.engines.orgs.web.sign_in_provider.ProvinceAdapter"
IDP_OIDC_ACCESS_TOKEN_EXPIRES_IN = IDP_OIDC_ID_TOKEN_EXPIRES_IN = 300
IDP_OIDC_AUTHORIZATION_CODE_EXPIRES_IN = 60
CSRF_FAILURE_VIEW = "tinhso.web_kit.views.form_expired"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

globals().update(mail_settings(cast(str, _declared["TINHSO_MAIL_URL"]), TINHSO_HOME))
DEFAULT_FROM_EMAIL = cast(str, _declared["TINHSO_MAIL_FROM"])

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600
WHITENOISE_IMMUTABLE_FILE_TEST = "tinhso.web_kit.assets.is_immutable"

_tls = bool(_declared["TINHSO_TLS"])
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _tls
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _tls else None
# The proxy in front is ours and names the client last; without one, what a client names is not believed.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if _tls else 0
SECURE_HSTS_SECONDS = 31_536_000 if _tls else 0
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "tinhso.site.log_lines.LogLines", "form": _declared["TINHSO_LOG"]}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # Django hangs a handler of its own on its logger while developing, which would print what ours leaves out.
    "loggers": {"tinhso": {"level": "INFO"}, "django": {"handlers": [], "propagate": True}},
}
