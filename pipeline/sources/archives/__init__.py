"""Archives: finite sources for backfill.

=============  ==================================================  ================================
``delimited``  CSV: a header, then an article a record             position: byte of the record
``parquet``    Parquet, with ``storyfold[parquet]``                position: number of the row
``warc``       WARC, as web crawls publish pages                   position: byte of the record
``url_list``   addresses, a line each, fetched                     position: byte of the line
``order``      any of them, all together, in order of time         position: rank in that order
``kinds``      which of them a file is                             by ending, or by its first bytes
``pacing``     how fast an archive may go, and when it must wait   pure
=============  ==================================================  ================================
"""
