/**
 * A text as the value of a filter's option, whatever its characters.
 *
 * ffmpeg reads it twice: the graph's syntax takes away one layer of backslashes and quotes, the filter's list of
 * options another (ffmpeg-filters, "Notes on filtergraph escaping"). There is no shell in between.
 *
 * @param text Any text without a NUL.
 */
export function filterText(text: string): string {
  const asOption = text.replace(/[\\':\s]/g, "\\$&");
  return asOption.replace(/[\\'[\],;\s]/g, "\\$&");
}
