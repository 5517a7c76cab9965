"""Execute the notebooks in place, so that their outputs are those of the committed results."""

import sys
import warnings
from contextlib import chdir
from pathlib import Path

import nbformat
from nbclient import NotebookClient

import research


def execute(path: Path) -> nbformat.NotebookNode:
    """Run a notebook from its own folder and return it with its outputs, free of times and counters that change."""
    with chdir(path.parent), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        research.load_run()  # where the default model is not kept yet, the outputs would say so
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(
        notebook,
        timeout=600,
        kernel_name="python3",
        coalesce_streams=True,
        resources={"metadata": {"path": str(path.parent)}},
    ).execute()
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    return notebook


if __name__ == "__main__":
    for path in sorted(Path(__file__).parent.glob("*.ipynb")):
        nbformat.write(execute(path), path)
        sys.stdout.write(f"{path.name}\n")
