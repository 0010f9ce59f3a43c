import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { planDocuments, streamDocument, type DocumentPlan } from '@counterpart/firm';

/** Files on disk that everybody packs. */
export interface ZipCorpus {
  readonly name: string;
  readonly folder: string;
  readonly files: number;
  readonly bytes: number;
}

const SEED = 8;
/** The plan’s one giant is left out: it is scans, and would drown the rest. */
const LARGEST = 64 * 2 ** 20;
/** What deflate works on. Word, Excel and pictures are compressed inside. */
const SHRINKING: ReadonlySet<string> = new Set(['eml', 'txt', 'tiff']);
/** A production’s load file: one line a page. */
const LOAD_FILE_BYTES = 192 * 2 ** 20;

/** A matter as firms have it: PDFs, Word, e-mails, scans, pictures, by the firm’s own generator. */
export async function mixedCorpus(folder: string, documents: number): Promise<ZipCorpus> {
  const plans = planDocuments({ count: documents, seed: SEED }).filter(
    ({ targetSize }) => targetSize < LARGEST,
  );
  return { name: 'mixed', ...(await writeFiles(folder, plans.map(fileOf))) };
}

/** Only what shrinks, with one large file among it, so that all time is deflate’s. */
export async function textCorpus(folder: string, documents: number): Promise<ZipCorpus> {
  const plans = planDocuments({ count: documents, seed: SEED + 1 }).filter(({ kind }) => SHRINKING.has(kind));
  const loadFile = { path: 'production/loadfile.dat', open: () => Readable.from(loadLines()) };
  return { name: 'text', ...(await writeFiles(folder, [...plans.map(fileOf), loadFile])) };
}

interface CorpusFile {
  readonly path: string;
  readonly open: () => Readable;
}

function fileOf(plan: DocumentPlan): CorpusFile {
  const name = `${String(plan.index + 1).padStart(5, '0')}.${plan.kind}`;
  return { path: join(plan.category ?? 'other', name), open: () => streamDocument(plan) };
}

async function writeFiles(
  folder: string,
  files: readonly CorpusFile[],
): Promise<Pick<ZipCorpus, 'folder' | 'files' | 'bytes'>> {
  let bytes = 0;
  for (const { path, open } of files) {
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    const counted = async function* (pieces: AsyncIterable<Buffer | string>): AsyncGenerator<Buffer, void> {
      for await (const piece of pieces) {
        const buffer = Buffer.from(piece);
        bytes += buffer.length;
        yield buffer;
      }
    };
    await pipeline(open(), counted, createWriteStream(target));
  }
  return { folder, files: files.length, bytes };
}

/** Numbers that differ a little from line to line and hashes that do not shrink, as load files hold them. */
function* loadLines(): Generator<string, void> {
  let state = SEED;
  for (let [line, bytes] = [0, 0]; bytes < LOAD_FILE_BYTES; line += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const bates = `HR${String(line).padStart(9, '0')}`;
    const hash = Math.imul(state, 2_654_435_761) >>> 0;
    const text = `${bates}|${bates}|VOL${line >> 12}\\IMAGES\\${line >> 8}\\${bates}.tif|${state.toString(16)}${hash.toString(16)}|Custodian ${state % 37}\n`;
    bytes += text.length;
    yield text;
  }
}
