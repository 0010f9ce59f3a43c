import type { FastifyInstance } from 'fastify';
import { answerHealth, type Health } from './health.js';
import { httpServer } from './http-server.js';

/** Where operators ask for health and metrics. */
export interface OperationsPlace {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
}

/** Questions have no bodies. */
const LARGEST_BODY = 1024;

/** Where health and metrics answer. */
export interface Operations {
  /** @returns the address of their own; undefined where they have none. @throws where the port is taken */
  open(): Promise<string | undefined>;
  close(): Promise<void>;
}

/** Health and metrics, on a service’s own server, or on one for operators alone where strangers reach the service’s own. */
export function operationsOf(
  place: OperationsPlace | undefined,
  own: FastifyInstance,
  health: Health,
): Operations {
  const server = place === undefined ? own : httpServer(LARGEST_BODY).getInstance();
  answerHealth(server, health);
  return {
    open: async () => (place === undefined ? undefined : server.listen(place)),
    close: async () => {
      if (place !== undefined) await server.close();
    },
  };
}
