"""Storyfold beside what others fold news with, on the same labelled streams in one run.

``one_pass``  join the nearest above a threshold, over TF-IDF or a sentence model
``near_copies``  components of near duplicates: MinHash and LSH of datasketch and of rensa
``batch``  the whole set at once: HDBSCAN over a sentence model's vectors, as BERTopic does
"""
