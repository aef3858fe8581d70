const region = document.getElementById("announcer");

/**
 * Says a sentence to screen readers, once whatever they are reading is finished.
 *
 * @param {string} sentence
 */
export function announce(sentence) {
  region.textContent = sentence;
}
