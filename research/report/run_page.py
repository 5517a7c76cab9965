"""The report of a run: one self-contained HTML page."""

import base64
from collections.abc import Mapping, Sequence
from pathlib import Path

import jinja2

from research.report.fonts import subset_font

_TEMPLATE = """<!doctype html>
<html lang="zh">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ title }}</title>
<style>
@font-face { font-family: "Page Sans SC"; src: url(data:font/woff;base64,{{ font }}) format("woff"); }
body { font: 16px/1.6 "Page Sans SC", system-ui, "PingFang SC", "Microsoft YaHei", sans-serif; color: #1b1b1b;
       max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2.2rem; }
.wide { overflow-x: auto; } table { border-collapse: collapse; font-size: .9rem; }
th, td { padding: .2rem .7rem; border-bottom: 1px solid #ddd; text-align: left; }
td.number { text-align: right; font-variant-numeric: tabular-nums; }
img { max-width: 100%; height: auto; } figcaption, .note { color: #555; font-size: .9rem; }
</style>
</head>
<body>
<h1>{{ title }}</h1>
{% for paragraph in summary %}<p>{{ paragraph }}</p>
{% endfor %}
{% for heading, columns, rows in tables %}
<h2>{{ heading }}</h2>
<div class="wide"><table>
<tr>{% for column in columns %}<th>{{ column }}</th>{% endfor %}</tr>
{% for row in rows %}<tr>{% for cell in row %}<td{% if cell is number %} class="number"{% endif %}>
{{- "%.3f"|format(cell) if cell is float else cell }}</td>{% endfor %}</tr>
{% endfor %}</table></div>
{% endfor %}
{% for caption, source in figures %}
<figure><img alt="{{ caption }}" src="data:image/png;base64,{{ source }}">
<figcaption>{{ caption }}</figcaption></figure>
{% endfor %}
</body>
</html>
"""

Table = tuple[str, Sequence[str], Sequence[Sequence[object]]]


def write_page(
    path: Path, title: str, summary: Sequence[str], tables: Sequence[Table], figures: Mapping[str, Path]
) -> None:
    """Write the page: paragraphs, tables, and figures with their captions, in one file.

    The file holds a font of the characters that it shows, for machines without a Chinese one.

    Parameters
    ----------
    path
        The file to write.
    title
        The title of the page.
    summary
        Paragraphs of plain text, which are escaped.
    tables
        The heading, column names and rows of each table.
    figures
        The PNG file of each figure by its caption.
    """
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    sources = [(caption, base64.b64encode(file.read_bytes()).decode()) for caption, file in figures.items()]
    template = environment.from_string(_TEMPLATE)
    content = {"title": title, "summary": summary, "tables": tables, "figures": sources}
    characters = "".join(sorted(set(template.render(font="", **content))))
    font = base64.b64encode(subset_font(characters)).decode()
    path.write_text(template.render(font=font, **content), encoding="utf-8")
