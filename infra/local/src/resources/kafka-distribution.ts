import { jarsByMaven } from './kafka-jars.js';

/** Where Kafka’s jars are looked for. */
export interface JarOptions {
  readonly pom: string;
  readonly cache: string;
  readonly say: (message: string) => void;
}

/** Folder of the broker’s jars. */
export function findKafkaJars({ pom, cache, say }: JarOptions): Promise<string> {
  return jarsByMaven(pom, cache, say);
}
