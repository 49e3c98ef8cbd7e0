"""Reading report.yaml files, from the cache of compiled ones where nothing has changed.

Apart from declare.py, so that a cached file needs neither the YAML reader nor the declarations.
"""

from __future__ import annotations

from pathlib import Path

from audit.compiled import cached
from audit.readers import read_bytes
from audit.readers.text import decode
from audit.specs import Manifest


def read_manifest(path: str | Path, cache: bool = True) -> Manifest:
    """The Manifest that a file holds. Raises AuditError with the place in the file."""
    name = str(path)
    text = decode(read_bytes(path), name)

    def build() -> Manifest:
        from audit.declare import manifest_from
        from audit.yamltree import load

        return manifest_from(load(text, name))

    return cached(Manifest, text, name, build) if cache else build()
