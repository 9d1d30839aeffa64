// Pointer, wheel, fingers and keys on the map.

const CLICK_REACH = 5;
const PAN = 60;
const ZOOM = 1.3;

/**
 * Listens on an element.
 * @param actions hover(x, y), leave(), click(x, y, event), pan(dx, dy), zoom(factor, x, y), fit(), lassoTo(points, isDone), key(name)
 * @param isLasso whether a drag draws a lasso
 */
export function listen(element, actions, isLasso) {
  const pointers = new Map();
  let path = null;
  let moved = 0;

  const place = event => {
    const box = element.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };

  element.addEventListener('pointerdown', event => {
    if (event.button > 0) return;
    element.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, place(event));
    if (pointers.size === 1) {
      moved = 0;
      path = isLasso() || event.shiftKey ? [place(event)] : null;
    } else {
      path = null;
      moved = Infinity;
    }
  });

  element.addEventListener('pointermove', event => {
    const now = place(event);
    const before = pointers.get(event.pointerId);
    if (!before) {
      actions.hover(...now);
      return;
    }
    moved += Math.hypot(now[0] - before[0], now[1] - before[1]);
    if (path) {
      path.push(now);
      actions.lassoTo(path, false);
    } else if (pointers.size === 1) {
      if (moved > CLICK_REACH) actions.pan(now[0] - before[0], now[1] - before[1]);
    } else {
      pinch(event.pointerId, before, now);
    }
    pointers.set(event.pointerId, now);
  });

  /** One finger of two moves: the map is magnified as the distance grows, and follows the middle. */
  function pinch(id, before, now) {
    const [, still] = [...pointers].find(([other]) => other !== id);
    const far = point => Math.hypot(point[0] - still[0], point[1] - still[1]);
    actions.pan((now[0] - before[0]) / 2, (now[1] - before[1]) / 2);
    if (far(before) > 8) actions.zoom(far(now) / far(before), (now[0] + still[0]) / 2, (now[1] + still[1]) / 2);
  }

  function end(event, isClick) {
    if (!pointers.delete(event.pointerId) || pointers.size > 0) return;
    if (path && moved > CLICK_REACH) actions.lassoTo(path, isClick);
    else if (isClick && moved <= CLICK_REACH) actions.click(...place(event), event);
    path = null;
  }

  element.addEventListener('pointerup', event => end(event, true));
  element.addEventListener('pointercancel', event => end(event, false));
  element.addEventListener('pointerleave', () => actions.leave());
  element.addEventListener('dblclick', event => actions.zoom(2, ...place(event)));
  element.addEventListener('wheel', event => {
    event.preventDefault();
    const lines = event.deltaMode === 1 ? 33 : event.deltaMode === 2 ? 400 : 1;
    actions.zoom(Math.exp(-Math.min(400, Math.max(-400, event.deltaY * lines)) * (event.ctrlKey ? 0.01 : 0.0015)), ...place(event));
  }, { passive: false });

  const keys = {
    ArrowLeft: () => actions.pan(PAN, 0),
    ArrowRight: () => actions.pan(-PAN, 0),
    ArrowUp: () => actions.pan(0, PAN),
    ArrowDown: () => actions.pan(0, -PAN),
    '+': () => actions.zoom(ZOOM),
    '=': () => actions.zoom(ZOOM),
    '-': () => actions.zoom(1 / ZOOM),
    0: () => actions.fit(),
    Enter: () => actions.middle(),
  };
  element.addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
}
