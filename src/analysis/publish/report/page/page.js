// A quick way out, search, and maps that can be read by mouse and keyboard. Every word is set as text, and comes
// from the edition itself; nothing is asked of any network, and without this the page is whole. Only that somebody
// left is kept, until the tab is closed.
"use strict";

const MOST_RESULTS = 20, PAUSE = 400;
const HINT = "Point at a place for its figure. By keyboard: Tab to the map, then the arrow keys or the first letters of a name.";

const LEFT = "left", PRESSES = 3, IN_TIME = 5000;

// Blank the page at once, and put another in its place: Back does not return to this one.
function leave(address) {
  try { sessionStorage.setItem(LEFT, address); } catch { /* a browser that keeps nothing still leaves */ }
  document.documentElement.style.display = "none";
  document.title = "Loading";
  document.body?.replaceChildren();
  location.replace(address);
}

// Pages of this report that were read before lie further back: Back does not return to them either.
function stayAway(event) {
  let address = null;
  try { address = sessionStorage.getItem(LEFT); } catch { /* as above */ }
  if (!address) return;
  const back = event?.persisted || performance.getEntriesByType("navigation")[0]?.type === "back_forward";
  if (back) leave(address);
  else sessionStorage.removeItem(LEFT);  // somebody who came here again may go back and forth
}

// The button, and Esc three times, each within five seconds of the one before, wherever the focus is.
function wayOut(bar) {
  const [told, button] = [".keys", ".leave"].map(one => bar.querySelector(one));
  let pressed = 0, waiting = 0;

  function count(number) {
    pressed = number;
    clearTimeout(waiting);
    const more = PRESSES - pressed;
    told.textContent = pressed ? `Press Esc ${more === 1 ? "once more" : `${more} more times`} to leave.` : "";
    if (pressed) waiting = setTimeout(count, IN_TIME, 0);
  }

  function chosen(event) {
    event.preventDefault();
    leave(button.href);
  }

  button.addEventListener("click", chosen);
  button.addEventListener("keydown", event => { if (event.key === " ") chosen(event); });
  document.addEventListener("keydown", event => {
    if (event.repeat) return;
    if (event.key !== "Escape") count(0);
    else if (pressed + 1 < PRESSES) count(pressed + 1);
    else chosen(event);
  }, true);
}

// Letters without case and accents, so that "Cafe" finds "café".
const plain = words => words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
// The words of a text, with a space before and after each.
const words = text => ` ${plain(text).replace(/[^\p{L}\p{N}]+/gu, " ").trim()} `;

function element(name, words = "", given = {}) {
  const made = Object.assign(document.createElement(name), given);
  made.textContent = words;
  return made;
}

function search(form) {
  const [field, told, list] = ["input", "[role=status]", "ol"].map(one => form.querySelector(one));
  let entries = null, same = [], waiting = 0;
  form.hidden = false;

  function load() {
    if (entries) return;
    entries = [];
    const script = element("script", "", { src: "search_index.js", onload: ready });
    document.head.append(script);
  }

  function ready() {
    const { pages, entries: rows, synonyms } = window.searchIndex;
    same = synonyms;
    entries = rows.map(([page, kind, place, title, text]) => ({
      kind, title, text, chapter: pages[page][1], address: pages[page][0] + (place ? "#" + place : ""),
      inTitle: words(title), inText: words(text),
    }));
    show();
  }

  // What is searched for: each word, or all that mean the same as it, [part of a text, its weight].
  function wanted(typed) {
    let rest = typed;
    const groups = same.filter(group => group.some(one => typed.includes(` ${one} `))).map(group => {
      for (const one of group) rest = rest.replace(` ${one} `, " ");
      return group.map(one => [one.length > 4 ? " " + one : ` ${one} `, typed.includes(` ${one} `) ? 2 : 1]);
    });
    return [...groups, ...rest.split(" ").filter(Boolean).map(one => [[" " + one, 2], [one, 1]])];
  }

  // A word counts more in a title; one that is nowhere rules an entry out. Of those alike a chapter's heading comes first.
  function score(entry, terms) {
    const best = (text, term) => Math.max(0, ...term.map(([part, weight]) => text.includes(part) && weight));
    const titles = terms.map(term => best(entry.inTitle, term));
    const found = terms.map((term, at) => 4 * titles[at] || best(entry.inText, term));
    if (!found.every(Boolean)) return 0;
    const first = entry.kind === "heading" && /^\d/u.test(entry.chapter) && titles.every(Boolean) ? 3 : 0;
    return found.reduce((sum, one) => sum + one, first);
  }

  function result(entry, terms) {
    const places = terms.flat().map(([part]) => entry.text.toLowerCase().indexOf(part.trim()));
    const item = element("li"), at = Math.max(0, (places.find(one => one >= 0) ?? 0) - 60);
    const from = at ? entry.text.indexOf(" ", at) + 1 : 0, part = entry.text.slice(from, from + 160);
    const cut = from + 160 < entry.text.length ? part.replace(/\s\S*$/u, "") + " …" : part;
    item.append(element("a", entry.title, { href: entry.address, onclick: () => list.replaceChildren() }));
    item.append(element("span", entry.chapter, { className: "where" }));
    if (part) item.append(element("p", (from ? "… " : "") + cut));
    return item;
  }

  function show() {
    const terms = wanted(words(field.value));
    const found = terms.length ? entries.map(entry => [score(entry, terms), entry]).filter(([sum]) => sum) : [];
    found.sort(([one], [other]) => other - one);
    list.replaceChildren(...found.slice(0, MOST_RESULTS).map(([, entry]) => result(entry, terms)));
    clearTimeout(waiting);
    waiting = setTimeout(() => { told.textContent = terms.length ? count(found.length) : ""; }, PAUSE);
  }

  function count(number) {
    if (!number) return "Nothing found. Try fewer or shorter words.";
    const most = number > MOST_RESULTS ? `, the first ${MOST_RESULTS} of them below` : "";
    return `${number} ${number === 1 ? "result" : "results"}${most}.`;
  }

  field.addEventListener("focus", load);
  field.addEventListener("input", () => { load(); show(); });
  form.addEventListener("submit", event => { event.preventDefault(); load(); show(); });
  form.addEventListener("keydown", event => {
    if (event.key !== "Escape") return;
    field.value = "";
    field.focus();
    show();
  });
}

