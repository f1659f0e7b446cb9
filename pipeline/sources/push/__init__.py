"""Articles that are pushed to us over HTTP: ``POST /articles``, ninjs, Superdesk.

==================  =====================================================================
``config``          what an operator sets; made into the server by ``open``
``server``          the live source: listens, stops without losing an answer
``connections``     sockets, TLS, how many at once
``operations``      paths, how each is described, who is let in
``articles``        ``POST /articles``: one, many, a stream of JSON Lines
``ninjs``           ``POST /ninjs`` and Superdesk's signed push
``keys``            API keys and shared secrets, from a file that is read again
``bodies``          a request's bytes: decompressed, bounded in size, time and memory
``items``           a body cut into items
``door``            items checked, handed to the inlet, counted
``answers``         what a sender is told; RFC 9457
``openapi``         the description of it all, made from what the server uses
==================  =====================================================================
"""

from pipeline.sources.push.config import Push

__all__ = ["Push"]
