import { pictureEncoder } from "./encoder.ts";
import type { Profile } from "./profile.ts";
import { QUIET } from "./quiet.ts";

/** Two groups: the second key frame shows whether the encoder keeps to the grid, and repeats its headers. */
const GROUPS = 2;
const GROUP_PICTURES = 8;

/** A key frame travels to the decoder as an argument, of which Linux takes 128 KiB; base64 adds a third. */
const KEY_FRAME_BYTES_MAX = 90_000;

/** Luma a decoder may give for the white half and the black half; what it makes of garbage is grey or green. */
const WHITE_MIN = 200;
const BLACK_MAX = 55;

/** Kinds of NAL units (ITU-T H.264, table 7-1). */
const NAL = { slice: 1, idrSlice: 5, sps: 7, pps: 8, filler: 12 } as const;

/** The command that has a profile's encoder make a few pictures, half white and half black, as bare H.264. */
export function trialCommand(profile: Profile): string[] {
  const { width, height, frameRate } = profile;
  const { device, filters, codec } = pictureEncoder(profile, GROUP_PICTURES);
  const picture = `color=c=black:s=${width}x${height}:r=${frameRate.num}/${frameRate.den}`;
  return [
    ...QUIET,
    ...device,
    ...["-f", "lavfi", "-i", `${picture},drawbox=w=iw/2:c=white:t=fill`],
    ...["-vf", filters.join(","), "-frames:v", `${GROUPS * GROUP_PICTURES}`],
    ...codec,
    ...["-f", "h264", "pipe:1"],
  ];
}

/** What a trial came to. */
export type TrialResult =
  /** The first key frame with its headers, still to be decoded. */
  | { readonly keyFrame: Uint8Array<ArrayBuffer> }
  /** Why the encoder is of no use. */
  | { readonly reason: string };

/** Looks at what an encoder made: all pictures, key frames on the grid, and each with the headers a new viewer needs. */
export function judgeTrial(stream: Uint8Array<ArrayBuffer>): TrialResult {
  const pictures = picturesOf(stream);
  const wanted = GROUPS * GROUP_PICTURES;
  if (pictures.length !== wanted) return { reason: `it made ${pictures.length} pictures of ${wanted}` };
  // Decoding order: a key frame comes before every picture of its group.
  const misplaced = pictures.findIndex(({ isKey }, index) => isKey !== (index % GROUP_PICTURES === 0));
  if (misplaced >= 0) {
    return { reason: `picture ${misplaced} is a key frame and should not be, or the reverse` };
  }
  if (pictures.some(({ isKey, hasHeaders }) => isKey && !hasHeaders)) {
    return { reason: "it does not repeat its headers at every key frame" };
  }
  const keyFrame = withoutFiller(stream.subarray(0, pictures[1]?.startsAt));
  return keyFrame.length > KEY_FRAME_BYTES_MAX
    ? { reason: `it takes ${keyFrame.length} bytes for a picture of two plain halves` }
    : { keyFrame };
}

/** The command that decodes a key frame and gives the brightness of its halves, one byte each. */
export function lookBackCommand(keyFrame: Uint8Array): string[] {
  const url = `data:application/octet-stream;base64,${keyFrame.toBase64()}`;
  return [
    ...QUIET,
    ...["-protocol_whitelist", "data", "-f", "h264", "-i", url, "-frames:v", "1"],
    ...["-vf", "scale=2:1:flags=area,format=gray", "-f", "rawvideo", "pipe:1"],
  ];
}

/** @returns Why what was decoded is not the picture that was encoded; null when it is. */
export function judgePicture(halves: Uint8Array): string | null {
  const [white = 0, black = 255] = halves;
  return halves.length === 2 && white >= WHITE_MIN && black <= BLACK_MAX
    ? null
    : "what it made does not decode to the picture it was given";
}

interface Picture {
  /** Where its first unit, or the first of its headers, begins. */
  readonly startsAt: number;
  readonly isKey: boolean;
  /** Whether SPS and PPS stand directly before it. */
  readonly hasHeaders: boolean;
}

interface Unit {
  readonly kind: number;
  readonly startsAt: number;
  readonly endsAt: number;
  /** For slices, whether it is the first of its picture: `first_mb_in_slice` is 0, whose code is a single 1 bit. */
  readonly isFirst: boolean;
}

function picturesOf(stream: Uint8Array): Picture[] {
  const pictures: Picture[] = [];
  let before: Unit[] = [];
  for (const unit of unitsOf(stream)) {
    if (unit.kind !== NAL.slice && unit.kind !== NAL.idrSlice) {
      before.push(unit);
      continue;
    }
    if (unit.isFirst) {
      const kinds = before.map(({ kind }) => kind);
      pictures.push({
        startsAt: before[0]?.startsAt ?? unit.startsAt,
        isKey: unit.kind === NAL.idrSlice,
        hasHeaders: kinds.includes(NAL.sps) && kinds.includes(NAL.pps),
      });
    }
    before = [];
  }
  return pictures;
}

/** Units of a byte stream (ITU-T H.264, annex B), each from its start code to the next. */
function unitsOf(stream: Uint8Array): Unit[] {
  const starts: number[] = [];
  for (let at = 0; at + 3 < stream.length; at++) {
    if (stream[at] === 0 && stream[at + 1] === 0 && stream[at + 2] === 1) starts.push(at);
  }
  return starts.map((startsAt, index) => ({
    kind: (stream[startsAt + 3] ?? 0) & 0x1f,
    startsAt,
    endsAt: starts[index + 1] ?? stream.length,
    isFirst: ((stream[startsAt + 4] ?? 0) & 0x80) !== 0,
  }));
}

/** Encoders at a constant rate fill up with units of nothing. */
function withoutFiller(stream: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const kept = unitsOf(stream).filter(({ kind }) => kind !== NAL.filler);
  const bytes = new Uint8Array(kept.reduce((sum, { startsAt, endsAt }) => sum + endsAt - startsAt, 0));
  let at = 0;
  for (const { startsAt, endsAt } of kept) {
    bytes.set(stream.subarray(startsAt, endsAt), at);
    at += endsAt - startsAt;
  }
  return bytes;
}
