/** One subtitle picture: a white box on a screen. */
export interface SupPicture {
  /** First second it shows. */
  readonly fromS: number;
  /** When it goes. */
  readonly toS: number;
  /** Width of the screen it was made for. */
  readonly width: number;
  /** Its height. */
  readonly height: number;
  /** The box, in pixels of that screen. */
  readonly box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
}

/** A file of Blu-ray subtitles (US patent 20090185789: presentation graphic stream) with one picture in it. */
export function supOf(picture: SupPicture): Uint8Array<ArrayBuffer> {
  const { fromS, toS, box } = picture;
  const show = [
    segment(fromS, 0x16, composition(picture, 0, true)),
    segment(fromS, 0x17, window(picture)),
    // One palette entry: index, luma, red and blue difference, opacity.
    segment(fromS, 0x14, [0, 0, 1, 235, 128, 128, 255]),
    segment(fromS, 0x15, object(box.width, box.height)),
    segment(fromS, 0x80, []),
  ];
  const hide = [
    segment(toS, 0x16, composition(picture, 1, false)),
    segment(toS, 0x17, window(picture)),
    segment(toS, 0x80, []),
  ];
  return Uint8Array.from([...show, ...hide].flat());
}

function segment(atS: number, type: number, body: readonly number[]): number[] {
  return [0x50, 0x47, ...u32(Math.round(atS * 90_000)), ...u32(0), type, ...u16(body.length), ...body];
}

function composition({ width, height, box }: SupPicture, number: number, isShown: boolean): number[] {
  const state = isShown ? 0x80 : 0x00;
  const objects = isShown ? [1, ...u16(0), 0, 0, ...u16(box.x), ...u16(box.y)] : [0];
  return [...u16(width), ...u16(height), 0x10, ...u16(number), state, 0, 0, ...objects];
}

function window({ box }: SupPicture): number[] {
  return [1, 0, ...u16(box.x), ...u16(box.y), ...u16(box.width), ...u16(box.height)];
}

/** Runs of colour 1, a row each. */
function object(width: number, height: number): number[] {
  const row = [0, 0xc0 | width >> 8, width & 0xff, 1, 0, 0];
  const data = [...u16(width), ...u16(height), ...Array.from({ length: height }, () => row).flat()];
  return [...u16(0), 0, 0xc0, ...u32(data.length).slice(1), ...data];
}

function u16(value: number): number[] {
  return [value >> 8 & 0xff, value & 0xff];
}

function u32(value: number): number[] {
  return [...u16(Math.floor(value / 65_536)), ...u16(value % 65_536)];
}
