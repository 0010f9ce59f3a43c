import type { DocumentId, FirmId, MatterId, Policy } from '@counterpart/contracts';
import { customFieldsNamed } from '@counterpart/placement';
import { planTestSync, type LeftOut, type PlannedCopy, type TestSyncPlan } from './plan-test-sync.js';
import type { ClioFile, SandboxFile, SandboxWish, TestSyncPorts } from './test-sync.ports.js';

/** What became of one document. */
type CopyOutcome =
  /** Its bytes lie in the sandbox, compared by content hash after the write. */
  | 'verified'
  /** Another file lies at its place; nothing was overwritten. */
  | 'conflict'
  | 'failed'
  | 'left-out';

/** One document of a test sync. */
export interface TestedDocument {
  readonly document: DocumentId;
  readonly name: string;
  readonly outcome: CopyOutcome;
  /** The file, or where the document would lie live. */
  readonly path: string | null;
  readonly size: number;
  /** Dropbox content hash of the bytes that left Clio; null where none did. */
  readonly contentHash: string | null;
  /** Reason or failure code; null where all is well. */
  readonly reason: string | null;
}

/** What a test sync did and proved. */
export interface TestSyncReport {
  readonly firm: FirmId;
  readonly matter: MatterId;
  readonly displayNumber: string;
  /** The matter’s folder below the sandbox. */
  readonly folder: string;
  readonly policyVersion: number;
  readonly counts: Readonly<Record<CopyOutcome | 'documents', number>>;
  readonly bytes: number;
  readonly seconds: number;
  readonly documents: readonly TestedDocument[];
  /** Whether every document that is to be mirrored lies in the sandbox, proven. */
  readonly holds: boolean;
}

/** What is tried, and where. */
export interface TestSync {
  readonly firm: FirmId;
  readonly matter: MatterId;
  readonly policy: Policy;
  readonly sandbox: string;
}

/** Clio shows no such matter. */
class MatterUnknown extends Error {
  readonly code = 'MATTER_UNKNOWN';
  override readonly name = 'MatterUnknown';
}

/** A copy, and how far it came. */
type Attempt =
  | { readonly kind: 'staged'; readonly copy: PlannedCopy; readonly wish: SandboxWish }
  | { readonly kind: 'failed'; readonly copy: PlannedCopy; readonly reason: string };

/** Mirrors one matter into a sandbox, looks at every file there, and says what it found. */
export async function testSync(ports: TestSyncPorts, sync: TestSync): Promise<TestSyncReport> {
  const began = ports.now().getTime();
  const { firm, policy } = sync;
  const matter = await ports.clio.matter(sync.matter, customFieldsNamed(policy));
  if (matter === undefined) throw new MatterUnknown(`Clio shows no matter ${sync.matter}`);
  const files = await ports.clio.documents(sync.matter);
  const plan = planTestSync(
    { ...sync, matter },
    files.filter(isUploaded).map(({ snapshot }) => snapshot),
  );
  const attempts = await Promise.all(plan.copies.map((copy) => stage(ports, copy)));
  const copied = await putIntoPlace(ports, attempts);
  const documents = [...copied, ...leftOut(plan, files)];
  return {
    firm,
    matter: sync.matter,
    displayNumber: matter.displayNumber,
    folder: plan.folder,
    policyVersion: policy.version,
    counts: countsOf(documents),
    bytes: copied.reduce((sum, { outcome, size }) => sum + (outcome === 'verified' ? size : 0), 0),
    seconds: (ports.now().getTime() - began) / 1000,
    documents,
    holds: copied.every(({ outcome }) => outcome === 'verified'),
  };
}

const isUploaded = ({ uploaded }: ClioFile): boolean => uploaded;

