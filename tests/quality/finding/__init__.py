"""What share of reuse is found, and at what precision: Storyfold beside what others take for it."""
