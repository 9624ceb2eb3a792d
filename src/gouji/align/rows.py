"""Look-up of table rows by label, exactly or nearly."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from gouji.lexicon.profile import spellings
from gouji.model.table import Row, Table

# A label that is at least this much alike (rapidfuzz ratio, 0…100) is worth tokenising; below 75 the nearest row of a
# subject the table does not have was as near as the right row of a misspelt one.
_WORTH_A_LOOK = 75.0
_ALIKE = 80.0  # on jieba tokens, sorted
_SHORTEST = 5


class RowIndex:
    """Rows of all typed tables by every spelling of their label."""

    def __init__(self, tables: Sequence[Table]) -> None:
        self._rows: dict[str, list[tuple[Table, Row]]] = defaultdict(list)
        for table in tables:
            for row in table.rows:
                if row.label and not row.key.startswith("@"):
                    for spelling in spellings(row.label):
                        self._rows[spelling].append((table, row))
        self._tokenizer: Tokens | None = None

    def exact(self, label: str) -> list[tuple[Table, Row]]:
        """Return the rows whose label this is."""
        found: dict[int, tuple[Table, Row]] = {}
        for spelling in spellings(label):
            for table, row in self._rows.get(spelling, ()):
                found.setdefault(id(row), (table, row))
        return list(found.values())

    def near(self, words: str) -> tuple[str, float] | None:
        """Return the label most like some words and how alike they are (0…1), or None when none is alike enough."""
        if len(words) < _SHORTEST or not self._rows:
            return None
        from rapidfuzz import fuzz, process

        best = process.extract(words, self._rows.keys(), scorer=fuzz.ratio, score_cutoff=_WORTH_A_LOOK, limit=3)
        if not best:
            return None
        label, score, _ = best[0]
        if len(label) == len(words) and sum(a != b for a, b in zip(label, words, strict=True)) == 1:
            return label, score / 100  # one character mistyped
        if self._tokenizer is None:
            self._tokenizer = Tokens(list(self._rows))
        scored = [(label, fuzz.ratio(*map(self._tokenizer.sorted, (words, label)))) for label, _, _ in best]
        label, score = max(scored, key=lambda s: s[1])
        return (label, score / 100) if score >= _ALIKE else None


class Tokens:
    """A jieba tokenizer that knows only this document's labels: no default dictionary, no cache file."""

    def __init__(self, labels: Sequence[str]) -> None:
        import jieba

        self._jieba = jieba.Tokenizer()
        self._jieba.initialized = True
        for label in labels:
            for word in (label, *_pieces(label)):
                self._jieba.FREQ[word] = self._jieba.FREQ.get(word, 0) + 1
                for i in range(1, len(word)):
                    self._jieba.FREQ.setdefault(word[:i], 0)
        self._jieba.total = sum(self._jieba.FREQ.values()) or 1

    def sorted(self, words: str) -> str:
        """Return the tokens in a fixed order, so that two spellings with parts exchanged are alike."""
        return " ".join(sorted(self._jieba.cut(words, HMM=False)))


def _pieces(label: str) -> list[str]:
    """Return the two-character pieces of a label, its smallest words."""
    return [label[i : i + 2] for i in range(0, len(label) - 1, 2)]
