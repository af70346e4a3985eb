"""How passwords are kept."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class LightArgon2Hasher(Argon2PasswordHasher):
    """Argon2id with OWASP's figures for small machines; Django's take 100 MiB for every sign-in at once."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
