"""The wheel, installed: it holds what the product needs, and nothing that is beside it."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NEEDED = (
    "crawlers/sources.toml", "alerts/templates/alert.html", "alerts/templates/alert.txt", "tidings/web/templates/newest.html",
    "tidings/web/static/tidings.css", "tidings/demo/articles/en.toml", "tidings/demo/articles/zh.toml", "tidings/migrations/env.py",
    "tidings/migrations/versions/0001_first.py", "tidings/migrations/versions/0002_events.py",
    "classifiers/rates/reference.toml", "alerts/words.toml", "tidings/web/templates/events.html", "classifiers/models/tidings-e5-small/segment0.onnx", "classifiers/models/tidings-e5-small/segment2.onnx",
    "classifiers/models/tidings-e5-small/tokenizer.json", "classifiers/models/tidings-e5-small/manifest.json", "bus/py.typed",
)  # fmt: skip
SCRIPT = """
import sys
from pathlib import Path
import archive, tidings
assert Path(archive.__file__).is_relative_to(sys.argv[1]), archive.__file__
from classifiers import model_store
from classifiers.transformer import TransformerClassifier
from crawlers.sources import load_sources
from tidings.demo.newsroom import load_stories
from tidings.web.app import create_app
model_store.check(model_store.SHIPPED)
assert TransformerClassifier().read("Corvane buys Lanterix, a drug maker", "", "en").labels == ("deal",)
assert len(load_stories()) == 40 and load_sources()
import torch_is_absent
"""


@pytest.mark.slow
def test_an_installed_wheel_works_outside_the_checkout(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--outdir", str(tmp_path), str(ROOT)], check=True, capture_output=True
    )
    [wheel] = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        archive.extractall(tmp_path / "site")
    assert set(NEEDED) <= names
    roots = {name.split("/")[0] for name in names if ".dist-info" not in name}
    assert roots == {"bus", "crawlers", "classifiers", "archive", "alerts", "consumers", "tidings"}
    script = SCRIPT.replace("import torch_is_absent", "assert 'torch' not in sys.modules")
    command = [sys.executable, "-c", f"import sys; sys.path.insert(0, sys.argv[1])\n{script}", str(tmp_path / "site")]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stderr


def test_shipped_weights_stay_within_40_megabytes() -> None:
    files = (ROOT / "classifiers/models").rglob("*")
    assert sum(f.stat().st_size for f in files if f.is_file()) <= 40_000_000
