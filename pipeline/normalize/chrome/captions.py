"""Captions by the credit of their picture: ``(AFP Photo)``, ``Evan Vucci/AP``, ``Foto: dpa``."""

import re

_CAPTION_CHARS = 800
_CREDIT_CHARS = 110
_MAKERS = (
    r"(?:AP|AFP|Reuters|REUTERS|EPA|EPA-EFE|EFE|ANSA|dpa|DPA|Xinhua|TASS|Getty(?: Images)?|ANI|PTI|ANP|APA|CTK|ČTK|PAP|MTI|NTB|TT"
    r"|Anadolu(?: Agency)?|AA|Yonhap|Kyodo|Jiji|Bloomberg|CP|The Canadian Press|PA|AAP|Sipa(?: USA)?|Zuma|UPI|IANS|Keystone|imago|IMAGO"
    r"|picture alliance|Shutterstock|iStock|Alamy|NurPhoto|Pool|REX|Rex|Landov|Associated Press|The Associated Press|Unsplash|Corbis|Redux|Polaris)"
)
_KEYWORD = re.compile(
    r"\b(?:Photos?|PHOTOS?|Fotos?|FOTOS?|Images|Image|Pictures?|Pics?|File|FILE|Bild|Symbolbild|Archivbild|Archivfoto|Photograph"
    r"|Crédits?|Fotografie|Fotografía|Imagen|Imagem|Illustration|Handout|Screenshot|Screengrab|Courtesy|Kuva|Fotó|Zdjęcie|Φωτο|ФОТО|Фото)\b"
    r"|(?i:\bphoto(?:s)? (?:by|credit|courtesy)|\bfile photo|\bphoto ?[:/]|\bfoto ?[:/]|\bfot\. |\bimage ?:|\bcredit ?:|\bcrédit ?:|фото ?:)"
    r"|صورة|تصوير|عکس|צילום|写真|撮影|사진|图片|摄影|供图|攝影|[摄攝]$"
)
_MAKER = re.compile(
    rf"^{_MAKERS}\s?/\s?(?![A-Z]{{2,6}}$)[^/]{{3,50}}$|^[^/()]{{3,50}}\s?/\s?(?:[^/()]{{2,30}}/\s?)?{_MAKERS}$"
    rf"|^[^/()]{{3,40}}/[^/()]{{2,30}} via {_MAKERS}$|^[^/()]{{0,60}}\b(?:Getty Images|AP Photo|AFP Photo)\b.{{0,50}}$"
)
_AGENCIES_ONLY = re.compile(rf"^{_MAKERS}(?:\s?[/,]\s?{_MAKERS})*$")
_OPEN_END = re.compile(
    rf"(?:\b(?:[A-Z][\w.'’-]+ ){{1,3}}?[A-Z][\w.'’-]+\s?/\s?(?:[A-Z]\w+ ?){{0,3}}/?\s?{_MAKERS}|\bGetty Images|\bAP Photo|\bAFP Photo|\bPhoto via [\w ]{{2,30}}"
    rf"|\bvia (?:AP|AFP|Getty Images|Reuters|REUTERS|Associated Press)|\bAssociated Press photo|\b[Pp]icture alliance ?/ ?\w+)$"
)
_MADE = re.compile(
    rf"^(?:{_MAKERS}\s?/\s?[A-Z]|(?:AP|AFP) (?:Photo|PHOTO)\b|© ?(?:AFP|AP|REUTERS|Reuters|Getty)\b\s?[/|–-])"
)
_FILE = re.compile(
    r"^(?:FILES?\b|\(FILES?\)|File\b).{0,6}In this\b|^In this .{0,70}\b(?:file (?:photo|image|picture|frame)|photo (?:provided|released|taken|made)"
    r"|image (?:provided|released|made|taken|from))"
)
_FILED = ("FILE", "(FILE", "File", "In this ")
_HAN_MAKER = re.compile(r"[\s（(/／：:][\u3400-\u9fff·]{2,12} ?[/／]?[摄攝]$")
"""``王小明 摄``, ``（新华社记者王小明摄）``: taken by, behind the name."""
_POLISH_MAKER = re.compile(r"[\s,.]fot\. [^.!?]{2,60}$", re.IGNORECASE)
_MAKER_CHARS = 24
"""The longest maker and its slash."""
_CREDITED = ("Getty Images", "AP Photo", "AFP Photo", "Associated Press photo")
OPENINGS = ("in this", "file", "files", "ap photo", "afp photo")
LITERALS = ("via ", "fot. ", *map(str.lower, _CREDITED))
"""What a caption in ASCII begins with or holds, if it has neither a slash nor a bracket at its end."""
_OPENERS = {")": "(", "]": "[", "）": "（", "】": "【"}


def is_caption(line: str) -> bool:
    """Whether a line is the caption or the credit of a picture, by what it begins or ends with.

    ``(AFP/Reuters)`` alone at an end credits the text and is none.
    """
    if len(line) > _CAPTION_CHARS:
        return False
    last = line[-1:]
    if last in _OPENERS:
        at = line.rfind(_OPENERS[last])
        credit = line[at + 1 : -1].strip()
        if at < 0 or len(credit) > _CREDIT_CHARS or _AGENCIES_ONLY.match(credit):
            return False
        return _KEYWORD.search(credit) is not None or _MAKER.match(credit) is not None
    filed = line.startswith(_FILED) and _FILE.match(line) is not None
    first = line[:1]
    made = first in "A©" or (first in "REGFXIDPT" and "/" in line[:_MAKER_CHARS])
    if filed or (made and _MADE.match(line)):
        return len(line) <= 80 or last != "." or filed
    if last in "摄攝":
        return _HAN_MAKER.search(line[-24:]) is not None
    return last.isalpha() and _is_credited(line[-90:])


def _is_credited(end: str) -> bool:
    """Whether a line that no bracket closes ends with the credit of a picture."""
    if "fot. " in end and _POLISH_MAKER.search(end):
        return True
    told = "/" in end or "via " in end or end.endswith(_CREDITED)
    return told and _OPEN_END.search(end) is not None
