// The lists beside the map and their buttons.

import { clean } from './data.js';
import { Search } from './search.js';
import { asTable, copy, download, element, fillFacts, fillFound, fillRows, number } from './lists.js';

const $ = id => document.getElementById(id);
const MAX_FOUND = 40;
const MAX_OFFERS = 8;

export class Panel {
  #data;
  #state;
  #page;
  #search;
  #actions;

  constructor(data, answers, state, page) {
    this.#data = data;
    this.#state = state;
    this.#page = page;
    this.#search = new Search(data);
    this.#actions = { select: row => page.select(row), hover: row => page.hover(row) };
    for (const part of document.querySelectorAll('.calculates')) part.hidden = !answers.canCalculate;
    for (const part of document.querySelectorAll('.recommends')) part.hidden = !answers.canRecommend;
    for (const part of document.querySelectorAll('.filters')) part.hidden = !answers.canFilter;
    this.#listenToSearch();
    this.#listenToItem();
    this.#listenToAnalogy();
    this.#listenToSelection();
    if (answers.canFilter) this.#listenToFilter(answers);
  }

  nameOf(one) {
    return one.row >= 0 ? this.#data.name(one.row) : clean(one.title || one.item);
  }

  showItem(row) {
    $('item').hidden = false;
    $('item-name').replaceChildren(element('bdi', {}, this.#data.name(row, 300)));
    fillFacts($('item-facts'), this.#data, row);
    $('neighbors').replaceChildren();
  }

  showNeighbors(row, links) {
    $('neighbors-name').textContent = links.length > 0 ? `Nearest items, by ${this.#data.meta.metric}` : 'No neighbors';
    fillFound($('neighbors'), this.#data, links, this.#actions, row);
  }

  hideItem() {
    $('item').hidden = true;
  }

  showAnalogy(found, text) {
    $('analogy-text').textContent = text;
    fillFound($('analogy'), this.#data, found, this.#actions);
  }

  showNext(found) {
    fillFound($('next'), this.#data, found, this.#actions);
  }

  showSelection(rows, what) {
    $('selection-text').textContent = `${number(rows.length)} item${rows.length === 1 ? '' : 's'} ${what}`;
    $('selection-tools').hidden = rows.length === 0;
    fillRows($('selected'), this.#data, rows, this.#actions);
  }

  clear() {
    this.hideItem();
    this.showAnalogy([], '');
    $('next').replaceChildren();
    $('selected').replaceChildren();
    $('selection-text').textContent = 'Draw around items with the lasso, or list what is in view.';
    $('selection-tools').hidden = true;
  }

  #listenToSearch() {
    const find = () => {
      const { rows, total } = this.#search.find($('search').value, MAX_FOUND);
      const actions = { ...this.#actions, select: row => this.#page.select(row, true) };
      fillRows($('results'), this.#data, rows, actions, total);
      const asked = $('search').value.trim().length > 0;
      if (asked && total === 0) $('results').replaceChildren(element('li', { className: 'more' }, 'nothing found'));
      if (asked) this.#page.say(`${number(total)} items found`);
      return rows;
    };
    $('search').addEventListener('input', find);
    $('search-form').addEventListener('submit', event => {
      event.preventDefault();
      const rows = find();
      if (rows.length > 0) this.#page.select(rows[0], true);
    });
    $('search').addEventListener('keydown', event => {
      if (event.key !== 'ArrowDown') return;
      event.preventDefault();
      $('results').querySelector('button')?.focus();
    });
    $('results').addEventListener('keydown', event => {
      const step = { ArrowDown: 'nextElementSibling', ArrowUp: 'previousElementSibling' }[event.key];
      if (!step) return;
      event.preventDefault();
      const next = event.target.closest('li')[step];
      if (next) next.querySelector('button')?.focus();
      else if (event.key === 'ArrowUp') $('search').focus();
    });
  }

  #listenToItem() {
    for (const name of ['a', 'b', 'c']) {
      $(`to-${name}`).addEventListener('click', () => {
        $(name).value = this.#data.id(this.#state.selected);
        $(name).title = this.#data.name(this.#state.selected);
        this.#page.say(`${this.#data.name(this.#state.selected)} is ${name}`);
      });
    }
    $('to-session').addEventListener('click', () => {
      this.#state.session.push(this.#state.selected);
      this.#showSession();
    });
    $('clear').addEventListener('click', () => this.#page.clear());
    $('recommend').addEventListener('click', () => this.#page.recommend());
    $('session-clear').addEventListener('click', () => {
      this.#state.session = [];
      this.#showSession();
    });
    this.#showSession();
  }

  #showSession() {
    fillRows($('session'), this.#data, this.#state.session, this.#actions);
    $('recommend').disabled = this.#state.session.length === 0;
    $('next').replaceChildren();
    this.#page.stage.ask();
  }

  #listenToAnalogy() {
    for (const name of ['a', 'b', 'c']) {
      $(name).addEventListener('input', () => {
        const { rows } = this.#search.find($(name).value, MAX_OFFERS);
        $('offers').replaceChildren(...rows.map(row => element('option', { value: this.#data.id(row), label: this.#data.name(row, 80) })));
      });
    }
    $('analogy-form').addEventListener('submit', event => {
      event.preventDefault();
      const rows = ['a', 'b', 'c'].map(name => this.#search.resolve($(name).value));
      const unknown = ['a', 'b', 'c'].filter((name, i) => rows[i] < 0 && $(name).value.trim().length > 0);
      if (unknown.length > 0) this.showAnalogy([], `Nothing is called “${clean($(unknown[0]).value, 60)}”.`);
      else this.#page.calculate(...rows);
    });
    $('analogy-clear').addEventListener('click', () => {
      for (const name of ['a', 'b', 'c']) $(name).value = '';
      this.#page.clear();
    });
  }

  #listenToSelection() {
    $('list-view').addEventListener('click', () => this.#page.mark(this.#page.inView(), 'in view'));
    $('selection-clear').addEventListener('click', () => this.#page.clear());
    $('copy').addEventListener('click', async () => {
      await copy(this.#state.marked.map(row => this.#data.id(row)).join('\n'));
      this.#page.say('copied');
    });
    $('download').addEventListener('click', () => {
      download(new Blob([asTable(this.#data, this.#state.marked)], { type: 'text/tab-separated-values' }), 'items.tsv');
    });
  }

  #listenToFilter(answers) {
    $('where').addEventListener('change', () => {
      answers.conditions = $('where').value.split('\n').map(line => line.trim()).filter(line => line.length > 0);
      if (this.#state.selected >= 0) this.#page.select(this.#state.selected);
    });
  }
}
