/** Where SSDP speaks to everybody (UPnP Device Architecture 1.1, §1.1.2). */
export const SSDP_GROUP = "239.255.255.250";

/** The port of SSDP. */
export const SSDP_PORT = 1_900;

/** For how long an announcement holds, in seconds; UPnP wants 1800 at least. */
export const MAX_AGE_S = 1_800;

const DEVICE_TYPE = "urn:schemas-upnp-org:device:MediaServer:1";
const ROOT_DEVICE = "upnp:rootdevice";
const EVERYTHING = "ssdp:all";
const REQUEST_LINE = /^M-SEARCH \* HTTP\/1\.[01]$/;
const HEADER = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+)[ \t]*:[ \t]*(.*?)[ \t]*$/;
const MX = /^\d{1,5}$/;

/** What somebody looks for. */
export interface Search {
  /** As it stands in the search. */
  readonly target: string;
  /** Seconds over which the answers should be spread; 0 for one that was sent to us alone. */
  readonly spreadS: number;
}

/** What the device says of itself. */
export interface SsdpDevice {
  /** UUID without `uuid:`; the same in device.xml. */
  readonly udn: string;
  /** Version of the program. */
  readonly version: string;
  /** Rises with each start, so that a restart is noticed. */
  readonly bootId: number;
}

/** What one announcement is about. */
export interface Subject {
  /** Root device, UUID or type. */
  readonly target: string;
  /** The same with the UUID before it. */
  readonly usn: string;
}

/**
 * Reads a search.
 *
 * @param text A datagram.
 * @returns Null if it is none, or not one that may be answered.
 */
export function parseSearch(text: string): Search | null {
  const [requestLine = "", ...lines] = text.split(/\r?\n/);
  if (!REQUEST_LINE.test(requestLine)) return null;
  const headers = new Map<string, string>();
  for (const line of lines) {
    const [, name = "", value = ""] = HEADER.exec(line) ?? [];
    if (name !== "" && !headers.has(name.toUpperCase())) headers.set(name.toUpperCase(), value);
  }
  const target = headers.get("ST") ?? "";
  if (headers.get("MAN")?.toLowerCase() !== '"ssdp:discover"' || target === "") return null;
  const isToUs = !(headers.get("HOST") ?? SSDP_GROUP).startsWith(SSDP_GROUP);
  const mx = headers.get("MX") ?? "";
  // Without a time to spread over, everybody would answer everybody's search at once (§1.3.2).
  if (!MX.test(mx)) return isToUs ? { target, spreadS: 0 } : null;
  return { target, spreadS: isToUs ? 0 : Number(mx) };
}

/** What there is to announce: the device as a root, as itself and by its type. */
export function subjectsOf({ udn }: SsdpDevice): readonly Subject[] {
  const uuid = `uuid:${udn}`;
  return [
    { target: ROOT_DEVICE, usn: `${uuid}::${ROOT_DEVICE}` },
    { target: uuid, usn: uuid },
    { target: DEVICE_TYPE, usn: `${uuid}::${DEVICE_TYPE}` },
  ];
}

/** What a search finds; the target is echoed as it was asked for. */
export function findSubjects({ target }: Search, device: SsdpDevice): readonly Subject[] {
  const subjects = subjectsOf(device);
  if (target === EVERYTHING) return subjects;
  // A UUID is a number, in whatever letters it is written; types are names.
  const isUuid = target.toLowerCase().startsWith("uuid:");
  return subjects
    .filter((subject) => isUuid ? subject.target === target.toLowerCase() : subject.target === target)
    .map((subject) => ({ ...subject, target }));
}

/** The answer to a search. */
export function foundMessage({ target, usn }: Subject, device: SsdpDevice, location: string): string {
  return lines("HTTP/1.1 200 OK", [
    `CACHE-CONTROL: max-age=${MAX_AGE_S}`,
    "EXT:",
    `LOCATION: ${location}`,
    `SERVER: ${server(device)}`,
    `ST: ${target}`,
    `USN: ${usn}`,
    ...identity(device),
  ]);
}

/** The announcement that the device is there. */
export function aliveMessage({ target, usn }: Subject, device: SsdpDevice, location: string): string {
  return lines("NOTIFY * HTTP/1.1", [
    `HOST: ${SSDP_GROUP}:${SSDP_PORT}`,
    `CACHE-CONTROL: max-age=${MAX_AGE_S}`,
    `LOCATION: ${location}`,
    `NT: ${target}`,
    "NTS: ssdp:alive",
    `SERVER: ${server(device)}`,
    `USN: ${usn}`,
    ...identity(device),
  ]);
}

/** The announcement that it leaves. */
export function byebyeMessage({ target, usn }: Subject, device: SsdpDevice): string {
  return lines("NOTIFY * HTTP/1.1", [
    `HOST: ${SSDP_GROUP}:${SSDP_PORT}`,
    `NT: ${target}`,
    "NTS: ssdp:byebye",
    `USN: ${usn}`,
    ...identity(device),
  ]);
}

function server({ version }: SsdpDevice): string {
  return `OS/1 UPnP/1.1 exstreamtv/${version}`;
}

function identity({ bootId }: SsdpDevice): string[] {
  return [`BOOTID.UPNP.ORG: ${bootId}`, "CONFIGID.UPNP.ORG: 1"];
}

/** Clients reject lines that end in anything else, and a message without an empty line at its end. */
function lines(first: string, headers: readonly string[]): string {
  return [first, ...headers, "", ""].join("\r\n");
}
