// Scenes: shapes that become SVG in the page and in files, and a canvas for PNG. Needs no font of the page inside a file.
const FONT = '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Page Sans SC", system-ui, sans-serif';
const INK = "#1a1a1a", MUTED = "#4d4d4d", FAINT = "#6b6b6b", GRID = "#e4e4e4", ZERO = "#b4b4b4", PALE = "#c9c9c9";
const SVG = document.querySelector("svg").namespaceURI;
const EXPORT_SCALE = 3; // 660 px across 6.6 inches of a page are 300 dots an inch

class Scene {
  constructor(width) {
    this.width = width;
    this.height = 0;
    this.shapes = [];
  }

  add(kind, attributes, text) {
    const shape = { kind, attributes, text };
    this.shapes.push(shape);
    return shape;
  }

  rect(x, y, width, height, fill, more) { return this.add("rect", { x, y, width: Math.max(width, 0), height, fill, ...more }); }

  line(x1, y1, x2, y2, stroke, width = 1, more) { return this.add("line", { x1, y1, x2, y2, stroke, "stroke-width": width, ...more }); }

  circle(cx, cy, r, fill, more) { return this.add("circle", { cx, cy, r, fill, ...more }); }

  path(d, fill, more) { return this.add("path", { d, fill, ...more }); }

  text(x, y, text, size, fill = INK, more) { return this.add("text", { x, y, "font-size": size, fill, ...more }, text); }

  // Shapes that belong together: a button, or a part that stands elsewhere.
  group(attributes, plot) {
    const outer = this.shapes;
    const inner = [];
    this.shapes = inner;
    plot();
    this.shapes = outer;
    outer.push({ kind: "g", attributes, shapes: inner });
  }
}

const ruler = document.createElement("canvas").getContext("2d");

function measure(text, size, weight = "normal") {
  ruler.font = `${weight} ${size}px ${FONT}`;
  return ruler.measureText(text).width;
}

