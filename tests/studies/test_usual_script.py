"""The usual script, which whole commands are compared with."""

import pandas as pd
import pytest

from research.studies import usual_script


@pytest.mark.slow
def test_every_sentence_of_files_and_of_a_table_is_labelled(small_corpus, tmp_path, monkeypatch):
    monkeypatch.setattr(usual_script, "shipped_path", lambda _: small_corpus / "sentences.csv")
    texts = {"a": "新建医院两所。粮食播种面积稳定在40万亩；\n", "b": "修建公路80公里"}
    (tmp_path / "files").mkdir()
    for name, text in texts.items():
        (tmp_path / "files" / f"{name}.txt").write_text(text, "utf-8")
    pd.DataFrame(texts.items(), columns=["id", "text"]).to_csv(tmp_path / "table.csv", index=False)
    usual_script.main([str(tmp_path / "files"), str(tmp_path / "out.csv"), usual_script.SVM])
    table = pd.read_csv(tmp_path / "out.csv")
    assert table["sentence"].tolist() == ["新建医院两所。", "粮食播种面积稳定在40万亩；", "修建公路80公里"]
    assert table["document"].tolist() == ["a", "a", "b"]
    assert table["domain"].tolist()[:2] == ["health", "agriculture"]
    assert usual_script.read_texts(tmp_path / "table.csv") == texts
