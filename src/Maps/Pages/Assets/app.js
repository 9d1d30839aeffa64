// Opens the map: loads the items, and joins the canvases, the lists and the answers.

import { EmbeddedSource, LiveSource, MapData, AnswerError, clean } from './data.js';
import { EmbeddedAnswers, LiveAnswers } from './answers.js';
import { State } from './state.js';
import { Stage } from './stage.js';
import { Panel } from './panel.js';
import { Looks } from './looks.js';
import { listen } from './gestures.js';
import { element, number } from './lists.js';

const $ = id => document.getElementById(id);

/** Shows the map of a source. */
async function open(source) {
  let data;
  try {
    data = await MapData.load(source, text => $('loading').replaceChildren(element('p', {}, clean(text, 200))));
  } catch (problem) {
    if (problem instanceof AnswerError && problem.status === 401) return askForKey(source);
    $('loading').replaceChildren(element('p', { role: 'alert' }, `The map cannot be shown: ${clean(problem.message, 400)}`));
    throw problem;
  }
  $('key-form').hidden = true;
  const answers = source.isLive ? new LiveAnswers(data, source) : new EmbeddedAnswers(data);
  const state = new State(data, data.meta.colorBy);
  const stage = new Stage($('points'), $('map'), data, state);
  const page = new Page(data, answers, state, stage);
  page.begin();
  return page;
}

function askForKey(source) {
  $('loading').replaceChildren(element('p', {}, 'Give the API key of the service'));
  $('key-form').hidden = false;
  return new Promise(resolve => $('key-form').addEventListener('submit', event => {
    event.preventDefault();
    source.key = $('key').value.trim();
    $('key').value = '';
    resolve(open(source));
  }, { once: true }));
}

/** The page of a loaded map. */
class Page {
  #token = 0;

  constructor(data, answers, state, stage) {
    Object.assign(this, { data, answers, state, stage });
    this.looks = new Looks(data, state, stage);
    this.panel = new Panel(data, answers, state, this);
  }

  begin() {
    const { meta, count } = this.data;
    const parts = [`${number(count)} items${meta.total > count ? ` of ${number(meta.total)}` : ''}`, meta.methodName];
    if (meta.clusters.length > 0) parts.push(`${number(meta.clusters.length)} clusters`);
    $('facts').textContent = parts.join(' · ');
    $('map').setAttribute('aria-label', `Map of ${number(count)} items`);
    this.#listen();
    this.looks.begin();
    this.stage.draw();
    $('loading').hidden = true;
    this.firstPicture = performance.now();
    const asked = decodeURIComponent(location.hash.slice(1));
    if (asked && this.data.rowOf(asked) >= 0) this.select(this.data.rowOf(asked), true);
  }

  /** Shows an item, its neighbors, and why they are near. */
  async select(row, moves = false) {
    if (row < 0) return;
    const token = ++this.#token;
    Object.assign(this.state, { selected: row, linkedFrom: [row], links: [], analogy: null });
    history.replaceState(null, '', `#${encodeURIComponent(this.data.id(row))}`);
    this.panel.showItem(row);
    this.stage.ask();
    const links = await this.#answered(() => this.answers.neighbors(row));
    if (!links || token !== this.#token) return;
    this.state.links = links;
    this.panel.showNeighbors(row, links);
    if (moves || !this.#isInView(row)) this.#show([row, ...links.map(link => link.row)]);
    this.stage.mark();
    const nearest = links.length > 0 ? `, nearest ${this.panel.nameOf(links[0])}` : '';
    this.say(`${this.data.name(row)}: ${number(links.length)} neighbors${nearest}`);
  }

  hover(row) {
    if (row === this.state.hovered) return;
    this.state.hovered = row;
    this.stage.ask();
  }

  /** Calculates a - b + c of rows; -1 for a term that is left out. */
  async calculate(a, b, c) {
    const terms = [{ row: a, weight: 1 }, { row: b, weight: -1 }, { row: c, weight: 1 }].filter(term => term.row >= 0);
    if (terms.length === 0) return this.panel.showAnalogy([], 'Name at least one item.');
    const token = ++this.#token;
    const label = terms.map(({ row, weight }, i) => (weight < 0 ? '− ' : i > 0 ? '+ ' : '') + this.data.name(row, 24)).join(' ');
    const found = await this.#answered(() => this.answers.analogy(terms));
    if (!found || token !== this.#token) return;
    this.state.clear();
    Object.assign(this.state, { analogy: { terms, found, label }, links: found, linkedFrom: [] });
    this.panel.hideItem();
    this.panel.showAnalogy(found, label);
    this.stage.mark();
    this.#show([...terms.map(term => term.row), ...found.slice(0, 5).map(one => one.row)]);
    this.say(found.length > 0 ? `${label}: nearest ${this.panel.nameOf(found[0])}` : 'nothing found');
  }

  async recommend() {
    const token = ++this.#token;
    const found = await this.#answered(() => this.answers.recommend(this.state.session));
    if (!found || token !== this.#token) return;
    this.state.clear();
    Object.assign(this.state, { links: found, linkedFrom: this.state.session.slice(-1) });
    this.panel.hideItem();
    this.panel.showNext(found);
    this.stage.mark();
    this.#show([...this.state.session, ...found.map(one => one.row)]);
    this.say(`${number(found.length)} items come next`);
  }

  /** Marks rows and lists them. */
  mark(rows, what) {
    this.state.marked = rows;
    this.state.lasso = [];
    this.panel.showSelection(rows, what);
    this.stage.mark();
    this.say(`${number(rows.length)} items selected`);
  }

  /** Forgets what was selected. */
  clear() {
    this.#token++;
    this.state.clear();
    history.replaceState(null, '', location.pathname + location.search);
    this.panel.clear();
    this.stage.mark();
  }

  inView() {
    return this.stage.places.inside(this.stage.view.box).filter(this.state.isShown);
  }

  /** Says something to those who do not see the map. */
  say(text) {
    $('status').textContent = text;
  }

  async #answered(ask) {
    try {
      const answer = await ask();
      $('notice').hidden = true;
      return answer;
    } catch (problem) {
      $('notice').textContent = clean(problem.message, 400);
      $('notice').hidden = false;
      return null;
    }
  }

  #show(rows) {
    this.stage.view.show(rows.filter(row => row >= 0).map(row => ({ x: this.data.x(row), y: this.data.y(row) })));
    this.stage.ask();
  }

  #isInView(row) {
    const { left, right, top, bottom } = this.stage.view.box;
    const [x, y] = [this.data.x(row), this.data.y(row)];
    return x >= left && x <= right && y >= top && y <= bottom;
  }

  #rowAt(x, y, reach = 9) {
    const view = this.stage.view;
    return this.stage.places.nearest(view.toMapX(x), view.toMapY(y), reach / view.scale, this.state.isShown);
  }

