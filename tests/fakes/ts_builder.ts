/** Writes small transport streams as a muxer would: simple, slow, and without any code of `src/mpegts`. */

const TURN = 2n ** 33n;

/** One picture or audio frame as it should come out again. */
export interface BuiltUnit {
  readonly kind: "video" | "audio";
  /** Unique mark, found in the payload. */
  readonly id: number;
  /** Frame number in order of presentation, for pictures; frame number for sound. */
  readonly slot: number;
  /** Ticks, not wrapped. */
  readonly pts: number;
  readonly dts: number;
  readonly isKey: boolean;
}

/** What to build. */
export interface BuildOptions {
  readonly frames: number;
  readonly frameTicks: number;
  /** Reorder depth: 0 none, 1 one B-picture, 2 and 3 pyramids of 3 and 7. */
  readonly depth: 0 | 1 | 2 | 3;
  /** Pictures between two keys; rounded up to whole groups. */
  readonly gop: number;
  /** PTS of the first picture. */
  readonly startPts: number;
  /** PTS of the first audio frame counted from the first picture; null for no sound. */
  readonly audioOffset: number | null;
  /** Slots without a picture. */
  readonly lostVideo?: (slot: number) => boolean;
  /** Audio frames that are missing. */
  readonly lostAudio?: (frame: number) => boolean;
  readonly pictureBytes?: (slot: number) => number;
  /** Every picture carries PTS and DTS; else only those where they differ. */
  readonly alwaysDts?: boolean;
  /** Pictures say how long they are. */
  readonly hasLength?: boolean;
  /** PCR in the first packet of every picture, of keys only, or never. */
  readonly pcr?: "all" | "keys" | "none";
  /** Packets of sound lie between those of a picture, and PSI too. */
  readonly isInterleaved?: boolean;
  /** Seed of SPS and PPS. */
  readonly parameters?: number;
  /** First id. */
  readonly firstId?: number;
  readonly videoPid?: number;
  readonly audioPid?: number;
  /** False leaves the pictures out, of stream and PMT: sound alone. */
  readonly hasVideo?: boolean;
  /** What is added to the PTS of a picture or a frame of sound: a container that blurs, a rate that varies. */
  readonly jitter?: (kind: BuiltUnit["kind"], slot: number) => number;
  /** What else the stream carries, beside every picture and audio frame. */
  readonly foreign?: readonly ForeignStream[];
}

/** A stream that must not air: another sound track, subtitles, data, stuffing. */
export interface ForeignStream {
  readonly pid: number;
  /** stream_type in the PMT; null when no table names it. AAC is sent as real frames, all else as noise. */
  readonly type: number | null;
}

/** First id of frames of other sound tracks, counted from a programme's first id. */
export const FOREIGN_ID = 800_000;

/** What was built. */
export interface Built {
  readonly bytes: Uint8Array;
  /** In the order of the stream. */
  readonly units: BuiltUnit[];
}

/** Decoding order of one group of 2^depth frames, as distances from the frame before it. */
export function decodingOrder(depth: number): number[] {
  const order: number[] = [];
  const halve = (from: number, to: number): void => {
    const middle = (from + to) >> 1;
    if (middle === from) return;
    order.push(middle);
    halve(from, middle);
    halve(middle, to);
  };
  order.push(2 ** depth);
  halve(0, 2 ** depth);
  return order;
}

/** A whole programme of pictures and sound. */
export function buildTs(options: BuildOptions): Built {
  const shown = options.hasVideo === false ? [] : pictures(options);
  const all = [...shown, ...sounds(options)].sort((a, b) => a.dts - b.dts)
    .map((unit) => ({ ...unit, pts: unit.pts + (options.jitter?.(unit.kind, unit.slot) ?? 0) }));
  const mux = new Mux(options);
  mux.tables();
  all.forEach((unit, index) => {
    if (index % 16 === 15) mux.tables();
    mux.add(unit);
  });
  mux.flush();
  return { bytes: mux.bytes(), units: all };
}

