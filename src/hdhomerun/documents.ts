import type { Channel } from "../channel.ts";
import type { TunerRecord } from "../tuning.ts";
import type { DeviceIdentity } from "./identity.ts";
import { escapeXml } from "./escape_xml.ts";

const MANUFACTURER = "EXStreamTV";
/** A model without a transcoder: with an HDTC-* one, clients append `?transcode=`. */
const MODEL_NUMBER = "HDHR5-4US";
const FIRMWARE_NAME = "exstreamtv";
/** Clients compare it as a date, digit by digit. */
const FIRMWARE_VERSION = "20260101";

/** How the device presents itself. */
export interface DeviceDescription extends DeviceIdentity {
  /** Name in the clients' lists. */
  readonly friendlyName: string;
  /** Channels that can be watched at the same time. */
  readonly tunerCount: number;
}

/** The answer to `/discover.json`. */
export interface DiscoverDocument {
  /** Name in the clients' lists. */
  readonly FriendlyName: string;
  /** Who made it. */
  readonly Manufacturer: string;
  /** What it claims to be. */
  readonly ModelNumber: string;
  /** Name of its software. */
  readonly FirmwareName: string;
  /** A date as eight digits. */
  readonly FirmwareVersion: string;
  /** Eight hex digits. */
  readonly DeviceID: string;
  /** 24 characters. */
  readonly DeviceAuth: string;
  /** Root of all addresses, without a slash at its end. */
  readonly BaseURL: string;
  /** Where the channels are listed. */
  readonly LineupURL: string;
  /** Where the XMLTV guide is. */
  readonly GuideURL: string;
  /** Channels that can be watched at the same time. */
  readonly TunerCount: number;
}

/**
 * Who the device is.
 *
 * @param device The device.
 * @param baseUrl Address the client reaches us at, without a slash at its end.
 */
export function discoverDocument(device: DeviceDescription, baseUrl: string): DiscoverDocument {
  return {
    FriendlyName: device.friendlyName,
    Manufacturer: MANUFACTURER,
    ModelNumber: MODEL_NUMBER,
    FirmwareName: FIRMWARE_NAME,
    FirmwareVersion: FIRMWARE_VERSION,
    DeviceID: device.deviceId,
    DeviceAuth: device.deviceAuth,
    BaseURL: baseUrl,
    LineupURL: `${baseUrl}/lineup.json`,
    GuideURL: `${baseUrl}/xmltv.xml`,
    TunerCount: device.tunerCount,
  };
}

/** The answer to `/lineup_status.json`: never scanning, for the lineup is always complete. */
export const LINEUP_STATUS = {
  ScanInProgress: 0,
  ScanPossible: 1,
  Source: "Cable",
  SourceList: ["Cable"],
} as const;

/** One tuner as `/status.json` shows it; an idle one has nothing but its name. */
export interface TunerStatus {
  /** `tuner0`, `tuner1`… */
  readonly Resource: string;
  /** Number of the channel it is tuned to. */
  readonly VctNumber?: string;
  /** Name of that channel. */
  readonly VctName?: string;
  /** Address of its newest viewer. */
  readonly TargetIP?: string;
  /** Always 100: there is no aerial. */
  readonly SignalStrengthPercent?: number;
  /** Always 100. */
  readonly SignalQualityPercent?: number;
  /** Always 100. */
  readonly SymbolQualityPercent?: number;
}

/**
 * What each tuner does.
 *
 * @param tuners All tuners, by index.
 * @param channels The channels they may be tuned to.
 */
export function statusDocument(tuners: readonly TunerRecord[], channels: readonly Channel[]): TunerStatus[] {
  return tuners.map(({ index, channelId, address }) => {
    const channel = channels.find(({ id }) => id === channelId);
    return {
      Resource: `tuner${index}`,
      ...(channel && {
        VctNumber: channel.number,
        VctName: channel.name,
        SignalStrengthPercent: 100,
        SignalQualityPercent: 100,
        SymbolQualityPercent: 100,
      }),
      ...(address !== null && { TargetIP: address }),
    };
  });
}

/**
 * The UPnP description SSDP points to (UPnP Device Architecture 1.0, §2.1).
 *
 * @param device The device.
 * @param baseUrl Address the client reaches us at, without a slash at its end.
 */
export function deviceXml(device: DeviceDescription, baseUrl: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<root xmlns="urn:schemas-upnp-org:device-1-0">
  <specVersion>
    <major>1</major>
    <minor>0</minor>
  </specVersion>
  <URLBase>${escapeXml(baseUrl)}</URLBase>
  <device>
    <deviceType>urn:schemas-upnp-org:device:MediaServer:1</deviceType>
    <friendlyName>${escapeXml(device.friendlyName)}</friendlyName>
    <manufacturer>${MANUFACTURER}</manufacturer>
    <modelName>${MODEL_NUMBER}</modelName>
    <modelNumber>${MODEL_NUMBER}</modelNumber>
    <serialNumber>${escapeXml(device.deviceId)}</serialNumber>
    <UDN>uuid:${escapeXml(device.udn)}</UDN>
    <presentationURL>${escapeXml(`${baseUrl}/discover.json`)}</presentationURL>
  </device>
</root>
`;
}
