"""Writes an encrypted OpenDocument text (ODF 1.2, part 3, section 3.4), which no library here does."""

import base64
import os
import zlib
from hashlib import pbkdf2_hmac, sha256
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

_ITERATIONS, _BLOCK, _CHECKED = 1000, 16, 1024
_NAMES = 'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2"'
_ENTRY = (
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml" '
    'manifest:size="{size}">'
    '<manifest:encryption-data manifest:checksum-type="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0'
    '#sha256-1k" manifest:checksum="{checksum}"><manifest:algorithm manifest:algorithm-name='
    '"http://www.w3.org/2001/04/xmlenc#aes256-cbc" manifest:initialisation-vector="{vector}"/>'
    '<manifest:key-derivation manifest:key-derivation-name="PBKDF2" manifest:key-size="32" '
    'manifest:iteration-count="{iterations}" manifest:salt="{salt}"/><manifest:start-key-generation '
    'manifest:start-key-generation-name="http://www.w3.org/2000/09/xmldsig#sha256" manifest:key-size="32"/>'
    "</manifest:encryption-data></manifest:file-entry>"
)


def encrypt(source: Path, target: Path, *, password: str) -> None:
    """Copy a document with its content encrypted."""
    with ZipFile(source) as package:
        content = package.read("content.xml")
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(content) + packer.flush()
    salt, vector = os.urandom(_BLOCK), os.urandom(_BLOCK)
    key = pbkdf2_hmac("sha1", sha256(password.encode()).digest(), salt, _ITERATIONS, 32)
    missing = _BLOCK - len(packed) % _BLOCK
    padded = packed + bytes(missing - 1) + bytes([missing])
    encryptor = Cipher(algorithms.AES(key), modes.CBC(vector)).encryptor()
    entry = _ENTRY.format(
        size=len(content),
        checksum=base64.b64encode(sha256(packed[:_CHECKED]).digest()).decode(),
        vector=base64.b64encode(vector).decode(),
        salt=base64.b64encode(salt).decode(),
        iterations=_ITERATIONS,
    )
    kind = "application/vnd.oasis.opendocument.text"
    manifest = (
        f'<?xml version="1.0"?><manifest:manifest {_NAMES}><manifest:file-entry manifest:full-path="/" '
        f'manifest:version="1.2" manifest:media-type="{kind}"/>{entry}</manifest:manifest>'
    )
    with ZipFile(target, "w", ZIP_STORED) as package:
        package.writestr("mimetype", kind)
        package.writestr("content.xml", encryptor.update(padded) + encryptor.finalize())
        package.writestr("META-INF/manifest.xml", manifest)
