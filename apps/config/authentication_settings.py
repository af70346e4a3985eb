"""Django's and allauth's settings on who may enter and how; `settings.py` imports all of them."""

from apps.config.environment_reader import read_environment

_ENVIRONMENT = read_environment()
_ORIGIN = _ENVIRONMENT.public_url.rstrip("/")
_IS_SECURE = _ORIGIN.startswith("https://")
_HAS_MAIL = _ENVIRONMENT.email_url is not None

AUTH_USER_MODEL = "iam.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "apps.iam.hashers.LightArgon2Hasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "name"]},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# A session is what access and refresh tokens hang on, so it must live as long as they do.
SESSION_COOKIE_AGE = int(_ENVIRONMENT.refresh_token_lifetime.total_seconds())
SESSION_COOKIE_NAME = "__Host-magictoolbox_session" if _IS_SECURE else "magictoolbox_session"
SESSION_COOKIE_SECURE = _IS_SECURE
CSRF_COOKIE_NAME = "__Host-magictoolbox_csrf" if _IS_SECURE else "magictoolbox_csrf"
CSRF_COOKIE_SECURE = _IS_SECURE
CSRF_TRUSTED_ORIGINS = [_ORIGIN, *_ENVIRONMENT.cors_allowed_origins]

ACCOUNT_ADAPTER = "apps.iam.adapter.AccountAdapter"
ACCOUNT_SIGNUP_FORM_CLASS = "apps.iam.adapter.SignupForm"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,10/900s/key"}
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
# Without mail the codes are in the log, where the one who signs up cannot read them.
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if _HAS_MAIL else "none"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = _HAS_MAIL
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_NOTIFICATIONS = _HAS_MAIL
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[MagicToolbox] "

HEADLESS_ONLY = True
HEADLESS_CLIENTS = ("app", "browser")
HEADLESS_SERVE_SPECIFICATION = True
HEADLESS_SPECIFICATION_TEMPLATE_NAME = None
HEADLESS_FRONTEND_URLS = {
    "account_signup": f"{_ORIGIN}/account/signup",
    "account_confirm_email": f"{_ORIGIN}/account/verify-email/{{key}}",
    "account_reset_password": f"{_ORIGIN}/account/password/reset",
    "account_reset_password_from_key": f"{_ORIGIN}/account/password/reset/key/{{key}}",
}
HEADLESS_TOKEN_STRATEGY = "apps.iam.tokens.OneTimeRefreshTokens"  # noqa: S105 - a path, not a secret
HEADLESS_JWT_ALGORITHM = "HS256"
HEADLESS_JWT_STATEFUL_VALIDATION_ENABLED = True
HEADLESS_JWT_ACCESS_TOKEN_EXPIRES_IN = int(_ENVIRONMENT.access_token_lifetime.total_seconds())
HEADLESS_JWT_REFRESH_TOKEN_EXPIRES_IN = int(_ENVIRONMENT.refresh_token_lifetime.total_seconds())
