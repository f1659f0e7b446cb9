"""By what a record of the log is told to be of something that was taken out for good."""

from pipeline.engines.log_reader import Record
from pipeline.errors import Rejected
from pipeline.normalize.reading import Reading, read
from pipeline.settings import Settings
from pipeline.wire import decode_item, decode_prepared, decode_raw


def named_by(role: str, record: Record, settings: Settings) -> set[str]:
    """What a record's article may have been taken out by; nothing of one that cannot be read."""
    try:
        if role == "prepared":
            article = decode_prepared(record.value).article
            return {article.article_id, article.document_id}
        raw = decode_raw(record.value, record.headers, record.at)
        item = decode_item(raw, settings.max_item_bytes)
        is_page = item.html and not item.url  # its address stands in it
        return {*(read(item) if is_page else Reading(item, "", (), item.url)).keys}
    except Rejected:
        return set()
