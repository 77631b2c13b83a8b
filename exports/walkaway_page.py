"""The page of the walk-away archive: its style, its script, its frame. Plain HTML and script, nothing fetched.

The script makes every cell with textContent and every link from encoded path segments under records/: what a
correspondent chose as a name is never markup and never an address.
"""

from __future__ import annotations

STYLE = """
:root { color-scheme: light; --ink: #1f2a36; --quiet: #5a6673; --line: #d5dbe1; --shade: #eef3f8; --link: #0b4f8a; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 90rem; padding: 1.5rem; color: var(--ink); background: #fff;
  font: 16px/1.45 system-ui, "Segoe UI", "Noto Sans", sans-serif; }
h1 { font-size: 1.6rem; margin: 0 0 .25rem; }
p { margin: .25rem 0; max-width: 60rem; }
.quiet { color: var(--quiet); font-size: .9rem; }
form { display: flex; flex-wrap: wrap; gap: .75rem; align-items: end; padding: 1rem; margin: 1.25rem 0 .75rem;
  background: var(--shade); border: 1px solid var(--line); border-radius: 4px; }
label { display: flex; flex-direction: column; font-size: .85rem; color: var(--quiet); gap: .2rem; }
label.wide { flex: 1 1 20rem; }
input, select, button { font: inherit; min-height: 2.5rem; padding: .45rem .6rem; border: 1px solid #8894a1;
  border-radius: 3px; background: #fff; color: var(--ink); }
button { cursor: pointer; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 1px; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
caption { text-align: left; padding: .25rem 0 .5rem; font-weight: 600; }
th, td { text-align: left; vertical-align: top; padding: .45rem .6rem; border-bottom: 1px solid var(--line); }
th { background: var(--ink); position: sticky; top: 0; padding: 0; }
th button { width: 100%; text-align: left; border: 0; background: none; color: #fff; font-weight: 600;
  padding: .5rem .6rem; }
th[aria-sort=ascending] button::after { content: " \\2191"; }
th[aria-sort=descending] button::after { content: " \\2193"; }
tbody tr:nth-child(even) { background: #f8fafc; }
td.number { text-align: right; font-variant-numeric: tabular-nums; }
td.date { white-space: nowrap; font-variant-numeric: tabular-nums; }
a { color: var(--link); display: inline-block; margin-right: .6rem; white-space: nowrap; }
.more { display: block; margin: 1rem 0; }
[hidden] { display: none; }
@media print { form, .more { display: none; } body { max-width: none; padding: 0; } th { position: static; } }
"""

