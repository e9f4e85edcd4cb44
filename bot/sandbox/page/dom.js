/** Virtual nodes and a keyed patch: an element that stays is never made anew, so focus, caret and scroll survive. */

const SVG = new Set(["svg", "path", "circle"]);
const drawn = new WeakMap(); // element -> the props and children it was last drawn with

/** A node to draw. Children may be nested lists; null and booleans draw nothing; a string is always text. */
export function h(tag, props, ...children) {
  const { key, ...rest } = props ?? {};
  const kept = children.flat(Infinity).filter((c) => c !== null && c !== undefined && typeof c !== "boolean");
  return { tag, key, props: rest, children: kept };
}

/** Makes the children of `host` what `nodes` say. */
export function draw(host, ...nodes) {
  const born = [];
  if (!drawn.has(host)) host.replaceChildren(); // what stood there before the first drawing
  update(host, h(host.localName, {}, nodes), born);
  for (const [element, callback] of born) callback(element);
}

function update(element, node, born) {
  const before = drawn.get(element) ?? { props: {}, nodes: new Map(), heard: new Set() };
  const now = { props: node.props, nodes: new Map(), heard: before.heard };
  drawn.set(element, now);
  setProps(element, before.props, node.props, now.heard);

  const seen = {};
  const wanted = node.children.map((child) => {
    const tag = typeof child === "object" ? child.tag : "#text";
    const key = child.key ?? `${tag}#${(seen[tag] = (seen[tag] ?? 0) + 1)}`;
    const old = before.nodes.get(`${tag} ${key}`);
    before.nodes.delete(`${tag} ${key}`);
    const made = old ?? make(tag, child, born);
    now.nodes.set(`${tag} ${key}`, made);
    if (tag !== "#text") update(made, child, born);
    else if (made.data !== String(child)) made.data = String(child);
    return made;
  });
  for (const gone of before.nodes.values()) gone.remove();
  let place = element.firstChild;
  for (const child of wanted) {
    if (child === place) place = place.nextSibling;
    else element.insertBefore(child, place);
  }
  // A select only takes a value that one of its options already has.
  if ("value" in node.props && element.value !== node.props.value) element.value = node.props.value;
}

function make(tag, child, born) {
  if (tag === "#text") return document.createTextNode(String(child));
  const element = SVG.has(tag)
    ? document.createElementNS("http://www.w3.org/2000/svg", tag)
    : document.createElement(tag);
  if (child.props.born) born.push([element, child.props.born]);
  return element;
}

function setProps(element, before, now, heard) {
  for (const name of Object.keys({ ...before, ...now })) {
    const value = now[name];
    if (name === "value" || name === "born") continue;
    if (name.startsWith("on")) listen(element, name.slice(2), heard);
    else if (name === "checked" || name === "indeterminate") element[name] = Boolean(value);
    else if (name === "style") Object.entries(value ?? {}).forEach(([k, v]) => element.style.setProperty(k, v));
    else if (value === before[name]) continue;
    else if (value === null || value === undefined || value === false) element.removeAttribute(name);
    else element.setAttribute(name, value === true ? "" : value);
  }
}

function listen(element, type, heard) {
  if (heard.has(type)) return; // one listener for good: it looks up what is drawn now
  heard.add(type);
  element.addEventListener(type, (event) => drawn.get(element).props[`on${type}`]?.(event));
}

const ICONS = {
  hash: "M5 9h14M5 15h14M10 4 8 20M16 4l-2 16",
  lock: "M7 11V8a5 5 0 0 1 10 0v3M5 11h14v9H5z",
  home: "M4 11 12 4l8 7M6 10v10h12V10M10 20v-6h4v6",
  reply: "M4 5h16v11H10l-5 4v-4H4z",
  smile: "M8 14c1 2 2.5 3 4 3s3-1 4-3M9 9.5h.01M15 9.5h.01M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18",
  more: "M6 12h.01M12 12h.01M18 12h.01",
  close: "M6 6l12 12M18 6 6 18",
  send: "M4 12 20 4l-5 16-3.5-6.5zM11.5 13.5 20 4",
  clock: "M12 7v5l3 2M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18",
  eye: "M2.5 12C5 7.5 8.5 5.5 12 5.5s7 2 9.5 6.5c-2.5 4.5-6 6.5-9.5 6.5S5 16.5 2.5 12M12 9.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5",
  back: "M14 6l-6 6 6 6",
  down: "M6 9l6 6 6-6",
  menu: "M4 7h16M4 12h16M4 17h16",
  people: "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7M2.5 20c0-4 3-6 6.5-6s6.5 2 6.5 6M16 4.5a3.5 3.5 0 0 1 0 6.5M18 14.5c2.200.8 3.5 2.700 3.5 5.5",
  grid: "M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z",
  file: "M6 3h8l4 4v14H6zM14 3v4h4",
};

/** A line drawing that takes the colour of the text; the button around it carries the name. */
export function icon(name) {
  return h("svg", { viewBox: "0 0 24 24", class: `icon icon-${name}`, "aria-hidden": "true" }, h("path", { d: ICONS[name] }));
}
