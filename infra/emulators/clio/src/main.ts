import { HELP, parseCommandLine, UsageError } from './command-line.js';
import { startClioEmulator } from './server.js';

/** Starts the emulator from the command line and prints one JSON line when it is ready. */
async function main(): Promise<void> {
  const options = parseCommandLine(process.argv.slice(2));
  if (options === 'help') {
    process.stdout.write(HELP);
    return;
  }
  const emulator = await startClioEmulator(options);
  const stop = (): void => {
    void emulator.close().then(() => process.exit(0));
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  process.stdout.write(
    `${JSON.stringify({ ready: true, url: emulator.url, downloads: emulator.downloadUrl })}\n`,
  );
}

main().catch((error: unknown) => {
  const usage = error instanceof UsageError;
  process.stderr.write(usage ? `${error.message}\n\n${HELP}` : `${String(error)}\n`);
  process.exitCode = usage ? 2 : 1;
});
