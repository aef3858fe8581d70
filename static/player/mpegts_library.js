const ADDRESS = "/static/vendor/mpegts.js";

let loading = null;

/** Loads mpegts.js on first use; 270 KB nobody needs who only reads the guide. */
export function loadMpegts() {
  loading ??= load().catch((thrown) => {
    loading = null;
    throw thrown;
  });
  return loading;
}

function load() {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = ADDRESS;
    script.addEventListener("load", () => {
      // What goes wrong is told in the player, not in the console.
      globalThis.mpegts.LoggingControl.enableAll = false;
      resolve(globalThis.mpegts);
    });
    script.addEventListener("error", () => {
      script.remove();
      reject(new Error("The player could not be loaded from the server"));
    });
    document.head.append(script);
  });
}
