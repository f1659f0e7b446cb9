"""XML and HTML as wires send them, read without entities, without a DTD, without a network.

What a declaration says of the encoding is often wrong: bytes that are UTF-8 are read as UTF-8, others
as declared, and stray bytes as Windows-1252, a superset of Latin-1. Names of HTML's
characters (``&nbsp;``) that XML does not know, and a bare ``&``, are mended; a document that does not
end is refused, as half of an article would pass for the whole.
"""

import codecs
import html
import re
from collections.abc import Iterator
from html.entities import html5

from lxml import etree
from lxml import html as lxml_html

from pipeline.sources.wires.refused import Refused

Element = etree._Element  # noqa: SLF001 -- lxml's stubs have no other name for it

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})""")
_PROLOGUE = re.compile(r"(?:\s+|<!--.*?-->|<\?.*?\?>)*", re.DOTALL)
_DOCTYPE = re.compile(r"<!DOCTYPE[^>\[]*>")
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_REFERENCE = re.compile(r"&(?:#(\d{1,8}|x[0-9A-Fa-f]{1,7});|([A-Za-z][A-Za-z0-9]{1,31});|)")
_CDATA, _CDATA_END = "<![CDATA[", "]]>"
_OWN = frozenset({"amp", "lt", "gt", "quot", "apos"})
_TAGS = re.compile(r"</[a-z][a-z0-9]{0,15}\s*>|<(?:p|br|hr|div|h\d|li|img)\b[^<>]*>", re.IGNORECASE)
_ANY_TAG = re.compile(r"<[^<>]{0,500}>")
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "block",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hl1",
        "hl2",
        "li",
        "tr",
        "pre",
        "blockquote",
        "bq",
        "dt",
        "dd",
        "table",
        "tbody",
        "thead",
        "ul",
        "ol",
        "dl",
        "section",
        "article",
        "main",
        "aside",
        "body",
        "body.content",
        "body.end",
        "hr",
        "caption",
        "abstract",
        "hedline",
        "byline",
        "dateline",
        "credit",
        "datasource",
        "lead",
    ]
)
_UNREAD = frozenset(
    [
        "script",
        "style",
        "title",
        "header",
        "footer",
        "nav",
        "media",
        "media-caption",
        "media-producer",
        "media-reference",
        "media-metadata",
        "media-object",
        "figure",
        "figcaption",
        "head",
        "template",
        "noscript",
        "iframe",
        "object",
        "svg",
        "video",
        "audio",
        "picture",
        "note",
        "tagline",
    ]
)
_LIKE_CP1252 = frozenset(
    {"iso-8859-1", "latin1", "us-ascii", "ascii", "utf-8", "utf8", "windows-1252"}
)
_CELLS = frozenset({"td", "th"})


def decoded(data: bytes) -> str:
    """Bytes of any declared or undeclared encoding as text; never fails."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace")
    if data[:4:2] == b"<?" and data[1:4:2] == b"\0\0":
        return data.decode("utf-16-le", "replace")
    if data[1:4:2] == b"<?" and data[:4:2] == b"\0\0":
        return data.decode("utf-16-be", "replace")
    declared = match[1].decode() if (match := _DECLARED.match(data[:300])) else ""
    if declared.casefold().replace("_", "-") in _LIKE_CP1252:
        declared = ""
    for encoding in filter(None, ("utf-8", declared)):
        try:
            return data.decode(encoding)
        except (LookupError, UnicodeError):  # a name may be of no encoding, or of one for no text
            continue
    return data.decode("utf-8", "not-utf-8")


def _single(error: UnicodeError) -> tuple[str, int]:
    """Bytes that are no UTF-8 in the midst of UTF-8, read as Windows-1252."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    part = error.object[error.start : error.end]
    return part.decode("cp1252", "replace"), error.end


codecs.register_error("not-utf-8", _single)


def root_of(data: bytes) -> Element:
    """The root of an XML document. Raises Refused."""
    text = _NO_XML.sub("", decoded(data))
    start = _PROLOGUE.match(text)
    at = start.end() if start else 0
    if text.startswith("<!DOCTYPE", at):
        doctype = _DOCTYPE.match(text, at)
        if doctype is None:
            raise Refused("entities", "the XML has a DTD of its own, which is never read")
        text, at = text[doctype.end() :], 0
        start = _PROLOGUE.match(text)
        at = start.end() if start else 0
    text = "".join(_repaired(text[at:]))
    try:
        return etree.fromstring(text.encode(), _parser())
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Refused("broken", f"the XML cannot be read: {str(error)[:200]}") from None


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        strip_cdata=True,
    )


def _repaired(text: str) -> Iterator[str]:
    """Markup with its references mended, CDATA as it is."""
    at = 0
    while (start := text.find(_CDATA, at)) >= 0:
        end = text.find(_CDATA_END, start)
        end = len(text) if end < 0 else end + len(_CDATA_END)
        yield _REFERENCE.sub(_mended, text[at:start])
        yield text[start:end]
        at = end
    yield _REFERENCE.sub(_mended, text[at:])


def _mended(match: re.Match[str]) -> str:
    """A reference that XML knows; ``&amp;`` for a bare ``&``, nothing for a character it forbids."""
    if number := match[1]:
        code = int(number[1:], 16) if number.startswith("x") else int(number)
        legal = code <= 0x10FFFF and not _NO_XML.match(chr(code))
        return match[0] if legal else ""
    if name := match[2]:
        known = html5.get(f"{name};")
        if name in _OWN:
            return match[0]
        return "".join(f"&#{ord(char)};" for char in known) if known else f"&amp;{name};"
    return "&amp;"


def local(element: Element) -> str:
    """An element's name without its namespace, in small letters; empty for what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2].casefold() if isinstance(tag, str) else ""


