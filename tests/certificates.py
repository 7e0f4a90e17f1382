"""Certificates made for a test: good ones for this machine, and ones that a client must not take."""

import ipaddress
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


class Certificate(NamedTuple):
    """A self-signed certificate, its key, and the server's side of both."""

    ca_file: Path
    key_file: Path
    server: ssl.SSLContext


def certified(folder: Path, address: str = "127.0.0.1", days: int = 1) -> Certificate:
    """For an address of this machine; with `days` below nought it has ended."""
    key = ec.generate_private_key(ec.SECP256R1())
    file, key_file = folder / "server.pem", folder / "key.pem"
    file.write_bytes(_signed(key, address, days).public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(file, key_file)
    return Certificate(file, key_file, server)


def _signed(key: ec.EllipticCurvePrivateKey, address: str, days: int) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.example")])
    at = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(days=9))
        .not_valid_after(at + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
