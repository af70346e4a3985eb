"""Where files are kept, from STORAGE_URL."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

from apps.config.environment import Environment


def storage_settings(environment: Environment) -> dict[str, Any]:
    """The local disk, an S3 bucket or an Azure container."""
    static = {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"}
    return {"default": _default(environment), "staticfiles": static}


def _default(environment: Environment) -> dict[str, Any]:
    if environment.storage_url is None:
        return _on_disk(str(environment.data_dir.resolve() / "files"))
    address = environment.storage_url.get_secret_value()
    url = urlsplit(address)
    options = dict(parse_qsl(url.query))
    match url.scheme:
        case "s3":
            names = {"endpoint": "endpoint_url", "region": "region_name"}
            kept = {names.get(name, name): value for name, value in options.items()}
            return {
                "BACKEND": "storages.backends.s3.S3Storage",
                "OPTIONS": {
                    "bucket_name": url.netloc,
                    "file_overwrite": False,
                    "client_config": _s3_client(kept),
                    **kept,
                },
            }
        case "azure":
            names = {"connection": "connection_string"}
            kept = {names.get(name, name): value for name, value in options.items()}
            return {
                "BACKEND": "storages.backends.azure_storage.AzureStorage",
                "OPTIONS": {"azure_container": url.netloc, **kept},
            }
        case _:
            return _on_disk(url.path)


def _s3_client(options: dict[str, Any]) -> Any:
    """A server that does not answer is given up in seconds; whoever needs it tries again."""
    from botocore.config import Config  # noqa: PLC0415 - takes long, and only S3 needs it

    return Config(
        connect_timeout=5,
        read_timeout=20,
        signature_version=options.get("signature_version"),
        s3={"addressing_style": options.get("addressing_style", "auto")},
    )


def _on_disk(location: str) -> dict[str, Any]:
    return {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": location,
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    }
