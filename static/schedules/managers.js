const MANAGERS = {
  config: {
    word: "config.yaml",
    sentence: "Managed by config.yaml: it is changed there, and only shown here.",
  },
  demo: { word: "Demo", sentence: "Part of the demo: it goes when there are channels of your own." },
  api: { word: "This page", sentence: "Managed here: on this page and through the API." },
};

/**
 * Who writes a document.
 *
 * @param {string} managedBy
 * @returns {{word: string, sentence: string, isOurs: boolean}} `isOurs`: it can be changed here.
 */
export function managerOf(managedBy) {
  const known = MANAGERS[managedBy] ?? { word: managedBy, sentence: `Managed by ${managedBy}, not here.` };
  return { ...known, isOurs: managedBy === "api" };
}
