/** The key of a path: Dropbox folds case and composes accents; its exact folding is not documented. */
export const foldPath = (path: string): string => path.normalize('NFC').toLowerCase();

/** Backslash and control characters; a dot or two alone; a blank at the end (rclone’s field notes on the API). */
const REFUSED = /[\\\p{Cc}]|^\.{0,2}$| $/u;

const IGNORED = /^(desktop\.ini|thumbs\.db|\.ds_store|icon\r|\.dropbox|\.dropbox\.attr)$/i;

/** What is wrong with a path; undefined where it may be written. */
export function pathProblem(path: string): 'malformed_path' | 'disallowed_name' | undefined {
  const components = path.split('/').slice(1);
  // The limit counts code points, not what a reader sees as one letter.
  const isMalformed = (name: string): boolean =>
    REFUSED.test(name) || Array.from(name).length > 255 || !name.isWellFormed();
  if (components.some(isMalformed)) return 'malformed_path';
  return IGNORED.test(components.at(-1) ?? '') ? 'disallowed_name' : undefined;
}

export const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/'));
export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** `name (2).ext`: what autorename tries in turn (files.stone CommitInfo). */
export function numbered(path: string, number: number): string {
  return suffixed(path, ` (${number})`);
}

/** `name (conflicted copy).ext`: autorename of a failed update. */
export function conflictedCopy(path: string, number: number): string {
  return suffixed(path, number === 1 ? ' (conflicted copy)' : ` (conflicted copy ${number})`);
}

function suffixed(path: string, suffix: string): string {
  const name = nameOf(path);
  const dot = name.lastIndexOf('.');
  const [stem, extension] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
  return `${parentOf(path)}/${stem}${suffix}${extension}`;
}