/** Pictures in decoding order: groups of 2^depth, a key and nothing else to begin each GOP. */
function pictures(options: BuildOptions): BuiltUnit[] {
  const { depth, frames, gop, frameTicks, startPts } = options;
  const slots: { slot: number; isKey: boolean }[] = [];
  let slot = 0;
  while (slot < frames) {
    slots.push({ slot, isKey: true });
    const stop = Math.min(frames, slot + gop);
    slot++;
    while (slot < stop) {
      const size = Math.min(2 ** depth, stop - slot);
      const base = slot - 1;
      const whole = size === 2 ** depth;
      const order = whole ? decodingOrder(depth) : Array.from({ length: size }, (_, index) => index + 1);
      for (const distance of order) slots.push({ slot: base + distance, isKey: false });
      slot += size;
    }
  }
  return slots.map(({ slot, isKey }, index) => ({
    kind: "video" as const,
    id: (options.firstId ?? 0) + slot,
    slot,
    pts: Math.round(startPts + slot * frameTicks),
    dts: Math.round(startPts + (index - depth) * frameTicks),
    isKey,
  })).filter(({ slot }) => !options.lostVideo?.(slot));
}

function sounds(options: BuildOptions): BuiltUnit[] {
  if (options.audioOffset === null) return [];
  const count = Math.ceil((options.frames * options.frameTicks - options.audioOffset) / 1920);
  return Array.from({ length: Math.max(0, count) }, (_, frame) => {
    const pts = Math.round(options.startPts + (options.audioOffset ?? 0) + frame * 1920);
    return {
      kind: "audio" as const,
      id: (options.firstId ?? 0) + 500_000 + frame,
      slot: frame,
      pts,
      dts: pts,
      isKey: false,
    };
  }).filter(({ slot }) => !options.lostAudio?.(slot));
}

class Mux {
  readonly #packets: number[][] = [];
  readonly #counters = new Map<number, number>();
  #held: number[][] = [];
  readonly #videoPid: number;
  readonly #audioPid: number;

  constructor(private readonly options: BuildOptions) {
    this.#videoPid = options.videoPid ?? 0x100;
    this.#audioPid = options.audioPid ?? 0x101;
  }

