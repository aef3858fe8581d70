/**
 * Reads a transport stream back and states everything that is wrong with it: simple, slow, and without any code of
 * `src/mpegts`, so that the two cannot share a mistake. One programme, one picture stream, one sound stream.
 */

const TURN = 2 ** 33;

/** A PES packet as it was found. */
export interface ReadUnit {
  readonly kind: "video" | "audio";
  /** Unwrapped, beginning near the first value of the stream. */
  readonly pts: number;
  readonly dts: number;
  /** The newest PCR before its first byte, in ticks, or null. */
  readonly pcr: number | null;
  readonly isKey: boolean;
  readonly hasRandomAccess: boolean;
  /** Index of its first packet. */
  readonly packet: number;
  /** True when a PAT and a PMT came right before it, but for packets with nothing but a PCR. */
  readonly followsTables: boolean;
  /** The mark `ts_builder` put in, or -1. */
  readonly id: number;
  /** The bytes after the PES header. */
  readonly stream: number[];
}

/** What was read. */
export interface ReadTs {
  /** Rules that are broken, as sentences. */
  readonly faults: string[];
  readonly units: ReadUnit[];
  /** All PCRs, unwrapped, in ticks. */
  readonly pcrs: number[];
  /** version_number of each PMT. */
  readonly pmtVersions: number[];
  /** Packets with a discontinuity_indicator, by PID. */
  readonly flagged: number[];
  /** Distances of PATs in PCR time. */
  readonly patTimes: number[];
  readonly sdtTimes: number[];
  readonly serviceName: string;
  /** Packets per PID. */
  readonly pids: Map<number, number>;
}

interface Open {
  bytes: number[];
  packet: number;
  pcr: number | null;
  hasRandomAccess: boolean;
  followsTables: boolean;
}

/** Reads everything. */
export function readTs(bytes: Uint8Array): ReadTs {
  const reader = new Reader();
  if (bytes.length % 188 !== 0) reader.result.faults.push(`${bytes.length} bytes are no whole packets`);
  for (let at = 0; at + 188 <= bytes.length; at += 188) reader.packet([...bytes.subarray(at, at + 188)]);
  reader.close();
  return reader.result;
}

class Reader {
  readonly result: ReadTs & { serviceName: string } = {
    faults: [],
    units: [],
    pcrs: [],
    pmtVersions: [],
    flagged: [],
    patTimes: [],
    sdtTimes: [],
    serviceName: "",
    pids: new Map(),
  };
  readonly #continuity = new Map<number, number>();
  readonly #open = new Map<number, Open>();
  readonly #kinds = new Map<number, "video" | "audio">();
  readonly #last = new Map<string, number>();
  #pmtPid = -1;
  #pcrPid = -1;
  #index = -1;
  #recent: string[] = [];

  packet(bytes: number[]): void {
    this.#index++;
    const [sync = 0, one = 0, two = 0, three = 0, length = 0, flags = 0] = bytes;
    if (sync !== 0x47) return this.#fault("no sync byte");
    const pid = ((one & 0x1f) << 8) | two;
    this.result.pids.set(pid, (this.result.pids.get(pid) ?? 0) + 1);
    if ((one & 0x80) !== 0) this.#fault("transport_error_indicator");
    if ((three & 0xc0) !== 0) this.#fault("scrambled");
    const hasField = (three & 0x20) !== 0;
    const hasPayload = (three & 0x10) !== 0;
    if (!hasField && !hasPayload) this.#fault("reserved adaptation_field_control");
    if (hasField && (hasPayload ? length > 182 : length !== 183)) {
      this.#fault(`adaptation field of ${length} bytes`);
    }
    const fieldFlags = hasField && length > 0 ? flags : 0;
    this.#checkContinuity(pid, three & 15, hasPayload);
    if ((fieldFlags & 0x80) !== 0) this.result.flagged.push(pid);
    if ((fieldFlags & 0x2f) !== 0) this.#fault(`adaptation flags ${fieldFlags.toString(16)}`);
    if ((fieldFlags & 0x10) !== 0) this.#takePcr(pid, bytes.slice(6, 12));
    const stuffing = hasField ? bytes.slice((fieldFlags & 0x10) !== 0 ? 12 : 6, 5 + length) : [];
    if (stuffing.some((byte) => byte !== 0xff)) this.#fault("stuffing that is not 0xff");
    if (!hasPayload) return;
    const payload = bytes.slice(4 + (hasField ? 1 + length : 0));
    const isStart = (one & 0x40) !== 0;
    if (pid === 0 || pid === this.#pmtPid || pid === 0x11) this.#table(pid, payload, isStart);
    else if (this.#kinds.has(pid)) this.#stream(pid, payload, isStart, (fieldFlags & 0x40) !== 0);
    else this.#fault(`PID ${pid} is in no table`);
  }

  close(): void {
    for (const pid of this.#open.keys()) this.#finish(pid);
  }

  #fault(what: string): void {
    this.result.faults.push(`packet ${this.#index}: ${what}`);
  }

  #checkContinuity(pid: number, counter: number, hasPayload: boolean): void {
    const last = this.#continuity.get(pid);
    const expected = last === undefined ? counter : hasPayload ? (last + 1) % 16 : last;
    if (counter !== expected) this.#fault(`PID ${pid} counter ${counter}, expected ${expected}`);
    this.#continuity.set(pid, counter);
  }

  #takePcr(pid: number, field: number[]): void {
    if (pid !== this.#pcrPid) return this.#fault(`PCR on PID ${pid}`);
    const value = field.reduce((sum, byte) => sum * 256 + byte, 0);
    const ticks = Math.floor(value / 2 ** 15) + (value % 512) / 300;
    this.result.pcrs.push(this.#unwrap("pcr", ticks));
  }

  #unwrap(name: string, ticks: number): number {
    const near = this.#last.get(name) ?? this.#last.get("pcr") ?? ticks;
    const turns = Math.round((near - ticks) / TURN);
    const whole = ticks + turns * TURN;
    this.#last.set(name, whole);
    return whole;
  }

  #table(pid: number, payload: number[], isStart: boolean): void {
    if (!isStart) return this.#fault("a table in more than one packet");
    const start = 1 + (payload[0] ?? 0);
    const length = (((payload[start + 1] ?? 0) & 15) << 8) | (payload[start + 2] ?? 0);
    const section = payload.slice(start, start + 3 + length);
    if (crc(section) !== 0) this.#fault(`CRC of the table on PID ${pid}`);
    const body = section.slice(8, -4);
    const now = this.result.pcrs.at(-1) ?? null;
    if (pid === 0) {
      this.#pmtPid = (((body[2] ?? 0) & 0x1f) << 8) | (body[3] ?? 0);
      if (now !== null) this.result.patTimes.push(now);
      this.#recent.push("pat");
    } else if (pid === 0x11) {
      if (now !== null) this.result.sdtTimes.push(now);
      const name = body.slice(3 + 5 + 2 + 3, 3 + 5 + 2 + 3 + (body[12] ?? 0));
      if (name[0] !== 0x15) this.#fault("service name is not marked as UTF-8");
      this.result.serviceName = new TextDecoder().decode(Uint8Array.from(name.slice(1)));
    } else {
      this.#recent.push("pmt");
      this.result.pmtVersions.push(((section[5] ?? 0) >> 1) & 31);
      this.#pcrPid = (((body[0] ?? 0) & 0x1f) << 8) | (body[1] ?? 0);
      for (let at = 4; at < body.length; at += 5) {
        const stream = (((body[at + 1] ?? 0) & 0x1f) << 8) | (body[at + 2] ?? 0);
        this.#kinds.set(stream, body[at] === 0x1b ? "video" : "audio");
      }
    }
  }

