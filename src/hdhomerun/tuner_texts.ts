import type { Dial } from "./channel_wish.ts";

/** What a tuner does, as far as its texts tell. */
export interface TunerView {
  /** What it is set to. */
  readonly dial: Dial;
  /** Bytes it sends to its target. */
  readonly bytesPerSecond: number;
  /** Datagrams it sends to its target. */
  readonly datagramsPerSecond: number;
}

/** The modulation every channel is said to have; clients look for any but `none`. */
const MODULATION = "8vsb";

/** `/tunerN/status`: what it is set to, and how well it receives that. There is no aerial: all or nothing. */
export function statusText(view: TunerView): string {
  return `${receptionText(view)} bps=${bits(view)} pps=${view.datagramsPerSecond}`;
}

/** `/tunerN/vstatus`: the channel by its number and name. */
export function vStatusText({ dial: { channel } }: TunerView): string {
  const [number, name] = channel ? [channel.number, oneLine(channel.name)] : ["none", "none"];
  return `vch=${number} name=${name} auth=unspecified cci=none cgms=none`;
}

/** `/tunerN/streaminfo`: the programs in the stream, of which there is one. */
export function streamInfoText({ dial: { channel } }: TunerView): string {
  return channel ? `1: ${channel.number} ${oneLine(channel.name)}\ntsid=0x0001\n` : "none\n";
}

/** `/tunerN/debug`: counters, of which ours never count an error. */
export function debugText(view: TunerView): string {
  return `tun: ${receptionText(view)} dbg=0\n` +
    `dev: bps=${bits(view)} resync=0 overflow=0\n` +
    `ts: bps=${bits(view)} te=0 crc=0\n` +
    `net: pps=${view.datagramsPerSecond} err=0 stop=0\n`;
}

function receptionText({ dial: { text, channel } }: TunerView): string {
  const percent = channel ? 100 : 0;
  const [place, lock] = channel ? [`auto:${channel.number}`, MODULATION] : [text, "none"];
  return `ch=${place} lock=${lock} ss=${percent} snq=${percent} seq=${percent}`;
}

function bits({ bytesPerSecond }: TunerView): number {
  return Math.round(bytesPerSecond * 8);
}

/** A name that ends no line and fits. */
function oneLine(name: string): string {
  return name.replace(/\p{Cc}+/gu, " ").slice(0, 64);
}
