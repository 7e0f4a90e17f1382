"""Hosts: what stays on this machine."""

import ipaddress


def is_loopback(host: str) -> bool:
    """`localhost`, 127.0.0.0/8 and ::1."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
