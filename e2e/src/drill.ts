import { parseArgs } from 'node:util';
import { blackoutDrill } from './drills/blackout.js';
import { canaryDrill } from './drills/canary.js';
import { closeDrill } from './drills/close.js';
import { crashDrill } from './drills/crash.js';
import { deadDropboxDrill } from './drills/dead-dropbox.js';
import { driftDrill } from './drills/drift.js';
import { hugeMatterDrill } from './drills/huge-matter.js';
import { leastPrivilegeDrill } from './drills/least-privilege.js';
import { liveFirstDrill } from './drills/live-first.js';
import { migrateDrill } from './drills/migrate.js';
import { privilegeDrill } from './drills/privilege.js';
import { followDrill } from './drills/follow.js';
import { firmsDrill } from './drills/firms.js';
import { neighboursDrill } from './drills/neighbours.js';
import { replayDrill } from './drills/replay.js';
import { scaleDrill } from './drills/scale.js';
import { tokenLossDrill } from './drills/token-loss.js';
import { versionsDrill } from './drills/versions.js';
import { say } from './say.js';

const DRILLS = {
  crash: {
    run: crashDrill,
    documents: 500,
    help: 'kills every service at random while documents flow, restarts the broker and the database, and proves that nothing is missing, doubled, different or misplaced',
  },
  blackout: {
    run: blackoutDrill,
    documents: 100,
    help: 'no webhook comes while documents are added, changed, trashed and restored in Clio; lists that show nothing or are refused change nothing, one whole sweep finds everything, and no claim of being in sync goes beyond it; webhooks that Clio suspended, and those that expired, are made anew',
  },
  drift: {
    run: driftDrill,
    documents: 80,
    help: 'somebody edits, moves, renames and deletes files in Dropbox by hand; each is told on the trail and by e-mail; left where the policy leaves it, and put back to the byte where it heals',
  },
  privilege: {
    run: privilegeDrill,
    documents: 120,
    help: 'privileged documents come while services are killed, the group is missing, links were there before and a hand opens the folder; proves that no call of ours let anybody else reach a byte of them',
  },
  follow: {
    run: followDrill,
    documents: 60,
    help: 'a client, a number, names, categories and the policy change, documents are deleted and restored, something lies in the way, and services are killed; everything moves once to where it belongs',
  },
  scale: {
    run: scaleDrill,
    documents: 200,
    help: '1, 2 and 4 uploaders (each time as many documents), one more joins and some are killed in the midst of their work; shows the throughput, and proves that each of them worked and that nothing is lost or doubled',
  },
  replay: {
    run: replayDrill,
    documents: 200,
    help: 'drops the database of a firm, rebuilds it from the topics, and proves that it is the same to the byte, that nothing outside was touched, and that the firm runs on',
  },
  migrate: {
    run: migrateDrill,
    documents: 200,
    help: 'what lies in Clio already, some of it in three versions, is migrated, paused and resumed while services are killed; proves that nothing is missing, doubled, different or told twice, and that every version is kept',
  },
  'live-first': {
    run: liveFirstDrill,
    documents: 700,
    help: 'a firm works on while its history is migrated, within a budget of Clio calls that is too small for both; proves that live documents come about as soon as alone, and that Clio refuses nothing',
  },
  versions: {
    run: versionsDrill,
    documents: 60,
    help: 'documents get new versions in bursts and are edited by hand while services are killed and webhooks come twice and out of order; proves that every version and every edit is kept, that after no call one of them was nowhere or a current file was missing, and that versions that are rolled up under more kills are in their ZIPs to the byte',
  },
  close: {
    run: closeDrill,
    documents: 80,
    help: 'matters are closed under each action while services are killed, then opened again; proves that nothing is lost or doubled, that each has one note and one e-mail, and that all comes back to where it was',
  },
  'huge-matter': {
    run: hugeMatterDrill,
    documents: 70_000,
    help: 'a matter with 6 GB and as many small files is closed and packed while the archiver is killed; proves that no ZIP is seen before it is whole, that it holds every file to the byte, and that the originals lie beside it',
  },
  'token-loss': {
    run: tokenLossDrill,
    documents: 80,
    help: 'the firm revokes its consent to Dropbox while documents flow, later the one to Clio, and the connected member is suspended and reinstated; proves that each is told once, that it asks for few tokens, that the other vendor’s work goes on, and that all drains after a new consent or by itself',
  },
  'least-privilege': {
    run: leastPrivilegeDrill,
    documents: 60,
    help: 'a firm is mirrored over TLS, each service with no rights but its own at Kafka and in PostgreSQL; then each tries everything that is not its own, and proves that it is refused',
  },
  canary: {
    run: canaryDrill,
    documents: 30,
    help: 'documents flow, tokens are renewed, a consent is revoked; proves that no secret lies in the clear in the database, its files, the topics, the logs, e-mails, metrics or command lines, and that one would be found',
  },
  'dead-dropbox': {
    run: deadDropboxDrill,
    documents: 80,
    help: 'Dropbox answers 503, then not at all, for hours of the services’ calendar while documents and new versions keep coming; proves that work pauses, that nothing is given up, and that all drains in order by itself',
  },
  firms: {
    run: firmsDrill,
    documents: 40,
    help: 'a third firm is taken on while two (each with as many documents) are mirrored, one is suspended and resumed, one is removed while the command and the services are killed; proves that the others notice nothing and nothing is lost',
  },
  neighbours: {
    run: neighboursDrill,
    documents: 2000,
    help: 'a big firm’s backlog holds all lanes that it may have, beside a small firm’s daily work; proves that the small firm’s p99 from webhook to Dropbox grows by a fifth at most, and that nothing is lost',
  },
};

const helpOf = (): string =>
  [
    'npm run drill -- NAME [--documents N] [--seed N] [--json]',
    ...Object.entries(DRILLS).map(
      ([name, { documents, help }]) => `  ${name} (N is ${documents} where none is given)\n${wrapped(help)}`,
    ),
  ].join('\n\n');

/** A paragraph, indented, for a terminal of 120 columns. */
const wrapped = (text: string): string => text.replaceAll(/(.{1,108})(?: |$)/g, '          $1\n').trimEnd();

const isDrill = (name: string | undefined): name is keyof typeof DRILLS =>
  name !== undefined && Object.hasOwn(DRILLS, name);

const text = { type: 'string' } as const;
const OPTIONS = { documents: text, seed: text, json: { type: 'boolean', default: false } } as const;

/** @returns undefined where the words are not understood: the help says which are */
function wordsGiven() {
  try {
    const { values, positionals } = parseArgs({ allowPositionals: true, options: OPTIONS });
    const numbers = [values.documents, values.seed].filter((value) => value !== undefined);
    return numbers.every((value) => /^\d{1,7}$/.test(value))
      ? { ...values, name: positionals[0] }
      : undefined;
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    return undefined;
  }
}

const words = wordsGiven();
if (words !== undefined && isDrill(words.name)) {
  const { name, documents, seed, json } = words;
  const report = await DRILLS[name].run({
    documents: Number(documents ?? DRILLS[name].documents),
    seed: Number(seed ?? 1),
  });
  process.stdout.write(json ? `${JSON.stringify(report)}\n` : `${JSON.stringify(report, null, 2)}\n`);
  process.exitCode = report.holds ? 0 : 1;
} else {
  say(helpOf());
  process.exitCode = 2;
}