  #stream(pid: number, payload: number[], isStart: boolean, hasRandomAccess: boolean): void {
    if (isStart) {
      this.#finish(pid);
      this.#open.set(pid, {
        bytes: [],
        packet: this.#index,
        pcr: this.result.pcrs.at(-1) ?? null,
        hasRandomAccess,
        followsTables: this.#recent.join().endsWith("pat,pmt"),
      });
    }
    this.#recent = [];
    this.#open.get(pid)?.bytes.push(...payload);
  }

  #finish(pid: number): void {
    const open = this.#open.get(pid);
    const kind = this.#kinds.get(pid);
    if (open === undefined || kind === undefined) return;
    this.#open.delete(pid);
    const { bytes } = open;
    if (bytes[0] !== 0 || bytes[1] !== 0 || bytes[2] !== 1) return this.#fault("PES start code");
    const length = ((bytes[4] ?? 0) << 8) | (bytes[5] ?? 0);
    if (length !== 0 && length + 6 !== bytes.length) {
      this.#fault(`PES of ${bytes.length} bytes says ${length + 6}`);
    }
    const hasDts = ((bytes[7] ?? 0) & 0xc0) === 0xc0;
    const dts = this.#unwrap(kind, this.#stamp(bytes.slice(hasDts ? 14 : 9), hasDts ? 1 : 2));
    const pts = hasDts ? nearest(this.#stamp(bytes.slice(9), 3), dts) : dts;
    const stream = bytes.slice(9 + (bytes[8] ?? 0));
    const idAt = kind === "audio" ? 7 : sliceAt(stream);
    this.result.units.push({
      kind,
      pts,
      dts,
      pcr: open.pcr,
      isKey: kind === "video" && ((stream[idAt - 1] ?? 0) & 31) === 5,
      hasRandomAccess: open.hasRandomAccess,
      packet: open.packet,
      followsTables: open.followsTables,
      id: stream.slice(idAt, idAt + 4).reduce((sum, byte) => sum * 128 + (byte & 127), 0),
      stream,
    });
  }

  #stamp(field: number[], prefix: number): number {
    const [a = 0, b = 0, c = 0, d = 0, e = 0] = field;
    if (a >> 4 !== prefix || (a & c & e & 1) !== 1) {
      this.#fault(`timestamp prefix ${a >> 4}, expected ${prefix}`);
    }
    return ((a >> 1) & 7) * 2 ** 30 + b * 2 ** 22 + (c >> 1) * 2 ** 15 + d * 2 ** 7 + (e >> 1);
  }
}

function nearest(ticks: number, near: number): number {
  return ticks + Math.round((near - ticks) / TURN) * TURN;
}

/** Where the first slice's content begins. */
function sliceAt(stream: number[]): number {
  for (let at = 0; at + 3 < stream.length; at++) {
    const type = (stream[at + 3] ?? 0) & 31;
    const isStart = stream[at] === 0 && stream[at + 1] === 0 && stream[at + 2] === 1;
    if (isStart && type >= 1 && type <= 5) return at + 4;
  }
  return stream.length;
}

function crc(section: number[]): number {
  let value = 0xffffffffn;
  for (const byte of section) {
    for (let bit = 7; bit >= 0; bit--) {
      const top = (value >> 31n) ^ BigInt((byte >> bit) & 1);
      value = ((value << 1n) & 0xffffffffn) ^ (top === 1n ? 0x04c11db7n : 0n);
    }
  }
  return Number(value);
}
