import { randomBytes } from 'node:crypto';
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { loadFirm, makeRunFolder, SERVICES, startStack, type Stack } from '@counterpart/local';
import { ObservationFailed } from '../observe/get-json.js';
import { givenSecrets, sealedSecrets } from '../observe/sealed-secrets.js';
import { say } from '../say.js';
import { settleAloud } from '../settle.js';
import { systemOf } from '../system.js';
import { until } from '../until.js';
import type { System } from '../verify.js';
import { ClioHand } from '../hands/clio-hand.js';
import { connect } from '../hands/consent.js';
import { coreDumpsOf } from '../harm/core-dumps.js';
import { findIn, needlesOf, type Find, type Needle, type Quarry } from '../judges/needles.js';
import {
  answersOf,
  commandLinesOf,
  filesBelow,
  huntFiles,
  huntTables,
  type Searched,
} from '../judges/places.js';

/** What the drill is asked for. */
export interface CanaryOptions {
  readonly documents: number;
  readonly seed: number;
}

/** What the drill found. */
export interface CanaryReport {
  readonly drill: 'canary';
  readonly seed: number;
  /** Names of the secrets that were hunted for. */
  readonly secrets: readonly string[];
  readonly searched: Searched;
  /** Where a secret lies in the clear: nowhere. */
  readonly finds: readonly Find[];
  /** Logs of services in which the name of a document stands: none, at the level that is logged by default. */
  readonly logsThatName: readonly string[];
  /** Secrets that were written down on purpose, and those of them that the same search found. */
  readonly planted: number;
  readonly plantedFound: number;
  /** Whether the search saw an event of the trail in the broker’s segments: compressed ones would hide everything. */
  readonly seesTopics: boolean;
  /** Files with the memory of services that were aborted at the end: none, where core dumps are forbidden (`ulimit -c 0`); null where nobody can see. */
  readonly coreDumps: readonly string[] | null;
  readonly seconds: number;
  readonly holds: boolean;
}

const PATIENCE_MS = 300_000;
/** Given to the mail server only; a password of a person looks like this, not like a key. */
const SMTP_PASSWORD = 'fake-canary-smtp-password-7f3b';
/** Made for the run: these files hold secrets because that is what they are for, readable by their owner alone. */
const GIVEN_FILES = ['firms.json', 'counterpart.env', 'audit.key'];

/** Connects, mirrors, renews tokens, loses a consent, and then looks for every secret of the run wherever anything is kept. */
export async function canaryDrill({ documents, seed }: CanaryOptions): Promise<CanaryReport> {
  const began = performance.now();
  const { folder, remove } = makeRunFolder('canary');
  const stack = await startStack({
    folder,
    clioRateLimit: null,
    grants: 'stored',
    smtpPassword: SMTP_PASSWORD,
    // Renewed in the last fifth of its life.
    dropboxFlags: ['--token-life-s', '60'],
    say,
    onDeath: (name, logEnd) => say(`${name} ended by itself:\n${logEnd.slice(-1500)}`),
  });
  const system = systemOf(stack);
  const database = new Client({ connectionString: stack.addresses.database });
  try {
    await database.connect();
    const quarries = await live({ stack, system, database }, { documents, seed });
    const needles = [...quarries.values()].flatMap(needlesOf);
    say(`Hunting for ${quarries.size} secrets in ${needles.length} forms`);
    const { finds, searched } = await hunt({ stack, database }, needles);
    const logsThatName = await namesInLogs({ stack, system });
    const check = await selfCheck({ stack, system, database });
    say('Every service is aborted: its memory must not come into a file');
    const coreDumps = await coreDumpsOf(stack);
    const isSound = check.plantedFound === check.planted && check.seesTopics;
    return {
      drill: 'canary',
      seed,
      secrets: [...quarries.keys()].map((key) => quarries.get(key)?.name ?? ''),
      searched,
      finds,
      logsThatName,
      ...check,
      coreDumps,
      seconds: Math.round((performance.now() - began) / 100) / 10,
      holds:
        finds.length + logsThatName.length + (coreDumps?.length ?? 0) === 0 &&
        isSound &&
        searched.rows > 0 &&
        quarries.size >= LEAST_SECRETS,
    };
  } finally {
    await Promise.all([system.trail.close(), database.end()]);
    await stack.stop();
    remove();
  }
}

/** Master key, data key, audit key, two client secrets, SMTP and database passwords, two grants, a webhook: fewer were not read. */
const LEAST_SECRETS = 10;

interface Scene {
  readonly stack: Stack;
  readonly system: System;
  readonly database: Client;
}

/** The run itself. @returns every secret that was in use at some look at it, each once */
async function live(
  { stack, system, database }: Scene,
  { documents, seed }: CanaryOptions,
): Promise<ReadonlyMap<string, Quarry>> {
  const given = givenSecrets({
    settings: stack.settingsFile,
    firms: join(stack.folder, 'firms.json'),
    auditKey: join(stack.folder, 'audit.key'),
  });
  const masterKey = given[0]?.bytes.toString('base64') ?? '';
  const quarries = new Map<string, Quarry>();
  const look = async (): Promise<void> => {
    const sealed = await sealedSecrets(database, masterKey);
    for (const quarry of [...given, ...passwords(stack), ...sealed]) {
      quarries.set(quarry.bytes.toString('base64'), quarry);
    }
  };
  for (const vendor of ['clio', 'dropbox'] as const) await connect(stack, vendor);
  await look();
  await loadFirm(stack, { documents, seed });
  await settleAloud(system, PATIENCE_MS);
  await look();
  await renewAndRevoke({ stack, system });
  await look();
  return quarries;
}

