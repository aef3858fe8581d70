const VIEWS = ["channels", "guide", "schedules", "health", "connect"];
const TITLES = {
  channels: "Channels",
  guide: "Guide",
  schedules: "Schedules",
  health: "Health",
  connect: "Connect",
};

/**
 * Shows the view that the address names (`#/guide`), the channels at first.
 *
 * @param {Record<string, (part: string) => void>} onShow Per view: what it wants to do when it comes up; the rest of
 *   the address (`#/health/broken`) is handed on.
 */
export function startViews(onShow) {
  addEventListener("hashchange", () => showAddressed(onShow, { isNavigation: true }));
  showAddressed(onShow, { isNavigation: false });
}

function showAddressed(onShow, { isNavigation }) {
  const hash = location.hash;
  // The skip link and other plain anchors are the browser's business.
  if (isNavigation && !hash.startsWith("#/")) return;
  const [, name = "", ...parts] = hash.split("/");
  const wanted = VIEWS.includes(name) ? name : VIEWS[0];
  for (const view of VIEWS) document.getElementById(`view-${view}`).hidden = view !== wanted;
  for (const link of document.querySelectorAll("[data-view]")) {
    if (link.dataset.view === wanted) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  document.title = `${TITLES[wanted]} · EXStreamTV`;
  if (isNavigation) document.getElementById(`heading-${wanted}`)?.focus();
  onShow[wanted]?.(parts.join("/"));
}
