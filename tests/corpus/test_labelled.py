"""Reading a corpus, and splitting it by document."""

import os

import numpy as np
import pytest

from research.codebook import read_codebook
from research.corpus.labelled import read_corpus, split_by_document
from research.errors import InputError
from research.text.sentences import Sentence

HEADER = "document_id,sentence_id,paragraph,kind,text,domain,secondary\n"
ROWS = "a,0,0,heading,一、医疗,health,\na,1,1,body,建医院。,health,welfare\na,2,1,body,修公路；,urban_infrastructure,\nb,0,0,boilerplate,QQ群,,\nb,1,1,body,办学校。,education,\n"


def write(tmp_path, content, name="sentences.csv", encoding="utf-8"):
    path = tmp_path / name
    path.write_text(content, encoding=encoding)
    return path


def test_a_corpus_is_read_with_headings_offsets_and_without_boilerplate(tmp_path):
    write(tmp_path, HEADER + ROWS)
    write(tmp_path, "document_id,year\na,1999\nb,2020\n", "documents.csv")
    corpus = read_corpus(tmp_path, read_codebook())
    assert corpus.labels == ("health", "health", "urban_infrastructure", "education")
    assert corpus.sentences[2].headings == ("一、医疗",)
    text = "一、医疗\n建医院。修公路；"
    assert all(text[s.start : s.end] == s.text for s in corpus.sentences[:3])
    assert corpus.secondary[1] == "welfare"
    assert corpus.documents["a"]["year"] == "1999"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_file_that_excel_saved_is_read(tmp_path, encoding):
    path = write(tmp_path, "text;domain\n" + "建医院。;health\n办学校，教书育人。;education\n" * 3, encoding=encoding)
    assert read_corpus(path).labels == ("health", "education") * 3


def test_without_a_document_column_each_row_is_a_document(tmp_path):
    corpus = read_corpus(write(tmp_path, "text,domain\n建医院。,x\n办学校。,y\n"))
    assert len(set(corpus.document_ids)) == 2


def test_windows_of_a_document_stay_apart(tmp_path):
    path = write(tmp_path, "document,window,text,domain\nd,0,建医院。,x\nd,1,办学校。,y\n")
    assert read_corpus(path).document_ids == ("d#0", "d#1")


BAD = {
    "unknown label": (HEADER + ROWS.replace("education", "educaton"), r"line 6: domain 'educaton' .*'education'"),
    "unknown kind": (HEADER + ROWS.replace("heading", "title"), r"line 2: kind 'title'"),
    "no text": (HEADER + ROWS.replace("建医院。", ""), r"line 3: no text"),
    "no label": (HEADER + ROWS.replace("建医院。,health", "建医院。,"), r"line 3: no domain"),
    "an id twice": (
        HEADER + ROWS.replace("a,2,", "a,1,"),
        r"line 4: the sentence id '1' of document 'a' is there twice",
    ),
    "no text column": ("words,domain\nx,health\n", r"no column 'text'; it has words, domain"),
    "no rows": (HEADER, "no rows"),
    "empty": ("", "empty"),
}


@pytest.mark.parametrize(("content", "message"), BAD.values(), ids=BAD)
def test_a_bad_corpus_is_refused_by_line(tmp_path, content, message):
    with pytest.raises(InputError, match=message):
        read_corpus(write(tmp_path, content), read_codebook())


def test_a_missing_corpus_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"gone\.csv: cannot be read"):
        read_corpus(tmp_path / "gone.csv")


def make_sentences(documents, texts):
    return [
        Sentence(f"d{d}", n, 0, len(text), 0, "body", (), text)
        for d in range(documents)
        for n, text in enumerate(texts(d))
    ]


def test_no_document_stands_on_both_sides_of_a_split():
    sentences = make_sentences(30, lambda d: [f"第{chr(0x4E00 + 40 * d + n)}项工作已经完成了。" for n in range(8)])
    labels = [("a", "b", "c")[n % 3] for n in range(len(sentences))]
    folds = split_by_document(sentences, labels, 5, 0)
    assert sorted(np.concatenate([test for _, test in folds]).tolist()) == list(range(len(sentences)))
    for train, test in folds:
        assert not {sentences[i].document_id for i in train} & {sentences[i].document_id for i in test}


