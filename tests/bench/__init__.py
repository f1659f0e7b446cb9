"""Speed against real peers, in one run on one machine; ratios count, not seconds."""