  bytes(): Uint8Array {
    return Uint8Array.from(this.#packets.flat());
  }

  tables(): void {
    for (const packet of this.#tablePackets()) this.#number(packet);
  }

  /** Interleaved, the last packets of a picture wait until the next unit is through. */
  add(unit: BuiltUnit): void {
    const packets = this.#unitPackets(unit);
    const held = this.#held;
    this.#held = [];
    if (unit.kind === "video") held.forEach((packet) => this.#number(packet));
    const isHeld = this.options.isInterleaved === true && unit.kind === "video" && packets.length > 2;
    const now = isHeld ? packets.slice(0, 2) : packets;
    now.forEach((packet) => this.#number(packet));
    if (isHeld) this.tables();
    if (unit.kind === "audio") held.forEach((packet) => this.#number(packet));
    this.#held = isHeld ? packets.slice(2) : [];
    for (const stream of this.options.foreign ?? []) {
      for (const packet of foreignPackets(stream, unit)) this.#number(packet);
    }
  }

  /** Writes what waits. */
  flush(): void {
    this.#held.forEach((packet) => this.#number(packet));
    this.#held = [];
  }

  #number(packet: number[]): void {
    const pid = (((packet[1] ?? 0) & 0x1f) << 8) | (packet[2] ?? 0);
    const counter = ((this.#counters.get(pid) ?? 6) + 1) & 15;
    this.#counters.set(pid, counter);
    packet[3] = ((packet[3] ?? 0) & 0xf0) | counter;
    this.#packets.push(packet);
  }

  #tablePackets(): number[][] {
    const pat = section(0, 1, [0, 1, 0xe0 | 0x10, 0x00]);
    const [v, a] = [this.#videoPid, this.#audioPid];
    const streams = this.options.hasVideo === false ? [] : [0x1b, 0xe0 | (v >> 8), v & 255, 0xf0, 0];
    if (this.options.audioOffset !== null) streams.push(0x0f, 0xe0 | (a >> 8), a & 255, 0xf0, 0);
    for (const { type, pid } of this.options.foreign ?? []) {
      const language = [0x0a, 4, 0x65, 0x6e, 0x67, 0];
      if (type !== null) streams.push(type, 0xe0 | (pid >> 8), pid & 255, 0xf0, language.length, ...language);
    }
    const pmt = section(2, 1, [0xe0 | (v >> 8), v & 255, 0xf0, 0, ...streams]);
    return [tablePacket(0, pat), tablePacket(0x1000, pmt)];
  }

  #unitPackets(unit: BuiltUnit): number[][] {
    const isVideo = unit.kind === "video";
    const stream = isVideo ? this.#pictureBytes(unit) : audioBytes(unit);
    const hasDts = isVideo && (this.options.alwaysDts !== false || unit.pts !== unit.dts);
    const pes = pesBytes(unit, stream, { hasDts, hasLength: !isVideo || this.options.hasLength !== false });
    const pcr = this.options.pcr ?? "all";
    const hasPcr = isVideo && (pcr === "all" || pcr === "keys" && unit.isKey);
    const flags = (unit.isKey || !isVideo ? 0x40 : 0) | (hasPcr ? 0x10 : 0);
    const field = flags === 0 ? [] : [flags, ...(hasPcr ? pcrBytes(unit.dts) : [])];
    return split(isVideo ? this.#videoPid : this.#audioPid, pes, field);
  }

  #pictureBytes(unit: BuiltUnit): number[] {
    const seed = this.options.parameters ?? 1;
    const head = [0, 0, 0, 1, 9, 0xf0];
    if (unit.isKey) {
      head.push(0, 0, 0, 1, 0x67, seed & 255, 0x42, 0, 0, 3, 9, 0, 0, 1, 0x68, 0xce, (seed >> 8) | 0x80);
    }
    const body = Array.from(
      { length: this.options.pictureBytes?.(unit.slot) ?? 300 },
      (_, index) => 0x80 | ((unit.id + index) & 0x7f),
    );
    return [...head, 0, 0, 1, unit.isKey ? 0x65 : 0x41, ...idBytes(unit.id), ...body];
  }
}

function pesBytes(
  unit: BuiltUnit,
  stream: readonly number[],
  { hasDts, hasLength }: { hasDts: boolean; hasLength: boolean },
): number[] {
  const header = [...stamp(hasDts ? 3 : 2, unit.pts), ...(hasDts ? stamp(1, unit.dts) : [])];
  const length = 3 + header.length + stream.length;
  const said = !hasLength || length > 0xffff ? 0 : length;
  const id = unit.kind === "video" ? 0xe0 : 0xc0;
  const head = [0, 0, 1, id, said >> 8, said & 255, 0x80, hasDts ? 0xc0 : 0x80, header.length];
  return [...head, ...header, ...stream];
}

/** What a foreign stream sends beside a unit: a frame of its own sound, or noise with a PCR and a unit's start in it. */
function foreignPackets({ pid, type }: ForeignStream, unit: BuiltUnit): number[][] {
  if (type === 0x0f) {
    if (unit.kind !== "audio") return [];
    const frame = { ...unit, id: unit.id - 500_000 + FOREIGN_ID };
    return split(pid, pesBytes(frame, audioBytes(frame), { hasDts: false, hasLength: true }), [0x40]);
  }
  const noise = Array.from({ length: 150 }, (_, index) => (unit.id * 31 + index * 97) & 255);
  return split(pid, [0, 0, 1, 0xe0, 0, 0, 0x80, 0x80, 5, ...stamp(2, unit.pts + 777), ...noise], [
    0x50,
    ...pcrBytes(unit.dts + 12_345),
  ]);
}

/** Seven bits a byte, so that no start code appears. */
function idBytes(id: number): number[] {
  return [21, 14, 7, 0].map((shift) => 0x80 | ((id >> shift) & 0x7f));
}

function audioBytes(unit: BuiltUnit): number[] {
  const length = 7 + 4 + 20 + (unit.slot % 300);
  return [
    ...[0xff, 0xf1, 0x4c, 0x80 | (length >> 11), (length >> 3) & 255, ((length & 7) << 5) | 0x1f, 0xfc],
    ...idBytes(unit.id),
    ...Array.from({ length: length - 11 }, (_, index) => (unit.id + index * 7) & 255),
  ];
}

/** A lone frame of silence as a stream, to be demuxed by the test. */
export const SILENCE_ID = 999_999;

/** One PES packet with an audio frame whose id is {@link SILENCE_ID}, tables in front. */
export function buildSilence(): Uint8Array {
  const built = buildTs({
    frames: 1,
    frameTicks: 1920,
    depth: 0,
    gop: 1,
    startPts: 90_000,
    audioOffset: 0,
    firstId: SILENCE_ID - 500_000,
  });
  return built.bytes;
}

function stamp(prefix: number, ticks: number): number[] {
  const value = ((BigInt(ticks) % TURN) + TURN) % TURN;
  const part = (shift: bigint, bits: bigint) => Number((value >> shift) & ((1n << bits) - 1n));
  return [
    (prefix << 4) | (part(30n, 3n) << 1) | 1,
    part(22n, 8n),
    (part(15n, 7n) << 1) | 1,
    part(7n, 8n),
    (part(0n, 7n) << 1) | 1,
  ];
}

function pcrBytes(ticks: number): number[] {
  const base = ((BigInt(ticks) % TURN) + TURN) % TURN;
  const field = (base << 15n) | (0x3fn << 9n);
  return [40n, 32n, 24n, 16n, 8n, 0n].map((shift) => Number((field >> shift) & 255n));
}

function split(pid: number, pes: number[], field: number[]): number[][] {
  const packets: number[][] = [];
  for (let at = 0; at < pes.length;) {
    const isFirst = at === 0;
    let content = isFirst ? [...field] : [];
    const room = 184 - (content.length > 0 ? content.length + 1 : 0);
    const taken = Math.min(room, pes.length - at);
    let adaptation: number[] = content.length > 0 ? [content.length, ...content] : [];
    const stuffing = 184 - adaptation.length - taken;
    if (stuffing > 0) {
      if (adaptation.length === 0) {
        content = stuffing === 1 ? [] : [0, ...Array<number>(stuffing - 2).fill(0xff)];
      } else content = [...content, ...Array<number>(stuffing).fill(0xff)];
      adaptation = [content.length, ...content];
    }
    packets.push([
      0x47,
      (isFirst ? 0x40 : 0) | (pid >> 8),
      pid & 255,
      adaptation.length > 0 ? 0x30 : 0x10,
      ...adaptation,
      ...pes.slice(at, at + taken),
    ]);
    at += taken;
  }
  return packets;
}

function section(tableId: number, extension: number, body: number[]): number[] {
  const length = 5 + body.length + 4;
  const bytes = [
    tableId,
    0xb0 | (length >> 8),
    length & 255,
    extension >> 8,
    extension & 255,
    0xc1,
    0,
    0,
    ...body,
  ];
  let crc = 0xffffffffn;
  for (const byte of bytes) {
    for (let bit = 7; bit >= 0; bit--) {
      const top = (crc >> 31n) ^ BigInt((byte >> bit) & 1);
      crc = ((crc << 1n) & 0xffffffffn) ^ (top === 1n ? 0x04c11db7n : 0n);
    }
  }
  return [...bytes, ...[24n, 16n, 8n, 0n].map((shift) => Number((crc >> shift) & 255n))];
}

function tablePacket(pid: number, bytes: number[]): number[] {
  const packet = [0x47, 0x40 | (pid >> 8), pid & 255, 0x10, 0, ...bytes];
  return [...packet, ...Array<number>(188 - packet.length).fill(0xff)];
}