def test_a_rare_domain_is_learned_in_every_fold_and_tested_where_it_stands():
    """Eleven sparse samples with 21 domains: domains of two documents are never tested by a fold without them."""
    for seed in range(11):
        generator = np.random.default_rng(seed)
        sentences = make_sentences(40, lambda d: [f"第{chr(0x4E00 + 40 * d + n)}项工作已经完成了。" for n in range(5)])
        labels = [f"d{code:02d}" for code in generator.choice(21, 200, p=np.arange(1, 22) / 231)]
        folds = split_by_document(sentences, labels, 5, seed)
        assert sorted(np.concatenate([test for _, test in folds]).tolist()) == list(range(200))
        for label in set(labels):
            rows = [row for row, found in enumerate(labels) if found == label]
            if len({sentences[row].document_id for row in rows}) > 1:
                assert all(set(rows) & set(train.tolist()) for train, _ in folds), (seed, label)


def test_there_are_no_more_folds_than_documents_and_one_document_is_refused():
    sentences = make_sentences(3, lambda d: [f"{chr(0x4E00 + 97 * d)}事项全部办结到位。"])
    assert len(split_by_document(sentences, ["a", "b", "c"], 5, 0)) == 3
    with pytest.raises(InputError, match="one document only"):
        split_by_document(sentences[:1], ["a"], 5, 0)


@pytest.mark.slow
def test_the_same_seed_gives_the_same_split():
    corpus = read_corpus()
    first, second = (split_by_document(corpus.sentences, corpus.labels, 3, 7) for _ in range(2))
    assert all((a[1] == b[1]).all() for a, b in zip(first, second, strict=True))


def test_text_that_was_kept_from_running_as_a_formula_is_read_as_it_was(tmp_path):
    corpus = read_corpus(write(tmp_path, "text,domain\n'-5%,x\n''=1,x\n'a',x\n"))
    assert [sentence.text for sentence in corpus.sentences] == ["-5%", "'=1", "'a'"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_no_corpus(tmp_path):
    os.mkfifo(tmp_path / "a.csv")
    with pytest.raises(InputError, match="not a file"):
        read_corpus(tmp_path / "a.csv")


def test_a_corpus_as_a_table_has_a_row_for_each_sentence():
    corpus = read_corpus()
    table = corpus.to_frame()
    assert table["domain"].tolist() == list(corpus.labels)
    assert table.groupby("document_id")["sentence_id"].is_monotonic_increasing.all()
    assert corpus.codebook.ids == read_codebook().ids


def test_a_corpus_may_have_chinese_names_of_columns_and_domains(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(
        "文档;句子;领域;第二领域\n001;新建医院。;卫生健康与疫情防控;\n001;修建公路。;Economy, public finance and markets;health \n".encode(
            "gbk"
        )
    )
    corpus = read_corpus(path, read_codebook())
    assert corpus.labels == ("health", "economy")
    assert corpus.secondary == ("", "health")
    assert corpus.document_ids == ("001", "001")


def test_what_is_known_of_documents_is_read_in_any_form(tmp_path):
    (tmp_path / "sentences.csv").write_text("document_id,text,domain\n007,修路。,roads\n")
    (tmp_path / "documents.csv").write_bytes("文档编号\t年份\tProvince\n007\t2020\t甲省\n".encode("utf-16"))
    assert read_corpus(str(tmp_path)).documents["007"] == {"document_id": "007", "year": "2020", "province": "甲省"}


def test_kinds_ignore_case(tmp_path):
    (tmp_path / "a.csv").write_text("text,domain,kind\n一、道路,roads,Heading\n修路。,roads, \n")
    assert [sentence.kind for sentence in read_corpus(tmp_path / "a.csv").sentences] == ["heading", "body"]
