import { Client, type ClientConfig } from 'pg';
import { isLeft } from './postgres-errors.js';

/**
 * A connection that ends itself when its server says that it takes no writes or goes down: a pool would hand it out again as a
 * good one, the newest first, so it would never be idle for long enough to be closed. A new connection asks the name server anew.
 */
export class WritingClient extends Client {
  constructor(config?: string | ClientConfig) {
    super(config);
    this.connection.on('errorMessage', (error: unknown) => {
      // Whose statement it was is told before.
      if (isLeft(error)) queueMicrotask(() => void this.end());
    });
  }
}
