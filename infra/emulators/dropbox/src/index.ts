import { DEFAULT_OPTIONS, type EmulatorOptions } from './options.js';
import { startServer, type RunningEmulator } from './server.js';

export { DEFAULT_OPTIONS, type EmulatorOptions } from './options.js';
export { type RunningEmulator } from './server.js';

/** Starts an emulator in this process; what is not said stands as in {@link DEFAULT_OPTIONS}. */
export const startDropboxEmulator = (options: Partial<EmulatorOptions> = {}): Promise<RunningEmulator> =>
  startServer({ ...DEFAULT_OPTIONS, ...options });
