"""What an installed wheel holds, and that it labels from an empty folder."""

import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import docx
import matplotlib as mpl
import pandas as pd
import pytest

from research import __version__
from research.model.examples import INSTRUMENTS, ITEMS, KEY_WORDS

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def environment(wheel, small_corpus, tmp_path_factory) -> Path:
    """A virtual environment with the wheel, which finds what the wheel needs where these tests find it.

    The corpus in it is the small one, and of the other examples the first few hundred are left: the shipped ones take
    a quarter of a minute to learn from.
    """
    folder = tmp_path_factory.mktemp("installed")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    python = folder / "bin" / "python"
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*install, "--disable-pip-version-check", str(wheel)], check=True, capture_output=True)
    (packages,) = folder.glob("lib/python*/site-packages")
    (packages / "needed.pth").write_text(sysconfig.get_path("purelib"), "utf-8")
    for name in ("documents.csv", "sentences.csv"):
        shutil.copy(small_corpus / name, packages / "research" / "data" / "corpus")
    for name in (INSTRUMENTS, ITEMS, KEY_WORDS):
        table = pd.read_csv(packages / "research" / "data" / name, encoding="utf-8-sig", dtype=str)
        table.head(300).to_csv(packages / "research" / "data" / name, index=False, encoding="utf-8-sig")
    return folder


def test_the_wheel_holds_everything_that_training_and_labelling_need(wheel):
    assert wheel.name == f"policy_domains-{__version__}-py3-none-any.whl"
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    shipped = {f"research/{path.relative_to(ROOT)}" for path in (ROOT / "data").rglob("*") if path.is_file()}
    modules = {path.relative_to(ROOT).as_posix() for path in (ROOT / "research").rglob("*.py")}
    assert len(shipped) >= 7
    assert shipped | modules <= names


@pytest.mark.skipif(sys.platform == "win32", reason="the folders of an environment have other names there")
def test_from_an_empty_folder_a_document_is_labelled_twice_and_the_model_fitted_once(environment, tmp_path):
    work = tmp_path / "work"
    work.mkdir()
    speech = docx.Document()
    for text in ("一、抓好医疗卫生", "县人民医院新院区建成投用，新增床位300张。"):
        speech.add_paragraph(text)
    speech.save(str(work / "speech.docx"))
    surroundings = {"HOME": str(tmp_path / "home"), "XDG_CACHE_HOME": str(tmp_path / "home" / "cache")}
    surroundings |= {"PATH": os.environ["PATH"], "MPLCONFIGDIR": mpl.get_cachedir()}
    command = [environment / "bin" / "research", "label", "speech.docx", "--overwrite"]
    said = []
    for _ in range(2):
        done = subprocess.run(command, cwd=work, env=surroundings, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert done.stdout == "results/labelled/report.html\n"
        said.append(done.stderr.splitlines())
    first, second = said
    assert "no trained run there; fitting the default model, once" in first[0]
    assert "no trained run there; using the default model" in second[0]
    assert first[1:] == second[1:]
    assert len(list((tmp_path / "home").rglob("model.npz"))) == 1
    table = pd.read_csv(work / "results" / "labelled" / "sentences.csv")
    assert table["text"].tolist() == ["一、抓好医疗卫生", "县人民医院新院区建成投用，新增床位300张。"]
    assert table["domain"].iloc[1] == "health"
    assert {path.name for path in work.iterdir()} == {"speech.docx", "results"}
