"""The least Django needs to render the kit by itself, without the site above it."""

from pathlib import Path

SECRET_KEY = "only for tests of the kit"
DEBUG = True
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "tinhso.web_kit.tests.urls"
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "tinhso.web_kit",
]
MIDDLEWARE = [
    "tinhso.web_kit.middleware.SecurityHeaders",
    "tinhso.web_kit.middleware.ReaderLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "tinhso.web_kit.middleware.ProblemResponses",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "tinhso.web_kit.context.frame",
            ]
        },
    }
]
DATABASES: dict[str, object] = {}
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_I18N = True
STATIC_URL = "/static/"