  #listen() {
    const { stage, state } = this;
    const view = stage.view;
    const changed = () => {
      $('tip').hidden = true;
      stage.move();
    };
    const actions = {
      hover: (x, y) => {
        this.hover(this.#rowAt(x, y));
        this.looks.showTip(state.hovered, x, y);
      },
      leave: () => {
        this.hover(-1);
        $('tip').hidden = true;
      },
      click: (x, y, event) => {
        const row = this.#rowAt(x, y, event.pointerType === 'touch' ? 18 : 9);
        if (row >= 0) this.select(row);
        else this.clear();
      },
      middle: () => this.select(this.#rowAt(view.width / 2, view.height / 2, view.width)),
      pan: (dx, dy) => { view.panBy(dx, dy); changed(); },
      zoom: (factor, x, y) => { view.zoomBy(factor, x, y); changed(); },
      fit: () => { view.fit(); changed(); },
      lassoTo: (path, isDone) => {
        state.lasso = path.map(([x, y]) => [view.toMapX(x), view.toMapY(y)]);
        if (isDone) this.mark(stage.places.within(state.lasso).filter(state.isShown), 'inside the lasso');
        stage.ask();
      },
    };
    const isLasso = () => $('lasso').getAttribute('aria-pressed') === 'true';
    listen($('map'), actions, isLasso);
    const toggleLasso = () => {
      $('lasso').setAttribute('aria-pressed', String(!isLasso()));
      $('stage').classList.toggle('lasso', isLasso());
    };
    $('zoom-in').addEventListener('click', () => actions.zoom(1.5));
    $('zoom-out').addEventListener('click', () => actions.zoom(1 / 1.5));
    $('fit').addEventListener('click', actions.fit);
    $('lasso').addEventListener('click', toggleLasso);
    document.addEventListener('keydown', event => {
      if (event.key === 'Escape' && !$('about').open) return this.clear();
      if (event.target.closest('input, textarea, select, dialog') || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === '/') {
        event.preventDefault();
        $('search').focus();
      } else if (event.key === 'l' || event.key === 'L') {
        toggleLasso();
      }
    });
  }
}

const page = await open(document.documentElement.hasAttribute('data-live') ? new LiveSource() : new EmbeddedSource());

/** For scripts and tests: where an item is in the window of the map, how fast the map is, and the items nearest to a - b + c. */
globalThis.item2vecMap = Object.freeze({
  firstPicture: page.firstPicture,
  drawnBy: page.stage.kind,
  place: id => {
    const row = page.data.rowOf(id);
    return row < 0 ? null : [page.stage.view.toScreenX(page.data.x(row)), page.stage.view.toScreenY(page.data.y(row))];
  },
  framesPerSecond: (frames = 30) => page.stage.measure(frames),
  moving: (milliseconds = 3000) => page.stage.measureMoving(milliseconds),
  analogy: async (a, b, c) => {
    const terms = [[a, 1], [b, -1], [c, 1]].map(([id, weight]) => ({ row: page.data.rowOf(id), weight }));
    return (await page.answers.analogy(terms)).map(({ row, score }) => ({ item: page.data.id(row), score }));
  },
});
