"""How wires mark items (``marks.wire_of``), and how they send several as one or one as several (``takes``)."""