/** New versions come until Dropbox’s token was renewed; then the consent is revoked, and the next one tells it. */
async function renewAndRevoke({ stack, system }: Pick<Scene, 'stack' | 'system'>): Promise<void> {
  const told = async (name: 'CredentialRefreshed' | 'CredentialRefused'): Promise<boolean> =>
    (await system.trail.events([name])).length > 0;
  const hand = new ClioHand(stack);
  const [document] = (await system.clio.documents()).filter(({ size }) => size > 0);
  if (document === undefined) throw new ObservationFailed('there is no document with bytes');
  for (let version = 2; !(await told('CredentialRefreshed')) && version < 60; version += 1) {
    await hand.addVersion(document.id, Buffer.from(`Version ${version}\n`));
    await settleAloud(system, PATIENCE_MS);
  }
  say('The firm revokes its consent to Dropbox');
  const answer = await fetch(`${stack.addresses.dropbox}/_emulator/tokens`, {
    method: 'POST',
    body: JSON.stringify({ action: 'revoke' }),
  });
  if (!answer.ok) throw new ObservationFailed(`revoking answered ${answer.status}`);
  await hand.addVersion(document.id, Buffer.from('A version that cannot be mirrored\n'));
  await until(PATIENCE_MS, () => told('CredentialRefused'));
}

function passwords(stack: Stack): readonly Quarry[] {
  const settings = new URL(stack.addresses.smtp);
  return [
    { name: 'password of the mail server', bytes: Buffer.from(settings.password) },
    { name: 'password of the services’ database role', bytes: Buffer.from(stack.servicePassword) },
  ];
}

async function hunt(
  { stack, database }: Pick<Scene, 'stack' | 'database'>,
  needles: readonly Needle[],
): Promise<{ readonly finds: readonly Find[]; readonly searched: Searched }> {
  // What is still in memory goes to the files first.
  await database.query('checkpoint');
  const tables = await huntTables(database, needles);
  const files = await huntFiles(filesBelow(stack.folder, GIVEN_FILES), needles);
  const spoken = [...(await answersOf(stack)), ...commandLinesOf(stack)];
  const heard = spoken.flatMap(({ place, bytes }) => findIn(bytes, place, needles));
  return {
    finds: [...tables.finds, ...files.finds, ...heard],
    searched: {
      tables: tables.tables,
      rows: tables.rows,
      files: files.files,
      bytes: files.bytes,
      answers: spoken.length,
    },
  };
}

/** The name of a privileged document is privileged; logs go further than files do. */
async function namesInLogs({ stack, system }: Pick<Scene, 'stack' | 'system'>): Promise<readonly string[]> {
  const names = (await system.clio.documents()).map(({ name }) => ({ name, bytes: Buffer.from(name) }));
  const logs = SERVICES.map((service) => `${service}.log`);
  const files = filesBelow(stack.folder, GIVEN_FILES).filter(({ place }) => logs.includes(place));
  const { finds } = await huntFiles(files, names.flatMap(needlesOf));
  return [...new Set(finds.map(({ place }) => place))];
}

/** A search that finds nothing may be blind: it must find what was put in front of it. */
async function selfCheck({
  stack,
  system,
  database,
}: Scene): Promise<Pick<CanaryReport, 'planted' | 'plantedFound' | 'seesTopics'>> {
  const plants = [0, 1, 2].map((): Quarry => ({ name: 'planted', bytes: randomBytes(24) }));
  const [inTable, inLog, inFile] = plants.map(({ bytes }) => bytes);
  await database.query('create schema planted create table secrets (kept bytea)');
  await database.query('insert into planted.secrets values ($1)', [inTable]);
  const said = { level: 30, msg: `planted ${inLog?.toString('base64')}` };
  appendFileSync(join(stack.folder, 'notifier.log'), `${JSON.stringify(said)}\n`);
  writeFileSync(
    join(stack.folder, 'planted.txt'),
    Buffer.concat([Buffer.from('x'), inFile ?? Buffer.alloc(0)]),
  );
  const [event] = await system.trail.events(['DocumentMirrored']);
  const known = { name: 'a known event', bytes: Buffer.from(event?.event.id ?? '') };
  const { finds } = await hunt({ stack, database }, [...plants, known].flatMap(needlesOf));
  const planted = (suffix: string): boolean =>
    finds.some(({ secret, place }) => secret === 'planted' && place.endsWith(suffix));
  return {
    planted: plants.length,
    plantedFound: ['planted.secrets', 'notifier.log', 'planted.txt'].filter(planted).length,
    seesTopics: finds.some(({ secret, place }) => secret === known.name && /uploader\..*\.log$/.test(place)),
  };
}
