/** Tables of some length are sorted by a click on a column's title (up, down, as they were) and filtered by words. */
export const TABLES = `
const LONG = 6;
const PREFIXES = { a: 1e-18, f: 1e-15, p: 1e-12, n: 1e-9, '\\u00b5': 1e-6, m: 1e-3, k: 1e3, M: 1e6, G: 1e9 };

/** Each row names its point itself, so that it may stand or be hidden alone. */
function unspan(table) {
  let head;
  for (const row of table.tBodies[0].rows) {
    if (row.cells.length === table.tHead.rows[0].cells.length) head = row.cells[0];
    else row.prepend(head.cloneNode(true));
    row.cells[0].rowSpan = 1;
    row.cells[0].scope = 'row';
  }
}

/** What a cell is sorted by: "94/97 (...)" as a fraction, "12.3 us" in seconds; null: it is no number. */
function numberIn(cell) {
  const text = cell.textContent.trim().replaceAll('\\u2212', '-').replaceAll('\\u00a0', ' ');
  if (text.startsWith('\\u221e')) return Infinity;
  const found = /^[+<>]? ?(-?\\d[\\d.]*(?:e-?\\d+)?)(?: to [\\d.]+)?(?:\\/(\\d[\\d.]*))?(?: ([afpn\\u00b5mkMG])?(?:s|J)\\b)?/.exec(text);
  return found && (found[1] / (found[2] ?? 1)) * (PREFIXES[found[3]] ?? 1);
}

function inOrder(a, b) {
  if (a.number !== null && b.number !== null) return a.number - b.number;
  if (a.number !== null || b.number !== null) return a.number === null ? 1 : -1;
  return a.text.localeCompare(b.text, 'en', { numeric: true });
}

function sort(table, column, direction) {
  const keyed = [...table.tBodies[0].rows].map((row) => {
    const cell = row.cells[column];
    return { row, place: row.place, number: numberIn(cell), text: cell.textContent };
  });
  keyed.sort((a, b) => (direction === 'none' ? 0 : direction === 'ascending' ? inOrder(a, b) : inOrder(b, a)) || a.place - b.place);
  table.tBodies[0].append(...keyed.map(({ row }) => row));
  [...table.tHead.rows[0].cells].forEach((title, i) => {
    if (title.ariaSort !== null) title.ariaSort = i === column ? direction : 'none';
  });
}

function count(table) {
  const rows = [...table.tBodies[0].rows];
  const shown = rows.filter(({ classList }) => !['filtered', 'off', 'elsewhere'].some((word) => classList.contains(word)));
  if (table.counter) table.counter.textContent = shown.length === rows.length ? '' : shown.length + ' of ' + rows.length + ' rows';
}

function filter(table, words) {
  for (const row of table.tBodies[0].rows) {
    const text = row.textContent.toLowerCase().replaceAll('\\u00a0', ' ');
    row.classList.toggle('filtered', !words.every((word) => text.includes(word)));
  }
  count(table);
}

function enhance(table) {
  const next = { none: 'ascending', ascending: 'descending', descending: 'none' };
  [...table.tBodies[0].rows].forEach((row, place) => (row.place = place));
  [...table.tHead.rows[0].cells].forEach((title, column) => {
    if (table.tBodies[0].rows[0].cells[column]?.querySelector('.command')) return;
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...title.childNodes);
    title.append(button);
    title.ariaSort = 'none';
    button.addEventListener('click', () => {
      unspan(table);
      sort(table, column, next[title.ariaSort]);
    });
  });
  const label = document.createElement('label');
  const input = document.createElement('input');
  table.counter = document.createElement('output');
  input.type = 'search';
  label.className = 'filter';
  label.append('Show rows with ', input, table.counter);
  table.closest('.scroll').before(label);
  input.addEventListener('input', () => {
    unspan(table);
    filter(table, input.value.toLowerCase().split(/\\s+/));
  });
}

for (const table of document.querySelectorAll('.scroll > table')) {
  if (table.tBodies[0].rows.length >= LONG && !table.closest('.glance')) enhance(table);
}
`;
