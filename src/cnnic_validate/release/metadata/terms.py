"""What all three documents say of a package, in plain values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_SPDX = "https://spdx.org/licenses/"


def title(descriptor: Mapping[str, Any]) -> str:
    """Give the title, or the name where there is none."""
    return str(descriptor.get("title") or descriptor["name"])


def description(descriptor: Mapping[str, Any]) -> str:
    """Give the description, or the title where there is none: all three demand one."""
    return str(descriptor.get("description") or title(descriptor))


def licences(descriptor: Mapping[str, Any]) -> list[str]:
    """Give the address of each licence: its own, else that of its SPDX identifier."""
    given = descriptor.get("licenses", ())
    return [
        each.get("path") or _SPDX + each["name"] for each in given if {"path", "name"} & set(each)
    ]


def creators(descriptor: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Give name and address (or nothing) of each contributor, or what stands for them."""
    given = descriptor.get("contributors", ())
    named = [(each["title"], each.get("path", "")) for each in given if each.get("title")]
    return named or [(f"The authors of {descriptor['name']}", "")]


def sources(descriptor: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Give title and address (or nothing) of each source that the package names."""
    given = descriptor.get("sources", ())
    return [(each["title"], each.get("path", "")) for each in given if each.get("title")]


def sha256(resource: Mapping[str, Any]) -> str:
    """Give the digest of a resource of a bundle in hexadecimal."""
    return str(resource["hash"]).removeprefix("sha256:")


def day(descriptor: Mapping[str, Any]) -> str:
    """Give the day on which a version says it was made."""
    return str(descriptor["created"])[:10]


def citation(descriptor: Mapping[str, Any]) -> str:
    """Write how a version is cited, on one line."""
    names = ", ".join(name for name, _ in creators(descriptor))
    version, year = descriptor["version"], day(descriptor)[:4]
    return f"{names} ({year}). {title(descriptor)}. Version {version}."
