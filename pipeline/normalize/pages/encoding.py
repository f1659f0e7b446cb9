"""Bytes of a page as text, as browsers read them."""

from resiliparse.parse.encoding import bytes_to_str, detect_encoding


def decode_page(data: bytes) -> str:
    """The text of a page: UTF-8 where it is that, else what its bytes and its head say it is.

    Bytes that do not fit become U+FFFD; the method of detection is that of the WHATWG Encoding
    Standard's names over uchardet's statistics.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        found = detect_encoding(data, html5_compatible=True) or "utf-8"
        return str(bytes_to_str(data, found, "replace"))
