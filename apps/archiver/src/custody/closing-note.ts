import type { Event, EventData } from '@counterpart/contracts';

/** A note on a Clio matter. */
export interface ClosingNote {
  readonly subject: string;
  readonly detail: string;
  /** Stands in the note’s text: by it the note is known again after a lost answer. */
  readonly marker: string;
}

const DONE: Readonly<Record<EventData<'MatterArchived'>['action'], string>> = {
  move: 'moved to',
  zip: 'packed into',
  prefix: 'kept at',
};

/** What Clio is told of an archived matter: where it is, since when, and how many documents there are. */
export function closingNote({ time, data }: Event<'MatterArchived'>): ClosingNote {
  const { action, archives, documents, closing } = data;
  const marker = `Counterpart closing ${closing}`;
  const lines = [
    `The documents of this matter were archived in Dropbox.`,
    ...archives.map(({ path, access }) =>
      access === 'restricted'
        ? `Privileged documents: ${DONE[action]} ${path} (restricted folder)`
        : `Documents: ${DONE[action]} ${path}`,
    ),
    `Number of documents: ${documents}`,
    `Archived at: ${time}`,
    marker,
  ];
  return { subject: 'Archived in Dropbox', detail: lines.join('\n'), marker };
}
