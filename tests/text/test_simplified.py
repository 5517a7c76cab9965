"""In which script texts are read."""

from research.text.sentences import split_sentences
from research.text.simplified import convert_to_simplified, simplify


def test_each_character_stays_at_its_place():
    text = "關於發展養老服務業的意見（此件公開發布）"
    assert simplify(text) == "关于发展养老服务业的意见（此件公开发布）"
    assert len(simplify(text)) == len(text)


def test_a_simplified_text_is_the_same_object():
    text = "关于发展养老服务业的意见"
    assert simplify(text) is text
    assert convert_to_simplified(text) == text


def test_sentences_are_found_in_simplified_characters_and_shown_as_they_stand():
    text = "青嶺縣人民政府關於春耕的通知\n各鄉鎮：\n第一節 要求\n備足種子。\n（此件公開發布）"
    found = split_sentences(text)
    assert [one.kind for one in found] == ["heading", "body", "heading", "body", "boilerplate"]
    assert found[3].headings == ("青嶺縣人民政府關於春耕的通知", "第一節 要求")
    assert all(text[one.start : one.end] == one.text for one in found)