SCRIPT = """
'use strict';
(() => {
  const rows = JSON.parse(document.getElementById('rows').textContent);
  const NUMBER = 0, KIND = 1, CHANNEL = 2, WHO = 3, FORMERLY = 4, BEGAN = 5, ENDED = 6, MESSAGES = 7, EDITION = 8,
    STATUS = 9, TITLE = 10, FILES = 11, EARLIER = 12;
  const PAGE = 200;
  const at = id => document.getElementById(id);
  const fold = text => text.normalize('NFKD').replace(/\\p{M}/gu, '').replace(/[\\u02bb\\u02bc\\u2018\\u2019']/g, '')
    .toLowerCase();
  const haystack = rows.map(row => fold([row[NUMBER], row[WHO], row[FORMERLY], row[TITLE], row[CHANNEL], row[BEGAN]]
    .join('\\n')));
  const names = rows.map(row => fold(row[WHO] || row[TITLE]));
  let found = [], shown = 0, key = WHO, up = true;

  for (const channel of [...new Set(rows.map(row => row[CHANNEL]))].sort()) {
    const option = document.createElement('option');
    option.value = option.textContent = channel;
    at('channel').append(option);
  }

  function cell(text, kind) {
    const it = document.createElement('td');
    it.textContent = text;
    if (kind) it.className = kind; else it.dir = 'auto';
    return it;
  }

  function link(path, label) {
    const it = document.createElement('a');
    it.href = path.split('/').map(encodeURIComponent).join('/');
    it.textContent = label;
    return it;
  }

  function files(row) {
    const it = document.createElement('td');
    for (const path of row[FILES]) it.append(link(path, path.slice(path.lastIndexOf('.') + 1).toUpperCase()));
    for (const path of row[EARLIER]) it.append(link(path, 'earlier ' + path.slice(path.lastIndexOf('.') + 1)));
    return it;
  }

  function more() {
    const body = at('body');
    for (const end = Math.min(shown + PAGE, found.length); shown < end; shown++) {
      const row = rows[found[shown]];
      const line = document.createElement('tr');
      const who = cell(row[WHO] || row[TITLE]);
      if (row[FORMERLY]) {
        const former = document.createElement('div');
        former.className = 'quiet';
        former.textContent = 'formerly ' + row[FORMERLY];
        who.append(former);
      }
      line.append(who, cell(row[BEGAN], 'date'), cell(row[ENDED], 'date'), cell(row[CHANNEL]), cell(row[KIND]),
        cell(row[MESSAGES].toLocaleString('en-NZ'), 'number'), cell(row[NUMBER], 'date'),
        cell(row[EDITION] + (row[STATUS] === 'open' ? ', open' : ''), 'date'), files(row));
      body.append(line);
    }
    at('more').hidden = shown >= found.length;
  }

  function compare(one, other) {
    const a = key === WHO ? names[one] : rows[one][key], b = key === WHO ? names[other] : rows[other][key];
    const order = a < b ? -1 : a > b ? 1 : one - other;
    return up ? order : -order;
  }

  function search() {
    const words = fold(at('words').value).split(/\\s+/).filter(Boolean);
    const channel = at('channel').value, kind = at('kind').value, from = at('from').value, to = at('to').value;
    found = [];
    rows.forEach((row, index) => {
      if ((!channel || row[CHANNEL] === channel) && (!kind || row[KIND] === kind) && (!from || row[ENDED] >= from) &&
          (!to || row[BEGAN] <= to) && words.every(word => haystack[index].includes(word))) found.push(index);
    });
    found.sort(compare);
    shown = 0;
    at('body').replaceChildren();
    at('count').textContent = found.length === 1 ? '1 record' : found.length.toLocaleString('en-NZ') + ' records';
    more();
  }

  for (const head of document.querySelectorAll('th[data-key]')) {
    head.firstElementChild.addEventListener('click', () => {
      const chosen = Number(head.dataset.key);
      up = chosen === key ? !up : true;
      key = chosen;
      for (const each of document.querySelectorAll('th[data-key]')) each.removeAttribute('aria-sort');
      head.setAttribute('aria-sort', up ? 'ascending' : 'descending');
      search();
    });
  }
  at('form').addEventListener('input', search);
  at('form').addEventListener('submit', event => event.preventDefault());
  at('form').addEventListener('reset', () => setTimeout(search));
  at('more').addEventListener('click', more);
  if (location.hash.startsWith('#q=')) {
    try { at('words').value = decodeURIComponent(location.hash.slice(3)); } catch { at('words').value = ''; }
  }
  at('app').hidden = false;
  search();
})();
"""

FORM = """<div id="app" hidden>
<form id="form" role="search">
<label class="wide">Name, record number, date or channel<input id="words" type="search" autocomplete="off"></label>
<label>Channel<select id="channel"><option value="">All</option></select></label>
<label>Kind<select id="kind"><option value="">All</option><option>conversation</option><option>posts</option></select>
</label>
<label>From<input id="from" type="date"></label>
<label>To<input id="to" type="date"></label>
<button type="reset">Clear</button>
</form>
<table>
<caption id="count" aria-live="polite"></caption>
<thead><tr>
<th scope="col" data-key="3" aria-sort="ascending"><button type="button">Correspondent</button></th>
<th scope="col" data-key="5"><button type="button">Began</button></th>
<th scope="col" data-key="6"><button type="button">Ended</button></th>
<th scope="col" data-key="2"><button type="button">Channel</button></th>
<th scope="col" data-key="1"><button type="button">Kind</button></th>
<th scope="col" data-key="7"><button type="button">Messages</button></th>
<th scope="col" data-key="0"><button type="button">Record</button></th>
<th scope="col" data-key="8"><button type="button">Edition</button></th>
<th scope="col"><button type="button" disabled>Files</button></th>
</tr></thead>
<tbody id="body"></tbody>
</table>
<button id="more" class="more" type="button" hidden>Show more</button>
</div>
<noscript><p>The search needs JavaScript. Without it, open <b>Reference index.xlsx</b> or <b>.csv</b> in the folder
<b>index</b>.</p></noscript>
"""
