"""Vietnamese text: cleaning, folding without tones, keys for searching and for sorting. Import from here only."""

from tinhso.kernel.vietnamese.characters import clean_text, fold
from tinhso.kernel.vietnamese.ranking import MatchRank, match_rank
from tinhso.kernel.vietnamese.searching import search_key
from tinhso.kernel.vietnamese.sorting import sort_key

__all__ = ["MatchRank", "clean_text", "fold", "match_rank", "search_key", "sort_key"]
