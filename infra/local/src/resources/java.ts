import { join } from 'node:path';
import { environment } from '../environment.js';
import { hasProgram } from './kafka-jars.js';

/** Where Java is looked for. */
export interface JavaOptions {
  readonly cache: string;
  readonly say: (message: string) => void;
}

/** The `java` to run the broker with: JAVA_HOME’s, the PATH’s. */
export async function findJava(_options: JavaOptions): Promise<string> {
  const home = environment['JAVA_HOME'];
  const candidates = home === undefined ? ['java'] : [join(home, 'bin', 'java'), 'java'];
  for (const java of candidates) if (await hasProgram(java, ['-version'])) return java;
  return 'java';
}