def find(element: Element, path: str) -> Element | None:
    """The first element on a path of names (``head/docdata/doc-id``), whatever their namespace."""
    return next(find_all(element, path), None)


def find_all(element: Element, path: str) -> Iterator[Element]:
    """The elements on a path of names, whatever their namespace, in their order."""
    name, _, rest = path.partition("/")
    for child in element:
        if local(child) == name:
            if rest:
                yield from find_all(child, rest)
            else:
                yield child


def below(element: Element, *names: str) -> Iterator[Element]:
    """Every element of these names, itself among them, in the document's order."""
    return (each for each in element.iter() if local(each) in names)


def text_of(element: Element | None) -> str:
    """All text in an element, in one line; blocks and line breaks part words."""
    return " ".join(paragraphs_of(element)) if element is not None else ""


def paragraphs_of(element: Element) -> list[str]:
    """The paragraphs of an element, without pictures, their captions, scripts and editors' notes."""
    pieces: list[str] = []
    _walk(element, pieces)
    found: list[str] = []
    for part in "".join(pieces).split("\0"):
        found += unwrapped(part) if _is_printed(part) else [" ".join(part.split())]
    return list(filter(None, found))


def _is_printed(part: str) -> bool:
    """Whether a paragraph of markup is a text of a printer: some of its lines are indented, some are not.

    Where all are, it is the markup that is indented.
    """
    lines = [line for line in part.split("\n")[1:] if line.strip()]
    indented = sum(line.startswith("   ") for line in lines)
    return 0 < indented < len(lines)


def _walk(element: Element, pieces: list[str]) -> None:
    """Text in the document's order; U+0000, which no document holds, parts paragraphs."""
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, each in walk:
        name = local(each)
        edge = "\0" if name in _BLOCKS else " " if name in _CELLS else ""
        if event == "start":
            unread = not name or (name in _UNREAD and each is not element)
            if unread or name == "pre":
                pieces += (
                    () if unread else ("\0", "\0".join(unwrapped("".join(each.itertext()))), "\0")
                )
                walk.skip_subtree()
            elif name == "br":
                pieces.append("\0" if pieces and pieces[-1] == " \n" else " \n")
            else:
                pieces.append(edge + (each.text or ""))
            continue
        if name not in _UNREAD | {"br", "pre"}:
            pieces.append(edge)
        tail = each.tail if each is not element else None
        if tail and (tail.strip() or name != "br"):
            pieces.append(tail)


def paragraphs_of_html(fragment: str) -> list[str]:
    """The paragraphs of a piece of HTML; of text without tags its own."""
    if not looks_marked_up(fragment):
        return unwrapped(html.unescape(fragment))
    try:
        tree = lxml_html.fromstring(f"<div>{_NO_XML.sub('', fragment)}</div>")
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return _without_tags(fragment)
    return paragraphs_of(tree) or _without_tags(fragment)


def _without_tags(fragment: str) -> list[str]:
    """The text of HTML that no parser takes: it is too deep."""
    return unwrapped(html.unescape(_ANY_TAG.sub("\n\n", fragment)))


def looks_marked_up(text: str) -> bool:
    """Whether text holds tags of HTML."""
    return _TAGS.search(text) is not None


def unwrapped(text: str) -> list[str]:
    """The paragraphs of text whose lines are of a printer's width.

    Paragraphs are parted by blank lines or begin with blanks; without either, where no line is as long
    as a printer's is short, each line stays for itself.
    """
    lines = [
        line.expandtabs().rstrip()
        for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    ]
    wrapped = max(map(len, lines), default=0) <= _PRINTER_CHARS
    found: list[list[str]] = [[]]
    for line in lines:
        own = not wrapped or line.startswith(("  ", "- ", "* ", "# ", "## "))
        if not line.strip() or (own and found[-1]):
            found.append([])
        if line.strip():
            found[-1].append(line.strip())
    return [" ".join(part) for part in found if part]


_PRINTER_CHARS = 80
"""IPTC 7901 asks for lines of at most 69 characters; printers of wires had up to 80."""
