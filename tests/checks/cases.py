"""The cases of fixtures/checks: what one text shows about one check, and the run that proves it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import gouji
from gouji import pipeline
from gouji.assist.assistant import Assignment
from gouji.model.finding import Finding
from gouji.model.run import Entry, Run
from tests.assist.reader import Reader
from tests.cases import FIXTURES, load, place_of, squeezed

FOLDER = FIXTURES / "checks"
_TASKS = {"WX30": "label-figures", "WX31": "compare-statements"}  # the checks that only the assistant sets going
_FIELDS = {
    "good": {"quote"},
    "bad": {"quote", "kind", "severity", "cause", "expected", "says"},
    "skip": {"quote", "reason"},
}


@dataclass(frozen=True)
class Case:
    """One case. `shape` is good, bad or skip; `name` says what it shows; `fields` hold what should come of it."""

    code: str
    shape: str
    name: str
    text: str
    suffix: str
    fields: dict[str, str]
    reader: dict[str, Any] | None = None
    prior: tuple[str, ...] = ()

    def run(self, folder: Path, *codes: str) -> Run:
        """Return the run of the real pipeline over the text as a file, with the check alone or with the codes given."""
        path = folder / f"report{self.suffix}"
        path.write_text(self.text, "utf-8")
        settings = gouji.Settings(select=codes or (self.code,))
        if self.prior:
            others = [folder / f"prior{number}.md" for number in range(len(self.prior))]
            for other, text in zip(others, self.prior, strict=True):
                other.write_text(text, "utf-8")
            return gouji.check(str(path), prior=[str(other) for other in others], settings=settings)
        if self.reader is None:
            return gouji.check(str(path), settings=settings)
        reader = Reader({_TASKS[self.code]: self.reader})
        return pipeline.check(str(path), settings=settings, assignment=Assignment(reader))  # type: ignore[arg-type]

    def findings(self, run: Run) -> list[Finding]:
        """Return the findings of the check the case is about."""
        assert run.crashes == ()
        return [finding for finding in run.findings if finding.check == self.code]

    def entry(self, run: Run) -> Entry:
        """Return the figure the quote ends with."""
        start, end = place_of(run.document.sources[0].text, self.fields["quote"])
        spans = [(entry, entry.figure.span) for entry in run.ledger]
        inside = [entry for entry, span in spans if span.file == 0 and start <= span.start and span.end <= end]
        assert inside, f"引文“{self.fields['quote']}”里没有读出数"
        return inside[-1]


def cases(shape: str) -> list[Case]:
    """Return all cases of one shape."""
    return [case for case in all_cases() if case.shape == shape]


@cache
def all_cases() -> tuple[Case, ...]:
    """Return every case of the folder, in the order of the files."""
    return tuple(
        _case(path.stem, key, dict(given)) for path in sorted(FOLDER.glob("*.yml")) for key, given in load(path).items()
    )


def _case(code: str, key: str, given: dict[str, Any]) -> Case:
    shape, _, name = key.partition(" ")
    text, document = given.pop("text", None), given.pop("document", None)
    if shape not in _FIELDS or not name or (text is None) is (document is None):
        raise ValueError(f"{code} {key}：键应以 good、bad、skip 开头，并有 text 或 document 之一")
    reader, prior = given.pop("reader", None), given.pop("prior", ())
    if unknown := given.keys() - _FIELDS[shape]:
        raise ValueError(f"{code} {key}：没有这样的字段：{'、'.join(sorted(unknown))}")
    if reader is not None and _TASKS[code] == "label-figures":
        reader = {"figures": [], "relations": []} | reader
    fields = {field: squeezed(str(value)) for field, value in given.items()}
    return Case(
        code,
        shape,
        name,
        document or text,
        ".md" if document else ".txt",
        fields,
        reader,
        (prior,) if isinstance(prior, str) else tuple(prior),
    )
