"""Whether a run of the planted report says something new about the plant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from gouji import __version__, pipeline
from gouji.errors import GoujiError
from gouji.measure.match import MOST_EVIDENCE, Found, found_of, meets
from gouji.measure.mutation.figures import state_of
from gouji.measure.mutation.plants import Plant
from gouji.measure.places import overlap
from gouji.model.location import Span
from gouji.model.run import Run
from gouji.reporters.json import to_dict


@dataclass(frozen=True, slots=True)
class Trial:
    """One plant tried. `check` found it, None where nothing did; then `elsewhere` said something new about other places only.

    `after` is how the run left the figure there.
    """

    plant: Plant
    check: str | None
    after: str = ""
    elsewhere: str = ""
    crash: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """Plants of one report with all that a process of its own needs to try them."""

    text: str
    suffix: str
    before: tuple[Found, ...]
    plants: tuple[Plant, ...]


def tried(batch: Batch) -> list[Trial]:
    """Return the trials in the order of the plants; each plant stands alone in a copy of the report."""
    with TemporaryDirectory(prefix="gouji-") as folder:
        copy = Path(folder) / f"report{batch.suffix}"
        return [_trial(plant, batch, copy) for plant in batch.plants]


def findings_of(run: Run) -> tuple[Found, ...]:
    """Return the findings with their places."""
    return tuple(found_of(f, run.document.sources[0]) for f in to_dict(run, __version__)["findings"])


def _trial(plant: Plant, batch: Batch, copy: Path) -> Trial:
    copy.write_bytes(plant.applied(batch.text).encode("utf-8", "surrogatepass"))
    try:
        run = pipeline.check(str(copy))
    except GoujiError as error:
        return Trial(plant, None, error.code)
    except Exception as error:  # told with the result; one that crashes must not hide the others
        return Trial(plant, None, crash=f"{type(error).__name__}: {error}")
    new = _new(plant, findings_of(run), batch.before)
    elsewhere = "、".join(dict.fromkeys(f.check for f in new))
    crash = "；".join(f"{c.code} {c.error}" for c in run.crashes)
    return Trial(plant, _check_of(plant, new), _state_at(run, plant), elsewhere, crash)


def detected_by(plant: Plant, after: Sequence[Found], before: Sequence[Found]) -> str | None:
    """Return the check of the first finding of severity warning or error that is new and points at the plant."""
    return _check_of(plant, _new(plant, after, before))


def _check_of(plant: Plant, new: Sequence[Found]) -> str | None:
    place = _planted(plant)
    return next((finding.check for finding in new if _points_at(finding, place)), None)


def _new(plant: Plant, after: Sequence[Found], before: Sequence[Found]) -> list[Found]:
    """Return the loud findings that no finding of the same check said before, at the same places moved back or at more."""
    said = [(f.check, {*f.said, *f.evidence}) for f in before if f.loud]
    places = [{plant.moved(span) for span in (*f.said, *f.evidence)} for f in after]
    return [
        f
        for f, at in zip(after, places, strict=True)
        if f.loud and not any(check == f.check and at <= known for check, known in said)
    ]


def _planted(plant: Plant) -> Span:
    """Return where the plant's place stands once it is planted."""
    return Span(plant.place.start, plant.place.end + plant.growth, plant.place.file)


def _points_at(finding: Found, place: Span) -> bool:
    evidence = finding.evidence if len(finding.evidence) <= MOST_EVIDENCE else ()
    return any(meets(span, place) for span in (*finding.said, *evidence))


def _state_at(run: Run, plant: Plant) -> str:
    """Return the state of the figure at the plant, '' where none stands."""
    place = _planted(plant)
    return next((state_of(entry) for entry in run.ledger if overlap(entry.figure.span, place)), "")
