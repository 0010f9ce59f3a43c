import { createHash } from 'node:crypto';
import { checkpointText } from '../notes/checkpoint.js';
import { storyOf, type StoryLine } from '../story/story-line.js';
import type { Scope } from '../story/subject.js';
import { certification, processDescription } from './certification.js';
import { nameOf, type ExportFacts } from './export-facts.js';
import { fidelityOf, type Fidelity } from './fidelity.js';
import { code, facts, markup, page, place, table, type Markup } from './markup.js';

/** The export for people: who, what, when, both hashes, the software, and the form of a certification. */
export function reportFile(exported: ExportFacts): Buffer {
  const { scope, events } = exported;
  const story = storyOf(events.map(({ told }) => told));
  const body = markup`<p>${opening(exported)}</p>
${summary(exported, story)}
${certification(`the chain of custody of ${nameOf(scope)}: ${events.length} events`)}
${processDescription}
<h2>Documents and their hash values</h2>
${documentsOf(exported, story)}
<h2>Every event, in the order of the log</h2>
${everyEvent(exported, story)}
${howToVerify(exported)}`;
  return Buffer.from(page(`Chain of custody of ${nameOf(scope)}`, body).text);
}

const OPENINGS: Readonly<Record<Scope['kind'], string>> = {
  matter:
    'What happened to the matter and to each of its documents between Clio and Dropbox. What happened to a document while it belonged to another matter is not part of it.',
  document: 'What happened to the document between Clio and Dropbox.',
  firm: 'All that happened for the firm: to its matters, its documents, its connections and its settings.',
};

const opening = ({ scope }: ExportFacts): string => OPENINGS[scope.kind];

/** Whose part of the log it is; that of a firm is named above. */
function idRow(scope: Scope): [string, string][] {
  switch (scope.kind) {
    case 'matter':
      return [['Matter (Clio id)', scope.matter]];
    case 'document':
      return [['Document (Clio id)', scope.document]];
    case 'firm':
      return [];
  }
}

function summary({ scope, events, statement }: ExportFacts, story: readonly StoryLine[]): Markup {
  const name = story.findLast((line) => line.name !== null && isOfScope(line, scope.kind))?.name ?? null;
  return facts([
    ['Firm', scope.firm],
    ...idRow(scope),
    ['Name', name],
    ['Events', events.length],
    ['From', story[0]?.time ?? null],
    ['To', story.at(-1)?.time ?? null],
    ['Exported at', statement.event.time],
    ['Exported by', statement.event.actor],
    ['Software', statement.event.data.software],
  ]);
}

/** A firm’s streams tell names of its matters and documents, none of its own. */
const isOfScope = (line: StoryLine, kind: Scope['kind']): boolean =>
  kind !== 'firm' && line.stream.startsWith(`${kind}-`);

function documentsOf({ events }: ExportFacts, story: readonly StoryLine[]): readonly Markup[] {
  const documents = [...new Set(story.map((line) => line.document).filter((one) => one !== null))];
  return documents.map((document) => {
    const name = story.findLast((line) => line.document === document && line.name !== null)?.name;
    const versions = fidelityOf(
      events.map(({ told }) => told.event),
      document,
    );
    const heading = markup`<h3>Document ${document}${name === undefined ? '' : `: ${name}`}</h3>`;
    if (versions.length === 0) return markup`${heading}<p>No version of it came into place in Dropbox.</p>`;
    return markup`${heading}${table(
      ['Version', 'In place', 'Where', 'Bytes', 'SHA-256', 'Dropbox content hash'],
      versions.map(versionRow),
    )}`;
  });
}

const versionRow = ({ version, inDropbox }: Fidelity): (string | number | Markup)[] => [
  version,
  inDropbox.time,
  place(inDropbox.path),
  inDropbox.size,
  code(inDropbox.sha256),
  code(inDropbox.contentHash),
];

function everyEvent({ events }: ExportFacts, story: readonly StoryLine[]): Markup {
  const rows = story.map((line, index) => [
    events[index]?.leaf ?? null,
    line.time,
    line.actor,
    markup`${line.outcome}${line.path === null ? null : markup`<br>${place(line.path)}`}`,
    line.document === null ? null : `${line.document}${line.version === null ? '' : ` v${line.version}`}`,
    line.reason,
    line.retries,
    code(sha256(events[index]?.told.bytes ?? Buffer.alloc(0))),
  ]);
  return table(
    ['Leaf', 'When', 'Who', 'What', 'Document', 'Reason', 'Retries', 'SHA-256 of the event'],
    rows,
  );
}

export function howToVerify({ checkpoint, statement }: ExportFacts): Markup {
  return markup`<h2>How to verify this copy</h2>
<p>With the log’s public key, from the firm and not from this folder:
${code('counterpart audit verify FOLDER --key PUBLIC-KEY')}. The format is documented and other people’s tools read it:
RFC 6962, C2SP tlog-checkpoint and signed-note. The statement of what this copy holds is event
${code(statement.event.id)}, leaf ${statement.leaf}; the SHA-256 of its events file is
${code(statement.event.data.digest)}. It is proven against this checkpoint:</p>
<pre>${checkpointText({ ...checkpoint, extensions: [] })}</pre>`;
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