async function stage({ clio, sandbox, codeOf }: TestSyncPorts, copy: PlannedCopy): Promise<Attempt> {
  const { document, path } = copy;
  const { size, receivedAt } = document.version;
  try {
    const staged = await sandbox.stage({ size, open: () => clio.open(document) });
    if (staged === undefined) return { kind: 'failed', copy, reason: 'SOURCE_TRUNCATED' };
    return { kind: 'staged', copy, wish: { path, staged, clientModified: receivedAt } };
  } catch (error) {
    return { kind: 'failed', copy, reason: codeOf(error) };
  }
}

async function putIntoPlace(
  ports: TestSyncPorts,
  attempts: readonly Attempt[],
): Promise<readonly TestedDocument[]> {
  const staged = attempts.filter((attempt) => attempt.kind === 'staged');
  const written = await add(
    ports,
    staged.map(({ wish }) => wish),
  );
  return Promise.all(
    attempts.map(async (attempt) =>
      attempt.kind === 'failed'
        ? tested(attempt.copy, { outcome: 'failed', reason: attempt.reason })
        : verify(ports, attempt, written),
    ),
  );
}

/** What a commit is known to have written, and why the rest may not be there. */
interface Written {
  readonly paths: ReadonlySet<string>;
  readonly reason: string;
}

async function add({ sandbox, codeOf }: TestSyncPorts, wishes: readonly SandboxWish[]): Promise<Written> {
  try {
    const written = await sandbox.add(wishes);
    const paths = wishes.filter((_, index) => written[index] === true).map(({ path }) => path);
    return { paths: new Set(paths), reason: 'NOT_IN_PLACE' };
  } catch (error) {
    // The answer may be lost and the files be there: each is looked at.
    return { paths: new Set(), reason: codeOf(error) };
  }
}

/** What lies there decides, not what the write answered. */
async function verify(
  { sandbox, codeOf }: TestSyncPorts,
  { copy, wish }: Extract<Attempt, { kind: 'staged' }>,
  written: Written,
): Promise<TestedDocument> {
  const { path, staged } = wish;
  const { contentHash } = staged;
  try {
    const found = await sandbox.look(path);
    if (found === undefined) return tested(copy, { outcome: 'failed', reason: written.reason, contentHash });
    if (isSame(staged, found)) return tested(copy, { outcome: 'verified', contentHash });
    return written.paths.has(path)
      ? tested(copy, { outcome: 'failed', reason: 'CONTENT_MISMATCH', contentHash })
      : tested(copy, { outcome: 'conflict', reason: 'PLACE_TAKEN', contentHash });
  } catch (error) {
    return tested(copy, { outcome: 'failed', reason: codeOf(error), contentHash });
  }
}

const isSame = (one: SandboxFile, other: SandboxFile): boolean =>
  one.size === other.size && one.contentHash === other.contentHash;

const tested = (
  { document, path }: PlannedCopy,
  result: Pick<TestedDocument, 'outcome'> & Partial<TestedDocument>,
): TestedDocument => ({ ...about(document, path), ...result });

const about = ({ id, name, version }: PlannedCopy['document'], path: string | null) => ({
  document: id,
  name,
  path,
  size: version.size,
  contentHash: null,
  reason: null,
});

function leftOut(plan: TestSyncPlan, files: readonly ClioFile[]): readonly TestedDocument[] {
  const byRule = plan.leftOut.map(({ document, reason, belongs }: LeftOut) => ({
    ...about(document, belongs),
    outcome: 'left-out' as const,
    reason,
  }));
  const unfinished = files
    .filter((file) => !isUploaded(file))
    .map(({ snapshot }) => ({
      ...about(snapshot, null),
      outcome: 'left-out' as const,
      reason: 'NOT_YET_UPLOADED',
    }));
  return [...byRule, ...unfinished];
}

function countsOf(documents: readonly TestedDocument[]): TestSyncReport['counts'] {
  const of = (wanted: CopyOutcome): number => documents.filter(({ outcome }) => outcome === wanted).length;
  return {
    documents: documents.length,
    verified: of('verified'),
    conflict: of('conflict'),
    failed: of('failed'),
    'left-out': of('left-out'),
  };
}
