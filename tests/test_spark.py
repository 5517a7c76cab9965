"""Labelling on Spark: the labels of the local path, whatever way the rows lie."""

import csv
import os
import random
import shutil
import sys
from dataclasses import replace
from itertools import groupby

import numpy as np
import pytest

from research.codebook import read_codebook
from research.errors import DataError
from research.model.storage import Model, read_model, write_model
from research.report.batch import COLUMNS, label_documents
from research.report.trained import read_run_model
from research.shipped import shipped_path
from research.spark import label_dataframe, tabulate_distribution
from research.text.documents import Document

CODEBOOK = read_codebook()
ROOT = shipped_path("codebook.toml").parent.parent
NOTICE = "更多范文请加QQ群：123456\n版权所有 范文网"


@pytest.fixture(scope="session")
def spark(tmp_path_factory):
    try:
        import pyarrow as _
        from pyspark.sql import SparkSession
    except ImportError:
        lacking = "pyspark or pyarrow"
    else:
        lacking = "" if shutil.which("java") or os.environ.get("JAVA_HOME") else "Java"
    if lacking:
        if os.environ.get("NEEDS_SPARK"):
            pytest.fail(f"{lacking} is not here")
        pytest.skip(f"{lacking} is not here")
    folder = tmp_path_factory.mktemp("spark")
    quiet = folder / "log4j2.properties"
    quiet.write_text("rootLogger.level = off\n")
    settings = {
        "spark.ui.enabled": "false",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile={quiet.as_uri()}",
        "spark.local.dir": str(folder / "local"),
        "spark.pyspark.python": sys.executable,
        "spark.executorEnv.PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
        "spark.sql.shuffle.partitions": "3",
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
    }
    builder = SparkSession.builder.master("local[2]").appName("tests")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    yield session
    session.stop()
