const IDLE_MS = 3_500;

/**
 * Marks an element with `data-idle` while nobody has moved the pointer or touched a key for a while.
 *
 * @param {HTMLElement} target
 */
export function idleWatch(target) {
  let timer;
  const wake = () => {
    delete target.dataset.idle;
    clearTimeout(timer);
    timer = setTimeout(() => target.dataset.idle = "", IDLE_MS);
  };
  for (const event of ["pointermove", "pointerdown", "keydown", "focusin"]) {
    target.addEventListener(event, wake);
  }
}
