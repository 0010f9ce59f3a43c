import type { Finding, Gap, Proven, Scope } from '@counterpart/audit-log';
import type { TimeStampState, Verified } from './verify-export.handler.js';

/** What was shown of an export, or what is wrong with it, for people. */
export function verificationWords(result: Verified): string {
  if (result.ok) {
    const shown = [...provenWords(result.proven), ...stampWords(result.timeStamp)];
    return ['VERIFIED', '', ...shown, ...strangerWords(result.strangers), '', LIMITS].join('\n');
  }
  const lines = result.findings.map(findingWords);
  return ['NOT VERIFIED', '', ...lines].join('\n');
}

const LIMITS =
  'Not shown: that no later events exist, that the recording programs told the truth, and, without a witness or a\ntime stamp, that the key’s owner keeps no second log.';

function stampWords(stamp: TimeStampState): readonly string[] {
  switch (stamp.state) {
    case 'none':
      return [];
    case 'unverified':
      return ['- It carries a time stamp that was not verified: name its --authority.'];
    case 'verified':
      return [
        `- The checkpoint existed at ${stamp.time}, says the authority with certificate ${stamp.certificate}.`,
      ];
  }
}

const strangerWords = (strangers: readonly string[]): readonly string[] =>
  strangers.length === 0 ? [] : [`- Not part of the export, and not looked at: ${strangers.join(', ')}.`];

function findingWords({ code, message, file, line }: Finding): string {
  const place = line === undefined ? file : `${file}, line ${line}`;
  return `- ${code}: ${message} (${place})`;
}

function provenWords(proven: Proven): readonly string[] {
  const { checkpoint, statement, events } = proven;
  return [
    `- ${events} events of ${scopeWords(proven.scope)} are in the log ${proven.origin} exactly as they are here,`,
    `  under its checkpoint of ${checkpoint.size} events, signed by ${checkpoint.signers.join(' and ')}.`,
    `- The export is whole. At ${statement.time} ${statement.actor} stated in the log itself (event ${statement.id})`,
    `  that it holds ${events} events, all there were among the first ${statement.logSize} of the log.`,
    ...proven.streams.flatMap(({ stream, elsewhere }) => elsewhereWords(stream, elsewhere)),
    `- They stand in the order of the log, and say that they happened from ${proven.from} to ${proven.to}.`,
    ...proven.grewOutOf.map((size) => `- The log grew out of its checkpoint of ${size} events.`),
    ...proven.witnesses.map(({ name, time }) => `- ${name} signed the checkpoint along at ${time}.`),
    '- The table and the readable pages say what the events say, and nothing else.',
  ];
}

function scopeWords(scope: Scope): string {
  switch (scope.kind) {
    case 'matter':
      return `matter ${scope.matter} of the firm ${scope.firm}`;
    case 'document':
      return `document ${scope.document} of the firm ${scope.firm}`;
    case 'firm':
      return `the firm ${scope.firm}`;
  }
}

function elsewhereWords(stream: string, elsewhere: readonly Gap[]): readonly string[] {
  if (elsewhere.length === 0) return [];
  const places = elsewhere.map(({ from, to }) => (from === to ? String(from) : `${from} to ${to}`));
  return [`  Of ${stream}, ${places.join(', ')} are no part of this matter and not in the export.`];
}
