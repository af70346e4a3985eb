"""Signatures as standardwebhooks.com has them, and secrets as the database has them."""

from base64 import b64decode

import pytest
from pytest_django.fixtures import Settings

from apps.tools.webhooks.signing import SecretLostError, make_secret, seal, signed_headers, unseal


def test_the_example_of_the_format_gets_the_signature_of_the_format() -> None:
    headers = signed_headers(
        delivery_id="msg_p5jXN8AQM9LWM0D4loKWxJek",
        timestamp=1614265330,
        body=b'{"test": 2432232314}',
        secrets=["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
    )

    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_several_secrets_sign_one_after_the_other() -> None:
    first, second = make_secret(), make_secret()

    both = signed_headers(delivery_id="a", timestamp=1, body=b"{}", secrets=[first, second])

    apart = [
        signed_headers(delivery_id="a", timestamp=1, body=b"{}", secrets=[secret])["webhook-signature"]
        for secret in (first, second)
    ]
    assert both["webhook-signature"] == " ".join(apart)
    assert apart[0] != apart[1]


def test_a_secret_has_the_256_bits_that_hmac_can_use() -> None:
    made = {make_secret() for _ in range(100)}

    assert len(made) == 100
    assert {len(b64decode(secret.removeprefix("whsec_"), validate=True)) for secret in made} == {32}


def test_a_sealed_secret_shows_nothing_and_opens_again() -> None:
    secret = make_secret()

    sealed = seal(secret)

    assert secret.removeprefix("whsec_") not in sealed
    assert sealed != seal(secret)
    assert unseal(sealed) == secret


def test_a_secret_key_that_was_rotated_out_opens_it_while_it_is_a_fallback(settings: Settings) -> None:
    secret, sealed = (made := make_secret()), seal(made)
    settings.SECRET_KEY_FALLBACKS = [str(settings.SECRET_KEY)]
    settings.SECRET_KEY = "another key"
    assert unseal(sealed) == secret

    settings.SECRET_KEY_FALLBACKS = []

    with pytest.raises(SecretLostError):
        unseal(sealed)
