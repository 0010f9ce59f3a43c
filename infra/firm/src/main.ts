import { USAGE, readCommandLine } from './command-line.js';
import { FirmError } from './firm-error.js';
import { loadFirm } from './load-firm.js';
import type { LoadProgress } from './load-firm.js';

/** A line at most once a second, and the last one. */
function progressLine(): (progress: LoadProgress) => void {
  let last = 0;
  return ({ documents, total, bytes }) => {
    const now = performance.now();
    if (now - last < 1000 && documents < total) return;
    last = now;
    process.stderr.write(`${documents} of ${total} documents, ${(bytes / 1e6).toFixed(1)} MB\n`);
  };
}

async function run(): Promise<void> {
  const { request, json } = readCommandLine(process.argv.slice(2));
  const summary = await loadFirm({ ...request, onProgress: progressLine() });
  const { matters, documents, bytes, empty, seconds } = summary;
  process.stdout.write(
    json
      ? `${JSON.stringify(summary)}\n`
      : `${matters} matters, ${documents} documents (${empty} empty), ${bytes} bytes in ${seconds} s\n`,
  );
}

try {
  await run();
} catch (error) {
  if (!(error instanceof FirmError)) throw error;
  process.stderr.write(`${error.code}: ${error.message}\n${error.code === 'FIRM_USAGE' ? USAGE : ''}`);
  process.exitCode = error.code === 'FIRM_USAGE' ? 2 : 1;
}
