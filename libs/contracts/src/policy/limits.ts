/**
 * Longest path that is made, in UTF-16 units. Windows programs stop at 260 with the drive and the Dropbox folder in
 * front (help.dropbox.com, “file names”).
 */
export const LONGEST_PATH = 240;

/** Room for a matter’s folder below its root, its subfolders’ slashes included. */
export const LONGEST_MATTER_FOLDER = 80;

/** Room that a file’s name has at least. */
export const LEAST_NAME_ROOM = 60;
