"""The account of the one who needs none."""

from django.contrib.auth.hashers import make_password

from apps.iam.managers import LOCAL_OWNER
from apps.iam.models import Role, User


def get_local_owner() -> User:
    """Whose requests they are where AUTH_MODE is none; made at the first one, and unable to sign in."""
    defaults = {"name": "Owner", "role": Role.ADMINISTRATOR, "password": make_password(None)}
    owner, _ = User.objects.get_or_create(email=LOCAL_OWNER, defaults=defaults)
    return owner
