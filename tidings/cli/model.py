"""model: train, evaluate, export and describe a classifier. Needs the extra `train`: pip install 'tidings[train]'."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from tidings.cli import model_data, model_measures
from tidings.cli.context import InputError

if TYPE_CHECKING:
    from classifiers.training.dataset import Example
    from classifiers.training.recipe import Split

model_app = typer.Typer(
    help="Train, measure and export a classifier of your own.\n\n"
    "`train DATA --output RUN`, then `export RUN DATA --output FOLDER`, then `evaluate DATA --model FOLDER`, and in "
    'tidings.toml: model = "FOLDER". DATA is JSON Lines: title, text, labels, and if you have them id, language, unsure, '
    "source, date.",
    no_args_is_help=True,
)
Data = Annotated[list[Path], typer.Argument(help="JSON Lines of labelled articles, plain or gzipped.")]
Labels = Annotated[list[Path] | None, typer.Option(help="Further labels without text: id, labels, unsure. Need --texts.")]
Texts = Annotated[list[Path] | None, typer.Option(help="JSON Lines with the texts (id, title, text) of --labels.")]
Extra = Annotated[list[Path] | None, typer.Option(help="JSON Lines of articles that only train: written for it, not news.")]
EventGold = Annotated[
    list[Path] | None,
    typer.Option(
        "--annotated", help="JSON Lines of articles with their events, as benchmarks/events: they train the tags of words."
    ),
]
Annotations = Annotated[
    list[Path] | None, typer.Option(help="The same without text: id, and events whose names are places. Need --texts.")
]
Teacher = Annotated[
    list[Path] | None,
    typer.Option(
        help="JSON Lines of what another model says of the articles (id, scores), as `tidings classify` writes it: learned half "
        "and half with the labels. Of several, the mean. Articles of --extra then need no labels."
    ),
]
Precision = Annotated[
    Literal["float32", "bfloat16", "float16"],
    typer.Option(help="Of the products. bfloat16 or float16 can be up to twice as fast, by what the CPU has."),
]
Seed = Annotated[int, typer.Option(help="The same seed gives the same model on the same machine.")]
Fold = Annotated[int, typer.Option(help="Which fifth of the stories measures and is not trained on: 0 to 4.", min=0, max=4)]


def register(app: typer.Typer) -> None:
    app.add_typer(model_app, name="model")


@model_app.command()
def train(
    data: Data,
    output: Annotated[Path, typer.Option(help="Folder of the run; an unfinished one there is gone on with.")],
    labels: Labels = None,
    texts: Texts = None,
    extra: Extra = None,
    teacher: Teacher = None,
    annotated: EventGold = None,
    annotations: Annotations = None,
    fold: Fold = 0,
    epochs: Annotated[int, typer.Option(min=1)] = 3,
    tag_epochs: Annotated[int, typer.Option(min=1, help="How often the annotated articles are read.")] = 5,
    variants: Annotated[
        int, typer.Option(min=0, help="Of each annotated article so many more, with other companies in it; read as often.")
    ] = 0,
    mixtures: Annotated[
        int,
        typer.Option(min=0, help="Of each annotated article so many more, with sentences of others in it; read as often."),
    ] = 0,
    seed: Seed = 13,
    precision: Precision = "float32",
    start: Annotated[
        Path | None, typer.Option(help="Go on from the network of this finished run or model folder, not from the base.")
    ] = None,
    frozen: Annotated[
        int,
        typer.Option(
            help="Exits of --start up to which nothing is trained: it is faster, and vectors stay as they were.", min=0
        ),
    ] = 0,
    vocabulary: Annotated[
        list[Path] | None,
        typer.Option(help="JSON Lines whose texts choose the word pieces anew. [default: those that ship]"),
    ] = None,
) -> None:
    """Tune the base model on labelled articles. Ctrl-C stops it; the same command goes on where it stopped."""
    recipe = _recipe()
    from classifiers.training.dataset import read_teachers, taught
    from classifiers.training.train import TrainingArguments

    if frozen and not start:
        raise InputError("--frozen keeps layers of --start as they are; name a run or a model folder with --start")
    if start and vocabulary:
        raise InputError("--start brings its own vocabulary; leave out --vocabulary")
    parts, pieces = _split(data, labels, texts, fold, extra), model_data.texts_of(vocabulary or ())
    articles = taught(parts.train, read_teachers(teacher or ()))
    typer.echo(
        f"training on {len(articles)} articles; {len(parts.calibration)} calibrate, {len(parts.test)} measure", err=True
    )
    tagged = recipe.apart(model_data.annotated(annotated, annotations, texts), parts)
    arguments = TrainingArguments(
        epochs=epochs,
        tag_epochs=tag_epochs,
        variants=variants,
        mixtures=mixtures,
        seed=seed,
        precision=precision,
        frozen=frozen,
    )
    with model_data.training_bar() as on_step:
        recipe.run(output, articles, arguments, partial(on_step, "train"), start, pieces, tagged)
    typer.echo(f"the network is in {output}; next: tidings model export {output} DATA --output FOLDER", err=True)


@model_app.command("cross-validate")
def cross_validate(
    data: Data,
    output: Annotated[Path, typer.Option(help="Folder of the five runs; finished ones there are not trained again.")],
    labels: Labels = None,
    texts: Texts = None,
    extra: Extra = None,
    epochs: Annotated[int, typer.Option(min=1)] = 3,
    seed: Seed = 13,
    precision: Precision = "float32",
) -> None:
    """What training reaches on DATA: five trainings, each measured on the fifth of the stories that it did not see.

    What --labels and --extra hold of other stories trains first, once for all five; then each goes on with its own. Ctrl-C stops it; the same command goes on where it stopped. Measured is the network
    in full precision at a threshold of 0.5.
    """
    _recipe()
    from classifiers.training import report
    from classifiers.training.folds import cross_validate
    from classifiers.training.train import TrainingArguments

    examples, read, written = model_data.examples(data, labels, texts, extra)
    written, _ = model_measures.by_labels(written)
    arguments = TrainingArguments(epochs=epochs, seed=seed, precision=precision)
    with model_data.training_bar() as on_step:
        judged = cross_validate(output, examples, read, written, arguments, on_step)
    typer.echo(report.tables(report.numbers(judged)))


@model_app.command()
def mean(
    runs: Annotated[list[Path], typer.Argument(help="Finished runs or exported folders that went on from one another.")],
    output: Annotated[Path, typer.Option(help="Folder of the run to write; export it as any other.")],
    texts: Texts = None,
    annotated: EventGold = None,
    annotations: Annotations = None,
    apart_from: Annotated[
        list[Path] | None,
        typer.Option(help="Labelled articles: what is annotated of a story that measures the model fits no tags."),
    ] = None,
    labels: Labels = None,
) -> None:
    """Take the mean of networks, weight by weight: often better than each, at the cost of one."""
    recipe, rows = _recipe(), model_data.annotated(annotated, annotations, texts)
    if labels and not apart_from:
        raise InputError("--labels only says what measures the model; name the labelled articles with --apart-from")
    if apart_from:
        rows = recipe.apart(rows, _split(apart_from, labels, texts, 0, None))
    recipe.mean(runs, output, rows)
    typer.echo(f"the network is in {output}; next: tidings model export {output} DATA --output FOLDER", err=True)


@model_app.command()
def export(
    run: Annotated[Path, typer.Argument(help="The folder that `train` wrote.")],
    data: Data,
    output: Annotated[Path, typer.Option(help="The model folder to write.")],
    labels: Labels = None,
    texts: Texts = None,
    extra: Extra = None,
    fold: Fold = 0,
    name: Annotated[str, typer.Option(help="Kept with every classification.")] = "my-model",
    version: Annotated[str, typer.Option()] = "1",
) -> None:
    """Write the folder that tidings loads: int8, calibrated on the articles that were kept aside, with its card.

    Name the same DATA, --labels, --texts and --extra as in `train`: they tell which articles were kept aside.
    """
    recipe = _recipe()
    examples, read, written = model_data.examples(data, labels, texts, extra)
    parts = recipe.split(examples, read, fold, written)
    recipe.export(run, output, name, version, parts.calibration)
    annotated = int(recipe.load_run(run)[2].get("annotated", 0))
    model_measures.measure(
        output, parts.test, _made_of(parts, read, written, annotated), model_measures.baselines(parts, parts.test)
    )
    typer.echo(f'{output} is ready: set model = "{output}" in tidings.toml', err=True)


def _made_of(parts: Split, read: Sequence[Example], written: Sequence[Example], annotated: int) -> str:
    """What trained the model, in words."""
    chosen, own, scored = ({e.id for e in group} for group in (read, *model_measures.by_labels(written)))
    kinds = [
        "read" if e.id in chosen else "written" if e.id in own else "scored" if e.id in scored else "plain"
        for e in parts.train
    ]
    said = [f"{kinds.count('plain'):,} articles"]
    if chosen:
        said.append(f"{kinds.count('read'):,} of {len(read):,} that were chosen and read")
    if own:
        said.append(f"{kinds.count('written'):,} that were written for it")
    if scored:
        said.append(f"{kinds.count('scored'):,} that other models scored")
    if annotated:
        said.append(f"{annotated:,} annotated with their events, for the tags")
    return " and ".join([", ".join(said[:-1]), said[-1]]) if said[1:] else said[0]


@model_app.command()
def evaluate(
    data: Data,
    model: Annotated[Path | None, typer.Option(help="A model folder. [default: the one that ships]")] = None,
    labels: Labels = None,
    texts: Texts = None,
    fold: Fold = 0,
    everything: Annotated[bool, typer.Option("--all", help="All of DATA, not only the fold that was kept aside.")] = False,
    baselines: Annotated[bool, typer.Option(help="Beside keyword rules and TF-IDF with logistic regression.")] = True,
    picture: Annotated[Path | None, typer.Option(help="Write the reliability curve as a PNG.")] = None,
) -> None:
    """Precision, recall and F1 per label, language, length and source, with intervals, next to two baselines."""
    _recipe()
    from classifiers import model_store
    from classifiers.training import report

    parts = _split(data, labels, texts, fold)
    examples = [*parts.train, *parts.calibration, *parts.test] if everything else parts.test
    judged = model_measures.judge(model or model_store.SHIPPED, examples)
    beside = model_measures.baselines(parts, examples) if baselines and not everything else {}
    typer.echo(report.tables(report.numbers(judged, beside)))
    if picture:
        report.picture(judged, picture)


@model_app.command()
def card(folder: Annotated[Path, typer.Argument(help="A model folder that `export` wrote.")]) -> None:
    """Write the card of a model from its numbers: README.md in its folder."""
    _recipe()
    from classifiers.training import report

    try:
        (folder / "README.md").write_text(report.card(folder), encoding="utf-8")
    except FileNotFoundError as error:
        raise InputError(
            f"{folder}: {Path(error.filename).name} is missing; write it with `tidings model export`"
        ) from error
    typer.echo(f"wrote {folder / 'README.md'}", err=True)


def _recipe() -> Any:
    try:
        from classifiers.training import recipe
    except ImportError as error:
        raise InputError(f"{error.name} is not installed; pip install 'tidings[train]'") from error
    return recipe


def _split(
    data: Sequence[Path],
    labels: Sequence[Path] | None,
    texts: Sequence[Path] | None,
    fold: int,
    extra: Sequence[Path] | None = None,
) -> Split:
    examples, read, written = model_data.examples(data, labels, texts, extra)
    split: Split = _recipe().split(examples, read, fold, written)
    return split
