"""Label Studio: sentences to label in the JSON that it imports, and the labels in the JSON that it exports."""

from collections.abc import Mapping
from types import MappingProxyType
from xml.sax.saxutils import quoteattr

from research.codebook import Codebook
from research.errors import InputError

Record = dict[str, object]
_HOTKEYS = "1234567890qwertasdfgzxcvbyuiophjklnm"
_CONFIG = """<View>
  <Header value="$headings" size="5"/>
  <Text name="text" value="$text"/>
  <Choices name="domain" toName="text" choice="single-radio" showInline="true" required="true">
{domains}
  </Choices>
  <Header value="第二领域 Secondary domain" size="6"/>
  <Choices name="secondary" toName="text" choice="single" showInline="true">
{secondary}
  </Choices>
  <TextArea name="note" toName="text" rows="2" maxSubmissions="1" placeholder="备注 Note"/>
  <Text name="context" value="$context"/>
</View>
"""


def describe_label_studio(codebook: Codebook) -> str:
    """Return the labelling configuration that a Label Studio project for this codebook needs.

    Coders see Chinese names; what is saved is the domain's id, its ``alias``.

    Parameters
    ----------
    codebook
        The domains to choose from, in its order; the first 36 get a key each.

    Examples
    --------
    >>> from research.codebook import read_codebook
    >>> print(describe_label_studio(read_codebook()).splitlines()[4])
        <Choice value="经济运行与财税金融" alias="economy" hint="Economy, public finance and markets" hotkey="1"/>
    """
    choices = [
        f"    <Choice value={quoteattr(domain.name_zh)} alias={quoteattr(domain.id)} hint={quoteattr(domain.name_en)}"
        for domain in codebook.domains
    ]
    keys = [f' hotkey="{key}"' for key in _HOTKEYS] + [""] * len(choices)
    return _CONFIG.format(
        domains="\n".join(f"{choice}{key}/>" for choice, key in zip(choices, keys, strict=False)),
        secondary="\n".join(f"{choice}/>" for choice in choices),
    )


def make_item(record: Mapping[str, object]) -> Record:
    """Return a task in Label Studio's form of import.

    Parameters
    ----------
    record
        The fields of a task. Its proposal becomes a prediction, its label an annotation. The coder is in
        ``data`` only: Label Studio refuses a ``completed_by`` that is not one of its own users.

    Examples
    --------
    >>> item = make_item({"text": "建医院。", "proposal": "health", "probability": 0.5, "domain": ""})
    >>> item["predictions"][0]["score"], "annotations" in item
    (0.5, False)
    """
    item: Record = {"data": dict(record)}
    if record.get("proposal"):
        prediction: Record = {"model_version": "research", "result": [_choose("domain", record["proposal"])]}
        if record.get("probability") is not None:
            prediction["score"] = record["probability"]
        item["predictions"] = [prediction]
    if record.get("domain"):
        result = [_choose(name, record[name]) for name in ("domain", "secondary") if record.get(name)]
        if record.get("note"):
            result.append(
                {"from_name": "note", "to_name": "text", "type": "textarea", "value": {"text": [record["note"]]}}
            )
        item["annotations"] = [{"result": result}]
    return item


def read_item(item: Mapping[str, object], place: str, names: Mapping[str, str] = MappingProxyType({})) -> list[Record]:
    """Return the records of a task that Label Studio exported: one for each coder, or one without a label.

    Annotations that their coder cancelled are left out.

    Parameters
    ----------
    item
        One task of the export, with ``data``.
    place
        What a message calls it.
    names
        What controls and fields of other projects are called here, by the names that they have there.

    Raises
    ------
    InputError
        If the task is not of Label Studio's form, or a label comes from a control that
        `describe_label_studio` does not have.

    Examples
    --------
    >>> choice = {"from_name": "domain", "to_name": "text", "type": "choices", "value": {"choices": ["health"]}}
    >>> read_item({"data": {"text": "建医院。"}, "annotations": [{"completed_by": 7, "result": [choice]}]}, "a.json")
    [{'text': '建医院。', 'domain': 'health', 'secondary': '', 'coder': '7'}]
    """
    try:
        data: Record = dict(item["data"])  # type: ignore[call-overload] # what is no mapping is refused below
        if "annotations" not in item:
            return [data]
        given = [a for a in item["annotations"] or [] if not a.get("was_cancelled")]  # type: ignore[attr-defined]
        if not given:
            return [data | {"domain": "", "secondary": ""}]
        return [data | _read_annotation(annotation, place, names) for annotation in given]
    except (AttributeError, TypeError, ValueError, KeyError, IndexError):
        raise InputError(f"{place}: not of Label Studio's form; export the project as JSON") from None


def _choose(control: str, domain: object) -> Record:
    return {"from_name": control, "to_name": "text", "type": "choices", "value": {"choices": [domain]}}


def _read_annotation(annotation: Mapping[str, object], place: str, names: Mapping[str, str]) -> Record:
    found: Record = {"domain": "", "secondary": ""}
    strange = []
    results: list[dict[str, object]] = list(annotation["result"])  # type: ignore[call-overload] # refused above
    for result in results:
        name = str(result["from_name"])
        name, value = names.get(name.lower(), name), dict(result["value"])  # type: ignore[call-overload]
        if name in ("domain", "secondary"):
            if len(value["choices"]) > 1:
                raise InputError(f"{place}: {name} has {len(value['choices'])} choices; expected one")
            found[name] = value["choices"][0] if value["choices"] else ""
        elif name == "note":
            found["note"] = value["text"] if isinstance(value["text"], str) else "\n".join(value["text"])
        elif "choices" in value:
            strange.append(name)
    if strange and not found["domain"]:
        raise InputError(
            f"{place}: choices come from a control {strange[0]!r}; expected one that is named 'domain', or "
            f"--columns domain={strange[0]}"
        )
    coder = annotation.get("completed_by")
    if isinstance(coder, dict):
        coder = coder.get("email") or coder.get("id")
    return found if coder is None else found | {"coder": str(coder)}
