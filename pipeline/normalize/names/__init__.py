"""Who and what an article names, whatever the spelling (``recognise.capitalised``)."""
