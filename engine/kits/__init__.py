"""Kits that check what others bring: each returns sentences, none where it is sound."""
