"""Text that goes into a CSV file never becomes a formula in the reader's spreadsheet (ASVS 1.2.10, X23)."""

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")


def csv_text(text: str) -> str:
    """A text that a spreadsheet would run gets an apostrophe in front; numbers are not text and stay.

    csv_text("=1+1") is "'=1+1".
    """
    return f"'{text}" if text.startswith(_DANGEROUS) else text
