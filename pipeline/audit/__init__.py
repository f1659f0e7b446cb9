"""Proof that every accepted record is in exactly one place.

``stored``     what the database alone can show: rows, journal, stories and their records
``logged``     each record of the input topics against the database
``announced``  each story's newest record on the compacted topics against the one in the store

The database is read as it is at one moment, the log below the positions that it had then, so live
traffic goes on beside.
"""

from pipeline.audit.findings import Findings
from pipeline.audit.logged import audit_log
from pipeline.audit.stored import audit_stored

__all__ = ["Findings", "audit_log", "audit_stored"]
