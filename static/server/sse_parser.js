/**
 * Cuts a stream of text into server-sent events (WHATWG HTML, 9.2.6). Ids and retry times are not used here.
 *
 * @returns {(text: string) => {kind: string, data: string}[]} Takes the next piece, gives the events it completes.
 */
export function createSseParser() {
  let rest = "";
  let kind = "";
  let data = [];

  return (text) => {
    const events = [];
    const lines = (rest + text).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop();
    for (const line of lines) {
      if (line === "") {
        if (data.length > 0) events.push({ kind: kind || "message", data: data.join("\n") });
        kind = "";
        data = [];
        continue;
      }
      const { field, value } = splitLine(line);
      if (field === "event") kind = value;
      if (field === "data") data.push(value);
    }
    return events;
  };
}

function splitLine(line) {
  const colon = line.indexOf(":");
  if (colon === -1) return { field: line, value: "" };
  return { field: line.slice(0, colon), value: line.slice(colon + 1).replace(/^ /, "") };
}
