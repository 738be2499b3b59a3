"""Learns the small weights that the engine reads, from corpora that stay outside; nothing at run time imports it."""
