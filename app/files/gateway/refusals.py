class CannotPrintError(Exception):
    """Why a file cannot be put among printed papers: the end of a sentence that names it."""
