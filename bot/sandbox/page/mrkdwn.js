/** Slack's mrkdwn as nodes. Text only ever becomes text: no string is read as HTML anywhere in this page. */

import { h } from "./dom.js";
import { emoji } from "./emoji.js";
import { channelOf, nameOf, now, page, person, zone } from "./state.js";
import { dateTokens } from "./time.js";

const plain = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

/** A message's text as its author typed it, to edit or copy it. */
export function asTyped(text) {
  return plain(text
    .replace(/<@([A-Z0-9]+)(?:\|[^>]*)?>/g, (whole, id) => (person(id) ? `@${person(id).name}` : whole))
    .replace(/<#[A-Z0-9]+\|([^>]+)>/g, "#$1")
    .replace(/<!(channel|here|everyone)(?:\|[^>]*)?>/g, "@$1")
    .replace(/<(https?:\/\/[^|>]+)(?:\|[^>]*)?>/g, "$1"));
}

/** A link, if its scheme is one that a link may have; else its label. */
export function link(url, label) {
  if (!/^(https?:\/\/|mailto:)/i.test(url)) return h("span", {}, label ?? url);
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, label ?? url);
}

export const mention = (id, label) =>
  h("span", { class: id === page.as ? "mention mine" : "mention" }, `@${label ?? nameOf(id)}`);
export const channelMention = (id, label) => h("span", { class: "mention" }, `#${channelOf(id)?.name ?? label ?? id}`);
export const broadcast = (range) => h("span", { class: "mention broadcast" }, `@${range}`);
const picture = (name) => h("span", { class: "emoji", title: `:${name}:` }, emoji(name));

/** Literal text with short codes as pictures: what a plain_text object shows. */
export function plainText(text, pictures = true) {
  return pictures ? withPictures(plain(text)) : [plain(text)];
}

function withPictures(text) {
  return text.split(/(:[a-z0-9_+'-]+(?:::skin-tone-\d)?:)/g).map((part, i) => {
    const name = part.slice(1, -1);
    return i % 2 && emoji(name) !== part ? picture(name) : part;
  });
}

/** A text object (mrkdwn or plain_text), or a string of mrkdwn. */
export function textObject(object) {
  if (typeof object === "string") return mrkdwn(object);
  if (object.type === "plain_text") return lines(plainText(object.text, object.emoji !== false));
  return mrkdwn(object.text, object.verbatim);
}

const lines = (nodes) => nodes.map((node) => (typeof node === "string" ? h("span", { class: "lines" }, node) : node));

/** Code blocks, quotes, lists and lines. */
export function mrkdwn(text, verbatim = false) {
  return text.replace(/[\uE000-\uF8FF]/g, "").split(/```\n?([\s\S]+?)\n?```\n?/g).map((part, i) => {
    if (i % 2) return h("pre", {}, h("code", {}, tokens(part, (label) => label).map((t) => t.node ?? plain(t.text))));
    return part && paragraphs(part, verbatim);
  });
}

function paragraphs(text, verbatim) {
  const out = [];
  const all = text.split("\n");
  if (all.length > 1 && all.at(-1) === "") all.pop();
  for (let i = 0; i < all.length; i += 1) {
    const quoted = /^(?:&gt;|>) ?(.*)$/.exec(all[i]);
    const item = /^(\s*)([•◦▪-]|\d{1,2}[.)]) +(.*)$/.exec(all[i]);
    if (quoted) {
      const rows = [quoted[1]];
      for (let more; (more = /^(?:&gt;|>) ?(.*)$/.exec(all[i + 1] ?? "")); i += 1) rows.push(more[1]);
      out.push(h("blockquote", {}, rows.map((row) => line(row, verbatim))));
    } else if (item) {
      const depth = Math.min(3, Math.floor(item[1].length / 2));
      const mark = item[2] === "-" ? "•" : item[2];
      out.push(h("div", { class: `item depth-${depth}` }, h("span", { class: "mark" }, `${mark} `), h("span", {}, inline(item[3], verbatim))));
    } else {
      out.push(line(all[i], verbatim));
    }
  }
  return out;
}

const line = (text, verbatim) => h("div", { class: text.trim() ? "line" : "line blank" }, inline(text, verbatim));

// A mark opens before a word and closes after one: *so*, but not 5 * 3 or snake_case_name.
const STYLES = [["*", "strong"], ["_", "em"], ["~", "s"]].map(([mark, tag]) =>
  [new RegExp(`(?<![\\w\\${mark}])\\${mark}(?=\\S)([^\\n\\${mark}]*[^\\s\\${mark}])\\${mark}(?![\\w\\${mark}])`), tag]);

/** One line: code, <…> tokens, bold, italic, strike, short codes and bare addresses. */
export function inline(text, verbatim = false) {
  const atoms = [];
  const hold = (node) => String.fromCharCode(0xe000 + atoms.push(node) - 1);
  let rest = text.replace(/`([^`\n]+)`/g, (_, code) => hold(h("code", {}, plain(code))));
  rest = tokens(rest, (label) => styled(label, atoms)).map((t) => (t.node ? hold(t.node) : t.text)).join("");
  if (!verbatim) {
    rest = rest.replace(/https?:\/\/[^\s<>\uE000-\uF8FF]+[^\s<>.,:;!?)*_~'"\uE000-\uF8FF]/g, (url) => hold(link(plain(url))));
  }
  return styled(rest, atoms);
}

function styled(text, atoms) {
  const [found, tag] = STYLES.map(([pattern, name]) => [pattern.exec(text), name])
    .filter(([match]) => match).sort(([one], [other]) => one.index - other.index)[0] ?? [];
  if (found) {
    return [
      ...styled(text.slice(0, found.index), atoms),
      h(tag, {}, styled(found[1], atoms)),
      ...styled(text.slice(found.index + found[0].length), atoms),
    ];
  }
  return text.split(/([\uE000-\uF8FF])/g).flatMap((part, i) => (i % 2 ? [atoms[part.charCodeAt(0) - 0xe000]] : withPictures(plain(part))));
}

/** Slack's <…> tokens, and the text between them. */
function tokens(text, label) {
  return text.split(/(<[^<>\n]+>)/g).filter(Boolean).map((part) => {
    const inner = /^<([^<>\n]+)>$/.exec(part)?.[1];
    const node = inner && token(inner, label);
    return node ? { node } : { text: part };
  });
}

function token(inner, label) {
  const bar = inner.indexOf("|");
  const [target, words] = bar < 0 ? [inner, undefined] : [inner.slice(0, bar), inner.slice(bar + 1)];
  if (/^@[A-Z0-9]+$/.test(target)) return mention(target.slice(1), words && plain(words));
  if (/^#[A-Z0-9]+$/.test(target)) return channelMention(target.slice(1), words && plain(words));
  if (/^!(channel|here|everyone)$/.test(target)) return broadcast(target.slice(1));
  if (target.startsWith("!subteam^")) return h("span", { class: "mention" }, plain(words ?? "@group"));
  const date = /^!date\^(\d+)\^([^^]+)(?:\^(.+))?$/.exec(target);
  if (date) {
    const shown = dateTokens(plain(date[2]), Number(date[1]), now(), zone());
    return date[3] ? link(plain(date[3]), shown) : h("time", { title: plain(words ?? "") }, shown);
  }
  if (/^(https?:\/\/|mailto:)/i.test(target)) return link(plain(target), words === undefined ? plain(target).replace(/^mailto:/, "") : label(words));
  return null;
}