const CLOSING = /^[，。、；：！？）》」』】〉”’％%,.;:!?)\]}…—]$/, OPENING = /^[（《「『【〈“‘([{]$/;

// Break a text into lines: between Chinese characters and at blanks, never before closing or after opening punctuation.
function wrap(text, width, size, most = 9, weight = "normal") {
  const parts = [];
  for (const part of text.match(/[\u0020-\u007e\u00a0-\u024f]+?(?:\s+|(?=[^\u0020-\u024f])|$)|[^]/g) ?? []) {
    const last = parts[parts.length - 1];
    if (last !== undefined && (CLOSING.test(part) || OPENING.test(last.at(-1)))) parts[parts.length - 1] += part;
    else parts.push(part);
  }
  const lines = [""];
  for (const part of parts) {
    const line = lines[lines.length - 1];
    if (line && measure(line + part.trimEnd(), size, weight) > width) lines.push(part);
    else lines[lines.length - 1] = line + part;
  }
  return clip(lines.map((line) => line.trim()), most, width, size, weight);
}

function clip(lines, most, width, size, weight) {
  const kept = lines.slice(0, most);
  const shorten = (line, more) => {
    if (!more && measure(line, size, weight) <= width) return line;
    let text = line;
    while (text && measure(`${text}…`, size, weight) > width) text = text.slice(0, -1);
    return `${text.trimEnd()}…`;
  };
  return kept.map((line, number) => shorten(line, number === most - 1 && lines.length > most));
}

function toElement({ kind, attributes, shapes, text }) {
  const element = document.createElementNS(SVG, kind);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null) continue;
    if (name === "rotate") element.setAttribute("transform", `rotate(${value} ${round(attributes.x)} ${round(attributes.y)})`);
    else if (name === "move") element.setAttribute("transform", `translate(${value.map(round).join(" ")})`);
    else element.setAttribute(name, typeof value === "number" ? round(value) : value);
  }
  if (text !== undefined) element.textContent = text;
  if (shapes) element.append(...shapes.map(toElement));
  return element;
}

function round(value) { return Math.round(value * 100) / 100; }

function toSvg(scene, label, role = "img") {
  const element = document.createElementNS(SVG, "svg");
  element.setAttribute("viewBox", `0 0 ${round(scene.width)} ${round(scene.height)}`);
  element.setAttribute("width", round(scene.width));
  element.setAttribute("height", round(scene.height));
  element.setAttribute("font-family", FONT);
  element.setAttribute("role", role);
  element.setAttribute("aria-label", label);
  element.append(...scene.shapes.map(toElement));
  return element;
}

function paint(context, shapes) {
  for (const { kind, attributes: a, shapes: inner, text } of shapes.filter((shape) => shape.kind !== "title")) {
    context.save();
    context.globalAlpha *= a.opacity ?? 1;
    if (kind === "g") {
      if (a.move) context.translate(...a.move);
      paint(context, inner);
    } else if (kind === "text") {
      if (a.rotate) {
        context.translate(a.x, a.y);
        context.rotate((a.rotate * Math.PI) / 180);
        context.translate(-a.x, -a.y);
      }
      context.font = `${a["font-weight"] ?? "normal"} ${a["font-size"]}px ${FONT}`;
      context.textAlign = { middle: "center", end: "right" }[a["text-anchor"]] ?? "left";
      context.fillStyle = a.fill;
      context.fillText(text, a.x, a.y);
    } else {
      const path = new Path2D(kind === "path" ? a.d : undefined);
      if (kind === "rect") path.rect(a.x, a.y, a.width, a.height);
      if (kind === "circle") path.arc(a.cx, a.cy, a.r, 0, 2 * Math.PI);
      if (kind === "line") {
        path.moveTo(a.x1, a.y1);
        path.lineTo(a.x2, a.y2);
      }
      if (a.fill && a.fill !== "none") {
        context.fillStyle = a.fill;
        context.fill(path);
      }
      if (a.stroke) {
        context.strokeStyle = a.stroke;
        context.lineWidth = a["stroke-width"] ?? 1;
        context.stroke(path);
      }
    }
    context.restore();
  }
}

function toPng(scene) {
  const canvas = document.createElement("canvas");
  canvas.width = Math.ceil(scene.width * EXPORT_SCALE);
  canvas.height = Math.ceil(scene.height * EXPORT_SCALE);
  const context = canvas.getContext("2d");
  context.fillStyle = "#ffffff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.scale(EXPORT_SCALE, EXPORT_SCALE);
  paint(context, scene.shapes);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

// A figure as it stands alone: with its title, how to read it, and its footnote.
function frame(scene, title, subtitle, footnote) {
  const margin = 14;
  const framed = new Scene(scene.width + 2 * margin);
  let y = margin;
  const write = (text, size, fill, leading, weight) => {
    for (const line of text ? wrap(text, scene.width, size, 9, weight) : []) {
      y += leading;
      framed.text(margin, y, line, size, fill, { "font-weight": weight });
    }
  };
  framed.rect(0, 0, framed.width, 1, "#ffffff");
  write(title, 17, INK, 23, "bold");
  y += 2;
  write(subtitle, 12, MUTED, 17);
  y += 12;
  framed.shapes.push({ kind: "g", attributes: { move: [margin, y] }, shapes: scene.shapes });
  y += scene.height + 4;
  write(footnote, 11, FAINT, 16);
  framed.height = y + margin;
  framed.shapes[0].attributes.height = framed.height;
  return framed;
}

function save(name, blob) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

// Rows as CSV that a spreadsheet reads as UTF-8, and of which it runs no cell as a formula.
function saveTable(name, rows) {
  const cell = (value) => {
    const text = String(value ?? "");
    const safe = /^[=+\-@\t\r]/.test(text) && typeof value !== "number" ? `'${text}` : text;
    return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  save(name, new Blob(["\ufeff", rows.map((row) => `${row.map(cell).join(",")}\n`).join("")], { type: "text/csv" }));
}
