"""An app and a browser, as people sign in with them."""

import json
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.test import Client

PASSWORD = "correct horse battery staple"


@dataclass
class App:
    """What a mobile app or a script is to us: it keeps tokens, and no cookies."""

    http: Client = field(default_factory=Client)

    def post(self, path: str, **body: Any) -> Any:
        """Call an operation of sign-in without credentials."""
        return self.http.post(f"/_allauth/app/v1/{path}", body, content_type="application/json")

    def sign_up(self, email: str, *, password: str = PASSWORD, **more: Any) -> Any:
        """Make an account."""
        return self.post("auth/signup", email=email, password=password, **more)

    def sign_in(self, email: str, *, password: str = PASSWORD) -> "Tokens":
        """Open a session."""
        return Tokens(self, self.post("auth/login", email=email, password=password).json()["meta"])


@dataclass
class Tokens:
    """What signing in gave."""

    app: App
    meta: dict[str, str]

    @property
    def access(self) -> str:
        """Opens the API for a while."""
        return self.meta["access_token"]

    @property
    def refresh(self) -> str:
        """Good for the next tokens, once."""
        return self.meta["refresh_token"]

    def renewed(self) -> "Tokens | None":
        """The next tokens, or None where the refresh token is refused."""
        answer = self.app.post("tokens/refresh", refresh_token=self.refresh)
        return Tokens(self.app, answer.json()["data"]) if answer.status_code == 200 else None

    def call(self, method: str, path: str, **body: Any) -> Any:
        """Call any operation with the access token."""
        headers = {"Authorization": f"Bearer {self.access}"}
        return self.app.http.generic(method, path, json.dumps(body), "application/json", headers=headers)

    def open_the_api(self) -> bool:
        """Whether the access token is still accepted."""
        status: int = self.call("GET", "/api/v1/me").status_code
        assert status in {200, 401}
        return status == 200


@dataclass
class Browser:
    """What a front end is to us: a session cookie, and a CSRF cookie that it repeats."""

    http: Client = field(default_factory=lambda: Client(enforce_csrf_checks=True))

    @property
    def csrf_token(self) -> str:
        """The CSRF cookie, as a script of our own front end reads it."""
        return self.http.cookies[settings.CSRF_COOKIE_NAME].value

    def sign_in(self, email: str) -> Any:
        """Open a session; the first request is for the CSRF cookie."""
        self.http.get("/_allauth/browser/v1/auth/session")
        return self.call("POST", "/_allauth/browser/v1/auth/login", email=email, password=PASSWORD)

    def call(self, method: str, path: str, *, csrf: bool = True, origin: str = "", **body: Any) -> Any:
        """Call any operation; without `csrf` as another site would, which cannot read the cookie."""
        headers = {"X-CSRFToken": self.csrf_token} if csrf else {}
        if origin:
            headers["Origin"] = origin
        return self.http.generic(method, path, json.dumps(body), "application/json", headers=headers)
