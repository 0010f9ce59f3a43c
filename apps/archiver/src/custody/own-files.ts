import type { Event } from '@counterpart/contracts';

/** Files that a document’s stream tells of, by their Dropbox ids: its counterparts, what is kept beside, copies that lay open. */
export const ownFilesIn = (story: readonly Event[]): ReadonlySet<string> =>
  new Set(
    story.flatMap((event) => {
      const { name, data } = event;
      if (name === 'DocumentMirrored') return [data.counterpart];
      if (name === 'DriftHealed') return [data.counterpart, ...keptBeside(event)];
      return keptBeside(event);
    }),
  );

/** Prior versions, ZIPs of them, hand edits, and copies that lay open. */
export function keptBeside({ name, data }: Event): readonly string[] {
  if (name === 'VersionArchived') {
    return [data.kept, data.handEdit].flatMap((one) => (one === null ? [] : [one.file]));
  }
  if (name === 'VersionsThinned') return [data.archive.file];
  if (name === 'OpenCopyFound') return [data.file];
  const isHealing = name === 'DriftHealed' || name === 'DriftHealRefused';
  return isHealing && data.handEdit !== null ? [data.handEdit.file] : [];
}
