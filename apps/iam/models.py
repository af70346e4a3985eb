"""Who may enter."""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.db.models.functions import Lower

from apps.iam.managers import UserManager
from common.models import IdentifiedModel


class Role(models.TextChoices):
    """What an account may see beyond its own."""

    USER = "user"
    OPERATOR = "operator"
    ADMINISTRATOR = "administrator"


class User(IdentifiedModel, AbstractBaseUser):
    """An account, known by its e-mail."""

    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=200, blank=True, db_default="")
    role = models.CharField(max_length=20, choices=Role, db_default=Role.USER, default=Role.USER)
    is_active = models.BooleanField(db_default=True, default=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = (models.UniqueConstraint(Lower("email"), name="user_email_unique"),)

    def __str__(self) -> str:
        return self.email
