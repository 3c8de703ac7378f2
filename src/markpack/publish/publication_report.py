"""What a publication did, for reports."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Published:
    """What a publication did, as paths below the folder.

    `kept_edits` are files that a person has edited. `orphaned_edits` are edited files too, of documents that are no
    longer made. `renamed` has the earlier paths of edited files whose document has another name now, by today's.
    `under_new_names` are those of the `removed` whose document is there under another name. `unknown_files` were put
    there by a person. `blocked` has the reason for each file that could not be
    put in place.
    """

    written: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    kept_edits: list[str] = field(default_factory=list)
    orphaned_edits: list[str] = field(default_factory=list)
    renamed: dict[str, str] = field(default_factory=dict)
    unknown_files: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    under_new_names: list[str] = field(default_factory=list)
    blocked: dict[str, str] = field(default_factory=dict)
    digest: str = ""
    """A digest of all files in the folder afterwards (see `folder_digest`)."""

    @property
    def gone(self) -> list[str]:
        """The removed files whose document is there under no other name."""
        return [path for path in self.removed if path not in set(self.under_new_names)]
