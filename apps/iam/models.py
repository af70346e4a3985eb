"""Who may enter, and with what."""

from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from apps.iam.managers import ApiKeyManager, UserManager
from apps.iam.names import MAX_NAME_LENGTH
from common.models import IdentifiedModel


class Role(models.TextChoices):
    """What an account may see beyond its own."""

    USER = "user"
    OPERATOR = "operator"
    ADMINISTRATOR = "administrator"


class User(IdentifiedModel, AbstractBaseUser):
    """An account, known by its e-mail."""

    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=MAX_NAME_LENGTH, blank=True, db_default="", default="")
    role = models.CharField(max_length=20, choices=Role, db_default=Role.USER, default=Role.USER)
    is_active = models.BooleanField(db_default=True, default=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(email=Lower(F("email"))), name="user_email_lower_case"),
        )

    def __str__(self) -> str:
        return self.email


class ApiKey(IdentifiedModel):
    """A credential for programs; its text is shown once and then only recognised."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=MAX_NAME_LENGTH)
    prefix = models.CharField(max_length=8, unique=True)
    secret_digest = models.CharField(max_length=64)
    scopes = models.JSONField()
    expires_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects = ApiKeyManager()

    class Meta:
        indexes = (models.Index(fields=["owner", "-id"], name="api_key_owner"),)

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix})"
