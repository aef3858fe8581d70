const STEPS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

/**
 * Lets the arrow keys of a remote control move among buttons that lie in a grid, to the nearest one that way.
 *
 * @param {Element} place
 * @param {string} selector Which descendants are stops.
 */
export function moveByArrows(place, selector) {
  place.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    const from = event.target.closest(selector);
    if (!step || !from || event.altKey || event.ctrlKey || event.metaKey) return;
    const stops = [...place.querySelectorAll(selector)].filter((stop) => stop.offsetParent !== null);
    const to = nearest(from, stops, step);
    if (!to) return;
    event.preventDefault();
    to.focus();
  });
}

function nearest(from, stops, [stepX, stepY]) {
  const start = centre(from);
  let best = null;
  let bestCost = Infinity;
  for (const stop of stops) {
    const { x, y } = centre(stop);
    const ahead = (x - start.x) * stepX + (y - start.y) * stepY;
    const aside = Math.abs((x - start.x) * stepY) + Math.abs((y - start.y) * stepX);
    // Staying in the row or column weighs more than being near.
    const cost = ahead + aside * 3;
    if (ahead > 8 && aside <= ahead * 3 && cost < bestCost) [best, bestCost] = [stop, cost];
  }
  return best;
}

function centre(stop) {
  const box = stop.closest("li")?.getBoundingClientRect() ?? stop.getBoundingClientRect();
  return { x: box.left + box.width / 2, y: box.top + box.height / 2 };
}
