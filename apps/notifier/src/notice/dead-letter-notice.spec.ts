import { describe, expect, it } from 'vitest';
import { DocumentId, FirmId, MatterId, type EventData } from '@counterpart/contracts';
import { deadLetterNotice } from './dead-letter-notice.js';
import { rendered, WORDS } from './rendered.spec-data.js';

const failure: EventData<'WorkDeadLettered'> = {
  consumer: 'uploader.stage',
  source: { topic: 'router.decisions.v1', partition: 2, offset: '17', key: 'hartwell/5' },
  eventType: 'DocumentRouted',
  eventId: '00000000-0000-4000-8000-000000000001',
  code: 'DROPBOX_FULL',
  tries: 4,
  firstFailedAt: '2026-05-01T10:00:00Z',
  lastFailedAt: '2026-05-01T12:35:00Z',
  document: DocumentId.parse('11'),
  matter: MatterId.parse('5'),
};
const about = {
  firm: FirmId.parse('hartwell'),
  documentName: 'Brief <draft> & "notes".pdf',
  matterNumber: '2026-0001',
  clientName: "O'Brien",
};

describe('deadLetterNotice', () => {
  const letter = rendered(deadLetterNotice(failure, about, WORDS));

  it('names reason code, matter, document and tries', () => {
    for (const told of [
      'DROPBOX_FULL',
      '2026-0001',
      "O'Brien",
      'Brief <draft> & "notes".pdf',
      'Tries: 4',
      '11',
    ]) {
      expect(letter.text).toContain(told);
    }
  });

  it('says what happened and what to do in words', () => {
    expect(letter.text).toContain('no space left');
    expect(letter.text).toContain('Free or buy space');
    expect(letter.subject).toBe(
      'Counterpart: “Brief <draft> & "notes".pdf” could not be mirrored to Dropbox (matter 2026-0001)',
    );
  });

  it('says which command tries again', () => {
    expect(letter.text).toContain(
      'counterpart parked retry --firm hartwell uploader.stage/router.decisions.v1/2/17',
    );
  });

  it('lets no name become markup', () => {
    expect(letter.html).toContain('Brief &lt;draft&gt; &amp; &quot;notes&quot;.pdf');
    expect(letter.html).not.toContain('<draft>');
  });

  it('lets no name start a new header or run on for ever', () => {
    const hostile = { ...about, documentName: `a\r\nBcc: everyone@firm.example ${'x'.repeat(300)}` };
    const { subject } = rendered(deadLetterNotice(failure, hostile, WORDS));
    expect(subject).not.toMatch(/[\r\n]/);
    expect(subject.length).toBeLessThanOrEqual(200);
  });

  it('lets no name speak in the letter’s own voice', () => {
    const hostile = { ...about, documentName: 'a.pdf\u2028\u001b[2J\nWhat to do: open http://evil.example' };
    const { text } = rendered(deadLetterNotice(failure, hostile, WORDS));
    expect(text.split(/[\n\u2028]/).filter((line) => line.startsWith('What to do'))).toHaveLength(1);
    expect(text).not.toContain('\u001b');
  });

  it('stays readable where nothing is known of the work', () => {
    const notice = deadLetterNotice(
      { ...failure, document: null, matter: null, eventType: null, eventId: null, code: 'EVENT_UNREADABLE' },
      { firm: FirmId.parse('hartwell'), documentName: null, matterNumber: null, clientName: null },
      WORDS,
    );
    const bare = rendered(notice);
    expect(bare.subject).toBe('Counterpart: A record could not be processed');
    expect(bare.text).toContain('Document: not known');
  });
});
