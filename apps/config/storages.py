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
                "OPTIONS": {"bucket_name": url.netloc, "file_overwrite": False, **kept},
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


def _on_disk(location: str) -> dict[str, Any]:
    return {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": location,
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    }
