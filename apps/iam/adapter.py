"""Where allauth asks us: who may sign up, how an account is made of it, and where a request comes from."""

from ipaddress import ip_address
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest

from apps.iam.addresses import client_address
from apps.iam.models import User
from apps.iam.names import MAX_NAME_LENGTH, display_name
from apps.iam.rate_limits import address_name
from apps.iam.services.create_user import create_user
from apps.iam.services.rename_user import rename_user

_DOMAIN = "domain:"


class SignupForm(forms.Form):
    """What a person may tell us beyond e-mail and password, and whether that e-mail may enter."""

    name = forms.CharField(required=False, max_length=MAX_NAME_LENGTH)

    def clean(self) -> dict[str, Any]:
        """The fields, if SIGNUP lets this domain in and the password is nothing that they tell."""
        email, password = self.cleaned_data.get("email", ""), self.cleaned_data.get("password")
        policy = settings.ENVIRONMENT.signup_policy
        domain = policy.removeprefix(_DOMAIN)
        if domain != policy and email.rpartition("@")[2] != domain:
            self.add_error("email", f"Only addresses at {domain} can sign up here.")
        if password:
            try:
                validate_password(password, User(email=email, name=self.cleaned_data.get("name", "")))
            except ValidationError as error:
                self.add_error("password", error)
        return self.cleaned_data

    def signup(self, _request: HttpRequest, user: User) -> None:
        """Keep the name."""
        if name := display_name(self.cleaned_data["name"]):
            rename_user(user=user, name=name)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth ships no types
    """Our rules in allauth's flows."""

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        """What SIGNUP says; of which domain an address is, the form checks."""
        return bool(settings.ENVIRONMENT.signup_policy != "closed")

    def save_user(
        self,
        _request: HttpRequest,
        _user: User,
        form: forms.Form,
        commit: bool = True,  # noqa: ARG002, FBT001, FBT002
    ) -> User:
        """Make the account as every other account is made."""
        return create_user(email=form.cleaned_data["email"], password=form.cleaned_data["password"])

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count failures by account and address together: nobody can lock the owner out from elsewhere."""
        account = super()._get_login_attempts_cache_key(request, **credentials)
        return f"{account}|{address_name(ip_address(self.get_client_ip(request)))}"

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address that rate limits count and sessions show."""
        address = client_address(request)
        if address is None:
            raise PermissionDenied
        return str(address)
