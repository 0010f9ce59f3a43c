import type { ToldMigration } from './migrate-history.handler.js';
import type { MigrationOutcome, RunProgress } from './migrate-history.ports.js';

/** What came of it, in words. */
export function outcomeWords(outcome: MigrationOutcome): string {
  switch (outcome) {
    case 'started':
      return 'The migration is started. It goes on in the background: see `counterpart migrate status`.';
    case 'paused':
      return 'The migration is paused: it registers nothing new. What is on its way comes to its end.';
    case 'resumed':
      return 'The migration goes on where it stopped.';
    case 'no-change':
      return 'It stands so already. Nothing was recorded.';
    case 'under-way':
      return 'A migration of this firm is under way; one runs at a time. Nothing was recorded.';
    case 'none':
      return 'No such migration is under way. Nothing was recorded.';
  }
}

/** What is counted, a line each. */
export function migrationRows(told: ToldMigration): readonly (readonly string[])[] {
  const { estimate, progress, failure } = told;
  const { callsUsed, callsLeft, callsPerDocument, basis, hoursLeft } = estimate;
  return [
    ['state', failure === null ? told.state : `${told.state}: ${failure}`],
    ['started', `${told.startedAt} by ${told.startedBy}`],
    ...(progress === null ? [] : progressRows(progress)),
    ['Clio calls used', String(callsUsed)],
    ['Clio calls left', callsLeft === null ? 'not known until all is listed' : `about ${callsLeft}`],
    ['calls a document', `${callsPerDocument.toFixed(3)}, ${basis}`],
    ['time left', hoursLeft === null ? 'not known yet' : `about ${hoursWords(hoursLeft)}`],
  ];
}

function progressRows({ matters, mattersFinished, hidden, documents, trouble }: RunProgress) {
  const others = [
    [documents.skipped, 'left out by a rule'],
    [documents.conflict, 'something else at their place'],
    [documents.missing, 'gone from Clio'],
    [documents.dead, 'given up'],
    [documents.left, 'gone to the trash'],
    [documents.unseen, 'not to be seen in Clio, or their matter'],
    [documents.unfinished, 'being uploaded'],
    [hidden ?? 0, 'hidden from the connected user'],
  ] as const;
  return [
    ['matters', `${mattersFinished} finished of ${matters}`],
    ['documents found', String(documents.found)],
    ['registered', String(documents.registered)],
    ['mirrored', String(documents.mirrored)],
    ...others.filter(([count]) => count > 0).map(([count, words]) => [words, String(count)]),
    ...(trouble === null ? [] : [['Clio does not answer', trouble]]),
  ];
}

const hoursWords = (hours: number): string =>
  hours < 1 ? `${Math.ceil(hours * 60)} minutes` : `${hours.toFixed(1)} hours`;
