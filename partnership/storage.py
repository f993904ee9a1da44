"""Where files live: hashed names for what everyone may fetch, no address at all for the rest."""

from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Static files named by their content, the imports inside script modules included."""

    support_js_module_import_aggregation = True


class PrivateFiles(FileSystemStorage):
    """Files that only a view which checks the reader's rights hands out.

    They have no address of their own: `url` is empty, so a template that links to it by mistake
    shows no link instead of a way round the rights.
    """

    def url(self, name: str | None) -> str:
        """Return nothing: there is no address."""
        return ""
