from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Hashes the names in JavaScript imports too (each must end with a semicolon)."""

    support_js_module_import_aggregation = True
    max_post_process_passes = 20  # one for each script on the longest way of imports
