import { certification, processDescription } from './certification.js';
import type { ExportFacts } from './export-facts.js';
import { fidelityOf, type Fidelity } from './fidelity.js';
import { code, facts, markup, page, place, table, type Markup } from './markup.js';
import { howToVerify } from './report-file.js';

/** The fidelity certificate of one document: the bytes that left Clio and the bytes in Dropbox are the same. */
export function certificateFile(exported: ExportFacts, document: string): Buffer {
  const { scope, events, statement } = exported;
  const versions = fidelityOf(
    events.map(({ told }) => told.event),
    document,
  );
  const body = markup`<p>${verdict(versions)}</p>
${facts([
  ['Firm', scope.firm],
  ['Document (Clio id)', document],
  ['Certified at', statement.event.time],
  ['Certified by', statement.event.actor],
  ['Software', statement.event.data.software],
])}
${versions.map(oneVersion)}
${versions.length === 0 ? null : READING}
${certification(`the hash values of document ${document}, in Clio and in Dropbox, and the ${events.length} events of its chain of custody`)}
${processDescription}
${howToVerify(exported)}`;
  return Buffer.from(page(`Fidelity certificate of document ${document}`, body).text);
}

const READING = markup`<p class="note">The content hash on the right is the one that Dropbox computed over what it stored. The SHA-256 on
the right is the one recorded for the bytes that were sent there. Both content hashes are SHA-256 over the same blocks: they
are equal only where the bytes are.</p>`;

function verdict(versions: readonly Fidelity[]): string {
  if (versions.length === 0) return 'No version of this document came into place in Dropbox.';
  const unlike = versions.filter(({ same }) => !same).map(({ version }) => version);
  return unlike.length === 0
    ? 'For each version below, the bytes that left Clio and the bytes in Dropbox have the same length, the same SHA-256 and the same content hash.'
    : `For version ${unlike.join(', ')} this record does not show that the bytes are the same; for every other version below it does.`;
}

function oneVersion({ version, leftClio, inDropbox, same }: Fidelity): Markup {
  const { path, file, rev, how } = inDropbox;
  return markup`<h3>Version ${version}</h3>
<p>In Dropbox at ${place(path)} (file ${code(file)}, revision ${code(rev)});
${how === 'written' ? 'written by Counterpart' : 'recognised there: the same content already lay at the place'}.
The bytes ${same ? 'are the same' : 'are not shown to be the same'}.</p>
${table(
  ['', 'As they left Clio', 'In Dropbox'],
  [
    ['When', leftClio?.time ?? 'not in this export', inDropbox.time],
    ['Bytes', leftClio?.size ?? null, inDropbox.size],
    hashRow('SHA-256', leftClio?.sha256, inDropbox.sha256),
    hashRow('Dropbox content hash', leftClio?.contentHash, inDropbox.contentHash),
  ],
)}`;
}

const hashRow = (name: string, one: string | undefined, other: string): readonly (string | Markup)[] => [
  name,
  code(one ?? null),
  code(other),
];
