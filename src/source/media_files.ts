/** Extensions of files that may hold picture or sound; others are not even looked at. */
const EXTENSIONS = new Set(
  ("3g2 3gp asf avi divx dv flv m2t m2ts m2v m4v mkv mov mp4 mpe mpeg mpg mts mxf nut ogm ogv rm rmvb tp trp ts vob webm " +
    "wmv wtv xvid aac ac3 aif aiff ape dts flac m4a m4b mka mp2 mp3 oga ogg opus wav wma wv").split(" "),
);

/** Folders that systems put beside media: wastebaskets, thumbnails, found fragments. */
const FOREIGN_FOLDERS = new Set([
  ...["@eaDir", "#recycle", "#snapshot"],
  ...["$RECYCLE.BIN", "System Volume Information", "lost+found"],
]);

/** Whether a name is that of media, by its extension. */
export function isMediaName(name: string): boolean {
  const dot = name.lastIndexOf(".");
  return dot > 0 && EXTENSIONS.has(name.slice(dot + 1).toLowerCase());
}

/** Whether a name is that of an edit decision list. */
export function isEdlName(name: string): boolean {
  return /.\.edl$/i.test(name);
}

/** What a file's path shares with those of the files that belong to it: all but its extension. */
export function stemOf(path: string): string {
  return path.replace(/\.[^./]*$/, "");
}

/** Whether a file or folder of that name is none of ours: hidden, or the system's own. */
export function isForeignName(name: string): boolean {
  return name.startsWith(".") || FOREIGN_FOLDERS.has(name);
}
