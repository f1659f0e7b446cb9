"""Direct quotations and who said them (``quotations.quotations``)."""
