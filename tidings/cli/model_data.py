"""What the commands of `model` share: the files they are given, read (errors name the file and the cure), and the bar of a training."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tidings.cli.context import InputError

if TYPE_CHECKING:
    from classifiers.training.dataset import Example


@contextmanager
def _readable() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise InputError(f"{error.filename}: cannot be read: {error.strerror}") from error


def examples(
    data: Sequence[Path], labels: Sequence[Path] | None, texts: Sequence[Path] | None, extra: Sequence[Path] | None
) -> tuple[list[Example], list[Example], list[Example]]:
    """Articles that measure and train, those that were chosen and read, those that only train."""
    from classifiers.training.dataset import join_labels, read_examples

    if labels and not texts:
        raise InputError("--labels carry no text; name the files that do with --texts")
    with _readable():
        plain = [e for path in data for e in read_examples(path)]
        read = [e for path in labels or () for e in join_labels(path, texts or ())]
        written = [e for path in extra or () for e in read_examples(path, need_labels=False)]
    return plain, read, written


def annotated(
    files: Sequence[Path] | None, places: Sequence[Path] | None, texts: Sequence[Path] | None
) -> list[dict[str, Any]]:
    """Articles with their events, with text and without."""
    from classifiers.training.tagged import join_annotations, read_annotated

    if places and not texts:
        raise InputError("--annotations carry no text; name the files that do with --texts")
    with _readable():
        return [*read_annotated(files or ()), *(row for path in places or () for row in join_annotations(path, texts or ()))]


def texts_of(files: Sequence[Path]) -> list[str]:
    from classifiers.training.dataset import read_texts

    with _readable():
        return [text for path in files for text in read_texts(path)]


@contextmanager
def training_bar() -> Iterator[Callable[[str, int, int, float], None]]:
    """A progress bar on standard error: call with what is trained, the step, the steps and the loss."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"), TextColumn("loss {task.fields[loss]:.3f}"),
        BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
    )  # fmt: skip
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task("train", total=None, loss=0.0)
        yield lambda name, step, steps, loss: progress.update(task, description=name, completed=step, total=steps, loss=loss)
