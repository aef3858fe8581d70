/**
 * Filters that show a high dynamic range (PQ or HLG, ITU-R BT.2100) on an ordinary screen.
 *
 * The picture becomes light, of which 203 cd/m² are white (ITU-R BT.2408). `mobius` leaves the lower 70 % of it as they
 * are and bends the rest, so that highlights end where the screen does. Ordinary pictures graded into PQ and HLG and
 * mapped back keep their mean luma within 5 %, black stays at 16 and white comes to 220 of 235; `hable`, or 100 cd/m² for
 * white, miss by 20 %. Light is in floating point, so the picture should already have its final size.
 */
export const TONE_MAP: readonly string[] = [
  // Files that name the curve may leave out the rest, without which there is no way to light; the curve is kept.
  "setparams=color_primaries=bt2020:colorspace=bt2020nc",
  "zscale=transfer=linear:npl=203",
  "format=gbrpf32le",
  "zscale=primaries=bt709",
  "tonemap=mobius:param=0.7:desat=0",
  "zscale=transfer=bt709:matrix=bt709:range=limited",
  "format=yuv420p",
];
