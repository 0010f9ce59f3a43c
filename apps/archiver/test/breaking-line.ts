import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A line to Dropbox that counts the bytes of archives and breaks off after so many, in the middle of a call or of its answer. */
export interface BreakingLine {
  readonly url: string;
  /** Bytes of appends that went through, in all. */
  readonly appended: number;
  /** Breaks after so many more bytes of appends, once. */
  breakAfter(bytes: number, onBreak: () => void): void;
}

const APPEND = 'files/upload_session/append_v2';

/** @param target the emulator’s address */
export async function startBreakingLine(target: string): Promise<BreakingLine> {
  const line = new Line(target);
  const server = createServer((call, answer) => line.carry(call, answer));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return Object.assign(line, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
}

class Line {
  appended = 0;
  #left = Infinity;
  #onBreak: () => void = () => undefined;

  constructor(private readonly target: string) {}

  breakAfter(bytes: number, onBreak: () => void): void {
    [this.#left, this.#onBreak] = [bytes, onBreak];
  }

  carry(call: IncomingMessage, answer: ServerResponse): void {
    const { method, headers } = call;
    const onward = request(new URL(call.url ?? '/', this.target), { method, headers });
    const isAppend = call.url?.endsWith(APPEND) === true;
    const isBroken = (): boolean => isAppend && this.#left === 0;
    onward.on('error', () => call.socket.destroy());
    onward.on('response', (came) => {
      // The bytes arrived; what is lost is the answer.
      if (isBroken()) this.#break(call);
      else came.pipe(answer.writeHead(came.statusCode ?? 500, came.headers));
    });
    call.on('data', (bytes: Buffer) => {
      const passed = isAppend ? this.#pass(bytes) : bytes;
      onward.write(passed);
      if (passed.length < bytes.length) {
        onward.destroy();
        this.#break(call);
      }
    });
    call.on('end', () => onward.end());
  }

  #pass(bytes: Buffer): Buffer {
    const passed = bytes.subarray(0, this.#left);
    this.#left -= passed.length;
    this.appended += passed.length;
    return passed;
  }

  #break(call: IncomingMessage): void {
    call.socket.destroy();
    this.#left = Infinity;
    this.#onBreak();
  }
}
