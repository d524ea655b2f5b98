"""Every file that a package consists of: by name, and as bytes."""

from __future__ import annotations

from cnnic_validate import files
from cnnic_validate.model.package import Package


def files_of(package: Package) -> list[str]:
    """Name every file that the descriptor names, by path inside the package, in order."""
    named = [each.path for each in package.resources]
    named += [each.schema_path for each in package.resources]
    named += package.rule_files.paths
    return sorted(filter(None, set(named)))


def package_files(package: Package) -> dict[str, bytes]:
    """Read every file that the descriptor names, by path inside the package, in order.

    Raises:
        UnreadableError: one of them cannot be read.
    """
    return {
        path: files.read_bytes(files.inside(package.root, path), path) for path in files_of(package)
    }
