"""Addresses and names of hosts, as they are sent to terminals."""

import ipaddress
import re

LONGEST_NAME = 253
# RFC 1123: letters, digits and inner dashes, 63 of them between two dots.
LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?", re.ASCII)


def is_ip_address(text: str) -> bool:
    """Whether a text is an IPv4 or IPv6 address, without a zone."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return "%" not in text


def is_host_name(text: str) -> bool:
    """Whether a text may be a host's name; what ends in a number was meant as an address."""
    labels = text.split(".")
    is_short = len(text) <= LONGEST_NAME
    return is_short and all(map(LABEL.fullmatch, labels)) and not labels[-1].isdigit()


def without_port(host: str) -> str:
    """The host of a Host header: `[::1]:8090` is `::1`."""
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0]
