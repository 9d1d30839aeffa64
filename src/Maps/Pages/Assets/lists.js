// The lists beside the map: every text is set as text, never as markup.

import { clean } from './data.js';

const MAX_LISTED = 200;

export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in made && !name.startsWith('aria')) made[name] = value;
    else made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

/** Numbers as people read them. */
export function number(value) {
  return value.toLocaleString('en-US');
}

export function score(value) {
  return value.toFixed(3);
}

/** A button with the name of an item, which shows it on the map. */
export function itemButton(data, row, actions, name = data.name(row)) {
  const text = element('bdi', {}, name);
  if (row < 0) return element('span', { className: 'item absent', title: 'not on this map' }, text);
  const button = element('button', { type: 'button', className: 'item', title: clean(data.id(row), 300) }, text);
  button.addEventListener('click', () => actions.select(row));
  for (const event of ['mouseenter', 'focus']) button.addEventListener(event, () => actions.hover(row));
  for (const event of ['mouseleave', 'blur']) button.addEventListener(event, () => actions.hover(-1));
  return button;
}

/** Why two items are near, in words. */
export function reason(data, row, one) {
  const parts = [];
  if (one.together > 0) {
    const all = data.sessions ? data.sessions[row] : 0;
    const share = all > 0 ? ` of ${number(all)}` : '';
    parts.push(`together in ${number(one.together)}${share} session${(all || one.together) === 1 ? '' : 's'}`);
  } else if (one.together === 0) {
    parts.push('seldom together: used in like sessions');
  }
  if (one.shared >= 0) parts.push(`both with ${data.name(one.shared, 48)}`);
  return parts.join('; ');
}

/** Fills a list with items, their scores, and why they are there. */
export function fillFound(list, data, found, actions, asked = -1) {
  list.replaceChildren(...found.map(one => {
    const name = one.row >= 0 ? data.name(one.row) : clean(one.title || one.item);
    const mark = element('span', { className: 'score' }, score(one.score));
    const entry = element('li', {}, itemButton(data, one.row, actions, name), ' ', mark);
    const why = asked >= 0 ? reason(data, asked, one) : '';
    if (why) entry.append(element('span', { className: 'why' }, why));
    return entry;
  }));
}

/** Fills a list with rows; beyond a number it says how many more there are. */
export function fillRows(list, data, rows, actions, total = rows.length) {
  const shown = rows.slice(0, MAX_LISTED);
  const entries = shown.map(row => element('li', {}, itemButton(data, row, actions), ...countOf(data, row)));
  if (total > shown.length) entries.push(element('li', { className: 'more' }, `and ${number(total - shown.length)} more`));
  list.replaceChildren(...entries);
}

function countOf(data, row) {
  return data.counts ? [' ', element('span', { className: 'score' }, number(data.counts[row]))] : [];
}

/** What is known of an item: id, count, cluster, attributes. */
export function fillFacts(list, data, row) {
  const facts = [['id', data.id(row)]];
  if (data.counts) facts.push(['count', number(data.counts[row])]);
  const cluster = data.clusterOf(row);
  if (cluster >= 0 && data.meta.clusters[cluster].label) facts.push(['cluster', data.meta.clusters[cluster].label]);
  for (const column of data.columns) facts.push([column.name, data.valueOf(column, row)]);
  list.replaceChildren(...facts.filter(([, value]) => value !== '').flatMap(([name, value]) => [
    element('dt', {}, clean(name, 40)), element('dd', {}, element('bdi', {}, clean(value, 200))),
  ]));
}

/** A table of items with tabs between the columns; a cell that a spreadsheet would take for a formula gets a quote before it. */
export function asTable(data, rows) {
  const cell = text => (/^[=+\-@\t\r]/.test(text) ? "'" : '') + text.replace(/[\t\n\r]/g, ' ');
  const names = ['item', 'title', ...data.counts ? ['count'] : [], ...data.columns.map(column => column.name)];
  const lines = rows.map(row => [
    data.id(row), data.title(row), ...data.counts ? [String(data.counts[row])] : [],
    ...data.columns.map(column => data.valueOf(column, row)),
  ]);
  return [names, ...lines].map(line => line.map(cell).join('\t')).join('\n') + '\n';
}

export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = element('textarea', { value: text, className: 'hidden' });
    document.body.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  }
}

export function download(blob, name) {
  const link = element('a', { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
