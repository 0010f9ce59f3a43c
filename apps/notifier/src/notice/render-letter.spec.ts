import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DocumentId, EventId, FirmId, MatterId, type Event, type EventData } from '@counterpart/contracts';
import { archivedNotice, heldUpNotice } from './closing-notices.js';
import { conflictNotice } from './conflict-notice.js';
import {
  accessRefusedNotice,
  connectionRefusedNotice,
  connectionRestoredNotice,
} from './connection-notice.js';
import { deadLetterNotice } from './dead-letter-notice.js';
import { digestNotice } from './digest-notice.js';
import { labels } from './words/en/labels.js';
import type { FactLabel, Message } from './letter.js';
import { lockedAwayNotice } from './privilege-notices.js';
import { rendered, WORDS } from './rendered.spec-data.js';
import { summaryNotice } from './summary-notice.js';

const firm = FirmId.parse('hartwell');
const matter = MatterId.parse('5');
const document = DocumentId.parse('11');
const id = (serial: number) => EventId.parse(`00000000-0000-4000-8000-${String(serial).padStart(12, '0')}`);
const about = {
  firm,
  documentName: 'Motion to Dismiss — “Müller” v. O’Brien & Sons.pdf',
  matterNumber: '2026-0001',
  clientName: 'O’Brien & Sons',
};
const event = (name: string, data: object) =>
  ({ id: id(1), name, time: '2026-11-24T09:00:00.000Z', data }) as unknown as Event;

const failure: EventData<'WorkDeadLettered'> = {
  consumer: 'uploader.stage',
  source: { topic: 'router.decisions.v1', partition: 2, offset: '17', key: 'hartwell/5' },
  eventType: 'DocumentRouted',
  eventId: id(2),
  code: 'DROPBOX_FULL',
  tries: 4,
  firstFailedAt: '2026-05-01T10:00:00Z',
  lastFailedAt: '2026-05-01T12:35:00Z',
  document,
  matter,
};
const drifted = event('DriftFound', {
  document,
  matter,
  kind: 'moved',
  mirrored: '/Matters/2026-0001/Pleadings/Brief.pdf',
  found: { path: '/Somewhere else/Brief.pdf', rev: 'r', contentHash: 'h' },
}) as Event<'DriftFound'>;
const openCopy = event('OpenCopyFound', {
  document,
  matter,
  refusal: id(8),
  versionNumber: 1,
  file: 'id:late',
  path: '/Matters/2026-0001/Pleadings/Brief.pdf',
  rev: 'r',
  contentHash: 'h',
}) as Event<'OpenCopyFound'>;
const archived = event('MatterArchived', {
  matter,
  action: 'zip',
  documents: 128,
  archives: [
    { path: '/Closed/2026/2026-0001/2026-0001.zip', access: 'open' },
    { path: '/Privileged/2026-0001/2026-0001.zip', access: 'restricted' },
  ],
}) as Event<'MatterArchived'>;
const held = {
  matter,
  closing: id(9),
  because: 'documents-unsettled',
  missing: [{ document, name: 'Late exhibit.pdf', state: 'in-the-way' }],
  unsettled: 4,
} as const;
const figures = { mirrored: 312, versions: 7, archived: 2, heldUp: 1, failures: 3, conflicts: 1, held: 0 };
const standing = { pending: 4, missing: 0, refused: [], inSync: 18_204, inClio: 18_212 };
const day = {
  firm,
  day: '2026-11-24',
  from: '2026-11-23T13:00:00.000Z',
  until: '2026-11-24T13:00:00.000Z',
};
const drift = conflictNotice(drifted, about, WORDS);

const MESSAGES: readonly (readonly [string, Message])[] = [
  ['work given up', deadLetterNotice(failure, about, WORDS)],
  ['a file moved by hand', drift],
  ['a privileged copy that lay open', conflictNotice(openCopy, about, WORDS)],
  ['a matter archived', archivedNotice(archived, about, WORDS)],
  ['a closing that waits', heldUpNotice({ ...held, missing: [...held.missing] }, about, WORDS)],
  ['a connection refused', connectionRefusedNotice({ vendor: 'clio', serial: 1, word: '' }, firm, WORDS)],
  [
    'a member who is suspended',
    accessRefusedNotice(
      { vendor: 'dropbox', serial: 1, word: 'user_suspended', whole: true, lacks: null },
      firm,
      WORDS,
    ),
  ],
  [
    'a permission that lacks',
    accessRefusedNotice(
      { vendor: 'dropbox', serial: 1, word: 'missing_scope', whole: false, lacks: 'sharing.write' },
      firm,
      WORDS,
    ),
  ],
  ['a connection restored', connectionRestoredNotice('dropbox', firm, WORDS)],
  [
    'a document locked away',
    lockedAwayNotice(
      { document, matter, path: '/Privileged/2026-0001/Memo.pdf', revokedLinks: 2 },
      about,
      WORDS,
    ),
  ],
  [
    'a digest',
    digestNotice({ kind: 'drift', firm, messages: Array.from({ length: 31 }, () => drift) }, WORDS),
  ],
  ['a summary', summaryNotice(day, { ...figures, ...standing }, WORDS)],
  [
    'the summary of a quiet day',
    summaryNotice(day, { ...figures, ...standing, heldUp: 0, failures: 0, conflicts: 0 }, WORDS),
  ],
  [
    'the summary of a day on which a connection is refused',
    summaryNotice(
      day,
      { ...figures, ...standing, heldUp: 0, failures: 0, conflicts: 0, refused: ['dropbox'] },
      WORDS,
    ),
  ],
];

describe('a letter', () => {
  it.each(MESSAGES)('reads as people are to read it: %s', (_, message) => {
    const { subject, text } = rendered(message);
    expect(`${subject}\n\n${text}`).toMatchSnapshot();
  });

  it('looks as people are to see it', () => {
    expect(rendered(MESSAGES[0]![1]).html).toMatchSnapshot();
  });

  it.each(MESSAGES)('says the same in both forms, and fetches nothing: %s', (_, message) => {
    const { text, html } = rendered(message);
    for (const [label, value] of message.facts) {
      expect(text).toContain(`${labels[label]}: ${value}`);
      expect(plain(html)).toContain(value);
    }
    expect(html).not.toMatch(/<(?:img|script|link|iframe|style)\b|url\(|\bsrc=|href=/i);
  });

  it('lets no name become markup, in whatever it tells', () => {
    const names = Object.keys(labels) as FactLabel[];
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.string(), fc.string(), (label, value, headline) => {
        const empty = rendered({ headline: '', about, facts: [[label, '']] }).html;
        const { html } = rendered({ headline, about, facts: [[label, value]] });
        expect(tagsOf(html)).toEqual(tagsOf(empty));
      }),
    );
  });
});

const tagsOf = (html: string): readonly string[] => html.match(/<[^>]*>/g) ?? [];

const plain = (html: string): string =>
  html
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