// A map's places: one stop of the Tab key, arrow keys from one to the next in the order of the table.
function map(template) {
  const figure = document.getElementById(template.dataset.of), box = figure.querySelector(".picture");
  const [head, ...rows] = [...figure.querySelectorAll("table tr")].map(row => [...row.cells].map(
    cell => cell.textContent));
  const legend = [...figure.querySelectorAll(".note")].map(one => one.textContent).join(" ");
  const markers = new Map([...legend.matchAll(/(\[\w+\]) ([^;.]+)/gu)].map(found => [found[1], found[2]]));
  const map = element("div", "", { className: "map" }), list = element("div", "", { className: "places" });
  const tip = element("div", "", { className: "tip", hidden: true });
  const drawing = template.content.firstElementChild.cloneNode(true), places = [...drawing.children];
  let here = 0, typed = "", lastTyped = 0;

  // What the table's row says, but for the code of a place that has a name, with its markers in words.
  function told(row) {
    if (!row) return ["No figure here: not available"];
    const name = row.findIndex(cell => !/^[A-Z]\d{8}$/u.test(cell));
    const said = row.map((cell, at) => [head[at], markers.has(cell) ? `${cell} ${markers.get(cell)}` : cell, at]);
    return [row[name], ...said.filter(([, cell, at]) => at !== name && !/^[A-Z]\d{8}$/u.test(cell)).map(
      ([heading, cell]) => `${heading}: ${cell}`)];
  }

  function show(place) {
    const at = places.indexOf(place), lines = told(rows[at]);
    drawing.querySelector(".here")?.classList.remove("here");
    place.classList.add("here");
    tip.replaceChildren(...lines.map((line, first) => element(first ? "p" : "strong", line)));
    tip.hidden = false;
    const [shape, whole, seen] = [place, map, box].map(one => one.getBoundingClientRect());
    const middle = (shape.left + shape.right - tip.offsetWidth) / 2;
    const left = Math.max(seen.left, Math.min(middle, seen.right - tip.offsetWidth));
    const below = shape.bottom + shape.top < whole.bottom + whole.top;
    tip.style.left = `${left - whole.left}px`;
    tip.style.top = `${below ? shape.bottom - whole.top : shape.top - whole.top - tip.offsetHeight}px`;
  }

  function hide() {
    drawing.querySelector(".here")?.classList.remove("here");
    tip.hidden = true;
  }

  function go(at) {
    places[here].tabIndex = -1;
    here = Math.max(0, Math.min(at, rows.length - 1));
    places[here].tabIndex = 0;
    places[here].focus();
  }

  // Letters that are typed lead to the next place whose name begins with them.
  function goByName(key) {
    typed = Date.now() - lastTyped < 1000 ? typed + plain(key) : plain(key);
    lastTyped = Date.now();
    const names = rows.map(row => plain(told(row)[0]));
    const found = [...names.keys()].map(step => (here + step + (typed.length < 2)) % names.length);
    go(found.find(at => names[at].startsWith(typed)) ?? here);
  }

  function pressed(event) {
    const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, PageDown: 10, PageUp: -10 };
    const ends = { Home: 0, End: rows.length - 1 };
    if (event.key === "Escape") return hide();
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key in steps) go(here + steps[event.key]);
    else if (event.key in ends) go(ends[event.key]);
    else if (event.key.length === 1) goByName(event.key);
    else return;
    event.preventDefault();
  }

  for (const [at, place] of places.entries()) {
    place.setAttribute("role", "option");
    place.setAttribute("aria-label", told(rows[at]).join(". "));
    if (at < rows.length) place.tabIndex = at ? -1 : 0;
  }
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Places of the map, in the order of its table");
  tip.setAttribute("aria-hidden", "true");  // a reader that speaks hears the same words from the place itself
  drawing.addEventListener("focusin", event => { here = places.indexOf(event.target); show(event.target); });
  drawing.addEventListener("pointerover", event => places.includes(event.target) && show(event.target));
  map.addEventListener("pointerleave", () => (drawing.contains(document.activeElement) ? show(places[here]) : hide()));
  map.addEventListener("focusout", hide);
  map.addEventListener("keydown", pressed);
  const image = box.querySelector("img");
  image.replaceWith(map);
  list.append(drawing);
  map.append(image, list, tip);
  box.after(element("p", HINT, { className: "hint" }));
  for (const name of ["tabindex", "role", "aria-label"]) box.removeAttribute(name);
}

// What is folded opens when an address leads into it.
function unfold() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target?.closest("details:not([open])")) return;
  for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  target.scrollIntoView();
}

// A table that is wider than its box says so.
const sizes = new ResizeObserver(seen => seen.forEach(
  ({ target }) => target.classList.toggle("moves", target.scrollWidth > target.clientWidth + 1)));

stayAway();
addEventListener("pageshow", stayAway);
addEventListener("hashchange", unfold);
addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll(".safety").forEach(wayOut);
  document.querySelectorAll("form.search").forEach(search);
  document.querySelectorAll("template[data-of]").forEach(map);
  document.querySelectorAll(".scroll").forEach(one => sizes.observe(one));
  unfold();
});
