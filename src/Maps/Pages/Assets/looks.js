// How the page looks: colors and their legend, dark and light, the tip, pictures, and what the page says of itself.

import { colorNames, css } from './colors.js';
import { clean } from './data.js';
import { download, element, number } from './lists.js';

const $ = id => document.getElementById(id);

export class Looks {
  #data;
  #state;
  #stage;
  #system = matchMedia('(prefers-color-scheme: dark)');
  /** What was chosen on the page; null follows the system. */
  #chosen = null;

  constructor(data, state, stage) {
    this.#data = data;
    this.#state = state;
    this.#stage = stage;
  }

  get #isDark() {
    return this.#chosen ?? this.#system.matches;
  }

  begin() {
    $('color').replaceChildren(...colorNames(this.#data).map(([value, text]) => element('option', { value }, clean(text, 40))));
    $('color').value = this.#state.coloring.name;
    $('color').addEventListener('change', () => {
      this.#state.color($('color').value);
      this.#recolor();
    });
    this.#beginCounts();
    this.#system.addEventListener('change', () => this.#recolor());
    $('theme').addEventListener('click', () => {
      this.#chosen = !this.#isDark;
      document.documentElement.dataset.theme = this.#isDark ? 'dark' : 'light';
      this.#recolor();
    });
    $('save').addEventListener('click', async () => download(await this.#stage.picture(), 'map.png'));
    $('about-text').replaceChildren(...this.#data.meta.notes.map(note => element('p', {}, clean(note, 1000))));
    $('help').addEventListener('click', () => $('about').showModal());
    this.#recolor();
  }

  /** Says what is under the pointer. */
  showTip(row, x, y) {
    $('tip').hidden = row < 0;
    if (row < 0) return;
    const lines = [element('bdi', {}, this.#data.name(row))];
    if (this.#data.title(row)) lines.push(element('span', {}, clean(this.#data.id(row), 60)));
    if (this.#data.counts) {
      const count = this.#data.counts[row];
      lines.push(element('span', {}, count === 0 ? 'no events' : `used ${number(count)} time${count === 1 ? '' : 's'}`));
    }
    const column = this.#data.columns[Number(this.#state.coloring.name.slice(6))];
    const value = column ? this.#data.valueOf(column, row) : '';
    if (value) lines.push(element('span', {}, `${clean(column.name, 40)}: ${clean(value, 60)}`));
    $('tip').replaceChildren(...lines);
    const { width, height } = this.#stage.view;
    const box = $('tip').getBoundingClientRect();
    const left = x + 16 + box.width > width ? Math.max(0, x - 16 - box.width) : x + 16;
    const top = Math.min(y + 14, Math.max(0, height - box.height - 4));
    $('tip').style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
  }

  #recolor() {
    $('theme').setAttribute('aria-pressed', String(this.#isDark));
    const coloring = this.#state.coloring;
    const palette = coloring.palette(this.#isDark);
    const color = code => css(palette.subarray(4 * code, 4 * code + 3));
    $('ramp').hidden = !coloring.isRamp;
    $('legend').hidden = coloring.isRamp;
    if (coloring.isRamp) this.#drawRamp(coloring, color);
    else this.#drawLegend(coloring, color);
    this.#stage.recolor(this.#isDark);
  }

  #drawRamp(coloring, color) {
    const context = $('ramp-bar').getContext('2d');
    for (let i = 0; i < 254; i++) {
      context.fillStyle = color(i);
      context.fillRect(i, 0, 1, 1);
    }
    $('ramp-low').textContent = `up to ${number(coloring.legend.low)}`;
    $('ramp-high').textContent = `${number(coloring.legend.high)} and more`;
  }

  /** Each entry is a button that shows its items alone, together with others that are pressed. */
  #drawLegend(coloring, color) {
    $('legend').replaceChildren(...coloring.legend.map(entry => {
      const swatch = element('span', { className: 'swatch' });
      swatch.style.background = color(entry.color);
      const label = clean(entry.label, 80);
      const button = element(
        'button', { type: 'button', 'aria-pressed': String(this.#state.only.has(entry)), title: label },
        swatch, element('bdi', {}, label), element('span', { className: 'score' }, number(entry.count)));
      button.addEventListener('click', () => {
        if (!this.#state.only.delete(entry)) this.#state.only.add(entry);
        button.setAttribute('aria-pressed', String(this.#state.only.has(entry)));
        this.#stage.mark();
      });
      return element('li', {}, button);
    }));
  }

  /** The slider runs along the logarithm of the count. */
  #beginCounts() {
    const counts = this.#data.counts;
    $('min-count-row').hidden = counts === null;
    if (counts === null) return;
    const top = counts.reduce((most, count) => Math.max(most, count), 1);
    const show = () => {
      const at = Number($('min-count').value) / 100;
      this.#state.minCount = at === 0 ? 0 : Math.max(1, Math.round(top ** at));
      $('min-count-text').value = number(this.#state.minCount);
      this.#stage.mark();
    };
    $('min-count').addEventListener('input', show);
    show();
  }
}
