/** rich_text blocks, and the standard Markdown of `markdown` blocks, as nodes. */

import { h } from "./dom.js";
import { emoji } from "./emoji.js";
import { broadcast, channelMention, link, mention } from "./mrkdwn.js";
import { now, zone } from "./state.js";
import { dateTokens } from "./time.js";

/** The elements of a rich_text block. */
export function richText(elements) {
  return elements.map((element) => {
    const inner = () => (element.elements ?? []).map(piece);
    if (element.type === "rich_text_section") return h("div", { class: "lines" }, inner());
    if (element.type === "rich_text_quote") return h("blockquote", { class: "lines" }, inner());
    if (element.type === "rich_text_preformatted") return h("pre", {}, h("code", {}, inner()));
    if (element.type === "rich_text_list") {
      const list = { class: `list depth-${element.indent ?? 0}`, start: (element.offset ?? 0) + 1 };
      const rows = element.elements.map((row) => h("li", {}, richText([row])));
      return h(element.style === "ordered" ? "ol" : "ul", list, rows);
    }
    return unknownPiece(element.type);
  });
}

const unknownPiece = (type) => h("span", { class: "unknown" }, `[${type}]`);

function piece(element) {
  const style = element.style ?? {};
  let node = bare(element);
  if (style.code) node = h("code", {}, node);
  if (style.bold) node = h("strong", {}, node);
  if (style.italic) node = h("em", {}, node);
  if (style.strike) node = h("s", {}, node);
  if (style.underline) node = h("u", {}, node);
  return node;
}

function bare(element) {
  switch (element.type) {
    case "text": return element.text;
    case "link": return link(element.url, element.text);
    case "emoji": return h("span", { class: "emoji" }, emoji(element.name));
    case "user": return mention(element.user_id);
    case "channel": return channelMention(element.channel_id);
    case "usergroup": return h("span", { class: "mention" }, "@group");
    case "broadcast": return broadcast(element.range);
    case "color": return h("code", {}, element.value);
    case "date": return h("time", {}, dateTokens(element.format, element.timestamp, now(), zone()));
    default: return unknownPiece(element.type);
  }
}

const BLOCKS = [
  [/^```[^\n]*\n([\s\S]*?)\n?```(?:\n|$)/, (m) => h("pre", {}, h("code", {}, m[1]))],
  [/^(#{1,6}) +(.+)(?:\n|$)/, (m) => h("div", { class: "title", role: "heading", "aria-level": m[1].length + 2 }, spans(m[2]))],
  [/^ {0,3}([-*_])(?: *\1){2,} *(?:\n|$)/, () => h("hr", {})],
  [/^(?:>[^\n]*(?:\n|$))+/, (m) => h("blockquote", {}, markdown(m[0].replace(/^> ?/gm, "")))],
  [/^(?:\|[^\n]*\|[ \t]*(?:\n|$)){2,}/, (m) => table(m[0])],
  [/^(?:[ \t]*[-*+] +[^\n]*(?:\n|$))+/, (m) => list("ul", m[0], /^[ \t]*[-*+] +/)],
  [/^(?:[ \t]*\d+[.)] +[^\n]*(?:\n|$))+/, (m) => list("ol", m[0], /^[ \t]*\d+[.)] +/)],
  [/^\s*\n/, () => null],
  [/^[^\n]+(?:\n(?!\s*\n|#|>|```|\s*[-*+] |\s*\d+[.)] )[^\n]+)*(?:\n|$)/, (m) => h("p", {}, spans(m[0].trim()))],
];

/** Standard Markdown: headings, lists, quotes, fences, tables, emphasis, links. */
export function markdown(text) {
  const out = [];
  for (let rest = text; rest; ) {
    const [found, make] = BLOCKS.map(([pattern, build]) => [pattern.exec(rest), build]).find(([match]) => match) ?? [[rest], () => rest];
    out.push(make(found));
    rest = rest.slice(found[0].length);
  }
  return out;
}

function list(tag, text, mark) {
  return h(tag, { class: "list" }, text.trimEnd().split("\n").map((row) =>
    h("li", { class: `depth-${Math.min(3, Math.floor(/^\s*/.exec(row)[0].length / 2))}` }, spans(row.replace(mark, "")))));
}

function table(text) {
  const rows = text.trim().split("\n").map((row) => row.trim().slice(1, -1).split("|").map((cell) => cell.trim()));
  const [head, ...body] = rows.filter((row) => !row.every((cell) => /^:?-+:?$/.test(cell)));
  return h("table", {},
    h("thead", {}, h("tr", {}, head.map((cell) => h("th", {}, spans(cell))))),
    h("tbody", {}, body.map((row) => h("tr", {}, row.map((cell) => h("td", {}, spans(cell)))))));
}

const SPANS = [
  [/`([^`]+)`/, (m) => h("code", {}, m[1])],
  [/\[([^\]]+)\]\(([^\s)]+)\)/, (m) => link(m[2], spans(m[1]))],
  [/https?:\/\/[^\s<>]+[^\s<>.,:;!?)]/, (m) => link(m[0])],
  [/\*\*(\S(?:.*?\S)?)\*\*/, (m) => h("strong", {}, spans(m[1]))],
  [/~~(\S(?:.*?\S)?)~~/, (m) => h("s", {}, spans(m[1]))],
  [/(?<![\w*])\*([^\s*](?:[^*]*[^\s*])?)\*(?!\w)/, (m) => h("em", {}, spans(m[1]))],
  [/(?<!\w)_([^\s_](?:[^_]*[^\s_])?)_(?!\w)/, (m) => h("em", {}, spans(m[1]))],
  [/:([a-z0-9_+-]+):/, (m) => h("span", { class: "emoji" }, emoji(m[1]))],
];

function spans(text) {
  const first = SPANS.map(([pattern, make]) => [pattern.exec(text), make])
    .filter(([match]) => match).sort(([a], [b]) => a.index - b.index)[0];
  if (!first) return [h("span", { class: "lines" }, text)];
  const [match, make] = first;
  return [text.slice(0, match.index), make(match), ...spans(text.slice(match.index + match[0].length))];
}
