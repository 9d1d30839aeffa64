// The two canvases: when they are drawn, how large they are, pictures and print.

import { makePoints } from './points.js';
import { Overlay } from './overlay.js';
import { Places } from './places.js';
import { View } from './view.js';

/** While the map moves, a frame that takes longer than this many milliseconds has too many points. */
const SLOW = 36;
const FAST = 20;
const MIN_POINTS = 5000;
const REST = 150;

const LIGHT = { text: '#1b1f24', halo: '#ffffff', line: '#4b5563', accent: '#9a3412' };
const DARK = { text: '#e6edf3', halo: '#14181d', line: '#c3cad2', accent: '#ffb86b' };

export class Stage {
  view;
  places;
  #points;
  #overlay;
  #below;
  #above;
  #state;
  #data;
  #isAsked = false;
  #isDark = false;
  /** The share of the points that is drawn while the map moves, so that slow machines keep up. */
  #share = 1;
  #rest = 0;

  constructor(below, above, data, state) {
    this.#below = below;
    this.#above = above;
    this.#state = state;
    this.#data = data;
    this.view = new View(data);
    this.places = new Places(data);
    this.#points = makePoints(below, data);
    this.#overlay = new Overlay(above, data, this.places);
    below.addEventListener('redraw', () => this.ask());
    new ResizeObserver(() => this.resize()).observe(above);
    addEventListener('beforeprint', () => this.#print());
    addEventListener('afterprint', () => this.recolor(this.#isDark));
    this.resize();
  }

  /** What draws the points. */
  get kind() {
    return this.#points.kind;
  }

  get ratio() {
    return Math.min(2, devicePixelRatio || 1);
  }

  resize() {
    const box = this.#above.getBoundingClientRect();
    this.view.resize(box.width, box.height);
    for (const canvas of [this.#below, this.#above]) {
      canvas.width = Math.max(1, Math.round(box.width * this.ratio));
      canvas.height = Math.max(1, Math.round(box.height * this.ratio));
    }
    this.draw();
  }

  /** Takes the colors of the state, for a light or a dark page. */
  recolor(isDark) {
    this.#isDark = isDark;
    this.#points.color(this.#state.coloring.classes, this.#state.coloring.palette(isDark));
    this.mark();
  }

  /** Takes the filter and the selection of the state. */
  mark() {
    this.#points.mark(this.#state.states());
    this.ask();
  }

  /** Draws at the next frame. */
  ask() {
    if (this.#isAsked) return;
    this.#isAsked = true;
    requestAnimationFrame(() => this.draw());
  }

  /** Draws at the next frame, and with all points when the map has come to rest. */
  move() {
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => this.ask(), REST);
    if (this.#isAsked) return;
    this.#isAsked = true;
    const asked = performance.now();
    requestAnimationFrame(() => {
      // A frame comes late where the one before is still being drawn.
      const waited = performance.now() - asked;
      if (waited > SLOW) this.#share = Math.max(Math.min(1, MIN_POINTS / this.#data.count), this.#share * 0.75);
      else if (waited < FAST) this.#share = Math.min(1, this.#share * 1.15);
      this.draw(false, this.#share);
    });
  }

  draw(isWhole = false, share = 1) {
    this.#isAsked = false;
    if (!this.#state.coloring) return;
    this.#points.draw(this.view, this.ratio, share);
    this.#overlay.draw(this.view, this.ratio, this.#state, this.#isDark ? DARK : LIGHT, isWhole ? this.#below : null);
  }

  /** The view as a picture. */
  async picture() {
    this.draw(true);
    const blob = await new Promise(resolve => this.#above.toBlob(resolve));
    this.draw();
    return blob;
  }

  /** Frames in a second while the map moves, each waited for. */
  measure(frames) {
    this.#points.finish();
    const begin = performance.now();
    for (let frame = 0; frame < frames; frame++) {
      this.view.panBy(frame % 2 === 0 ? 1 : -1, 0);
      this.draw();
      this.#points.finish();
    }
    return 1000 * frames / (performance.now() - begin);
  }

  /** Frames in a second while the map moves as under a hand, with as many points as the machine keeps up with. */
  async measureMoving(milliseconds) {
    let frames = 0;
    for (const begin = performance.now(); performance.now() - begin < milliseconds; frames++) {
      this.view.panBy(frames % 20 < 10 ? 3 : -3, 0);
      this.move();
      await new Promise(resolve => requestAnimationFrame(resolve));
    }
    return { frames: 1000 * frames / milliseconds, share: this.#share };
  }

  #print() {
    const wasDark = this.#isDark;
    this.recolor(false);
    this.resize();
    this.draw(true);
    this.#isDark = wasDark;
  }
}
