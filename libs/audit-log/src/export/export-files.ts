/** Files of an export. The format is described in docs/reference/audit-export.md; a change of it is a new version. */
export const FILES = Object.freeze({
  /** Which format this is. */
  format: 'export.json',
  /** The events, their exact bytes, one a line, in the log’s order. */
  events: 'events.jsonl',
  /** One line for each event, and a last one for the statement: its place in the log and its audit path. */
  proofs: 'proofs.jsonl',
  /** The exact bytes of the event that says how much there is. */
  statement: 'statement.json',
  /** The signed note that everything is proven against. */
  checkpoint: 'checkpoint',
  /** Earlier checkpoints, each with the proof that the log grew out of it. */
  earlier: 'earlier.jsonl',
  /** The keys that signed, for comparison only: a verifier brings its own. */
  keys: 'public-key.txt',
  /** For spreadsheets. */
  table: 'events.csv',
  /** For people. */
  report: 'report.html',
  /** For people, where one document was exported. */
  certificate: 'certificate.html',
  /** RFC 3161 answer over the checkpoint, where somebody asked for one. */
  timeStamp: 'checkpoint.tsr',
});

export const FORMAT_NAME = 'counterpart-audit-export';
export const FORMAT_VERSION = 1;

/** What every export has. */
export const REQUIRED = [
  FILES.format,
  FILES.events,
  FILES.proofs,
  FILES.statement,
  FILES.checkpoint,
  FILES.earlier,
  FILES.keys,
  FILES.table,
  FILES.report,
] as const;

/** The lines of a file, each ended by a newline; `cut` is what follows the last newline. */
export function linesOf(bytes: Buffer): { readonly lines: readonly Buffer[]; readonly cut: Buffer } {
  const lines: Buffer[] = [];
  let start = 0;
  for (let end = bytes.indexOf(0x0a); end !== -1; end = bytes.indexOf(0x0a, start)) {
    lines.push(bytes.subarray(start, end));
    start = end + 1;
  }
  return { lines, cut: bytes.subarray(start) };
}

const NEWLINE = Buffer.from('\n');

export const joinLines = (lines: readonly Buffer[]): Buffer =>
  Buffer.concat(lines.flatMap((line) => [line, NEWLINE]));
