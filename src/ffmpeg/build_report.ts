/** Arguments of the ffmpeg that says which build it is: its version, how it was made, and of which libraries. */
export const BUILD_REPORT: readonly string[] = ["-nostdin", "-version"];
