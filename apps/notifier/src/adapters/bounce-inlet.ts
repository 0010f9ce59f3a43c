import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import type { BounceAddresses, BouncedTo, Taken, TakenBy } from '@counterpart/bounces';
import type { Log } from '@counterpart/service-defaults';

/** Where bounces come in. */
export interface InletPlace {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** PEM; null where no TLS is offered. */
  readonly tls: { readonly key: string; readonly cert: string } | null;
}

/** What the inlet needs of the world. */
export interface InletPorts {
  /** Takes what came to an address that proved to be ours. */
  takeAt(to: BouncedTo, bytes: Uint8Array, by: TakenBy): Promise<Taken>;
  readonly addresses: BounceAddresses;
  readonly log: Pick<Log, 'info' | 'warn' | 'debug'>;
  readonly now: () => Date;
}

const SECONDS = 1000;
const LARGEST = 1_048_576;
const MOST_CONNECTIONS = 20;
const LONGEST_SILENCE = 60 * SECONDS;
const LONGEST_CONNECTION = 300 * SECONDS;
/** Who is sent away may keep its side open for another five seconds: so many times the most are there at once. */
const WITH_THOSE_SENT_AWAY = 5;

/** What the inlet puts up with. */
export interface InletLimits {
  /** Connections at once; further ones are asked to come again (421), or closed where they are too many. @default 20 */
  readonly connections?: number;
  /** Longest time without a byte, in milliseconds; also of a handshake. @default 60000 */
  readonly silenceMs?: number;
  /** Longest time of a connection, whatever comes, in milliseconds. @default 300000 */
  readonly connectionMs?: number;
}

/** A reply of RFC 5321 §4.2, as the library wants it: in an error. */
const reply = (responseCode: number, words: string): Error =>
  Object.assign(new Error(words), { responseCode });

const NOT_OURS = reply(550, '5.1.1 No such address here');
const ONE_BY_ONE = reply(452, '4.5.3 One recipient at a time');
const TOO_LARGE = reply(552, '5.3.4 Too large for a bounce');
const COME_AGAIN = reply(451, '4.3.0 Come again later');

/**
 * Takes mail for the addresses of bounces, and no other, as the server that their domain’s MX record names. What it cannot put
 * on the trail now it asks to be sent again.
 */
export class BounceInlet {
  readonly #server: SMTPServer;
  readonly #connectionMs: number;
  /** When each connection is over, by its id. */
  readonly #ends = new Map<string, NodeJS.Timeout>();

  constructor(
    private readonly ports: InletPorts,
    private readonly place: InletPlace,
    limits: InletLimits = {},
  ) {
    const { connections = MOST_CONNECTIONS, silenceMs = LONGEST_SILENCE } = limits;
    this.#connectionMs = limits.connectionMs ?? LONGEST_CONNECTION;
    const { tls } = place;
    this.#server = new SMTPServer({
      ...tls,
      minVersion: 'TLSv1.2',
      banner: 'Counterpart, for bounces alone',
      authOptional: true,
      disabledCommands: ['AUTH', ...(tls === null ? (['STARTTLS'] as const) : [])],
      disableReverseLookup: true,
      size: LARGEST,
      maxClients: connections,
      socketTimeout: silenceMs,
      closeTimeout: SECONDS,
      onConnect: ({ id }, callback) => {
        this.#endInTime(id);
        callback();
      },
      onClose: ({ id }) => {
        clearTimeout(this.#ends.get(id));
        this.#ends.delete(id);
      },
      onRcptTo: ({ address }, { envelope }, callback) => {
        if (this.ports.addresses.read(address) === null) return callback(NOT_OURS);
        callback(envelope.rcptTo.length > 0 ? ONE_BY_ONE : null);
      },
      onData: (stream, session, callback) => {
        this.#take(stream, session).then(callback, (error: unknown) => {
          this.ports.log.warn({ error }, 'a bounce could not be taken; it was asked to come again');
          callback(COME_AGAIN);
        });
      },
    });
    this.#server.server.maxConnections = connections * WITH_THOSE_SENT_AWAY;
    // A client that turns away is nothing to tell of.
    this.#server.on('error', (error) => this.ports.log.debug({ error }, 'a connection for bounces failed'));
  }

  /** @returns the port; throws where it is taken */
  async open(): Promise<number> {
    const { host, port } = this.place;
    const { server } = this.#server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      this.#server.listen(port, host, () => {
        server.off('error', reject);
        resolve();
      });
    });
    return (server.address() as AddressInfo).port;
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  /** The connection’s own way out, for beneath TLS its first socket is not ours to close. */
  #endInTime(id: string): void {
    const end = (): void => {
      for (const one of this.#server.connections)
        if (one.id === id) one.send(421, '4.4.2 That took too long');
    };
    this.#ends.set(id, setTimeout(end, this.#connectionMs).unref());
  }

  /** @returns null where it is done with; else the reply */
  async #take(stream: SMTPServerDataStream, { envelope }: SMTPServerSession): Promise<Error | null> {
    const bytes = await bytesOf(stream);
    if (bytes === null) return TOO_LARGE;
    const to = this.ports.addresses.read(envelope.rcptTo[0]?.address ?? '');
    if (to === null) return NOT_OURS;
    const by = { actor: 'service:notifier', source: '/counterpart/notifier', now: this.ports.now() };
    const taken = await this.ports.takeAt(to, bytes, by);
    this.#tell(to, taken);
    return taken.kind === 'unknown' ? COME_AGAIN : null;
  }

  /** Subjects and texts may hold names of documents: nothing of them is logged. */
  #tell({ sent }: BouncedTo, taken: Taken): void {
    const { log } = this.ports;
    switch (taken.kind) {
      case 'taken':
        for (const bounce of taken.bounces) {
          log.info({ firm: taken.firm, notice: taken.notice, sent, ...bounce }, 'a notice came back');
        }
        return;
      case 'ignored':
        log.info({ sent, why: taken.why }, 'mail to the address of bounces that tells of none was ignored');
        return;
      case 'unknown':
        log.warn({ sent }, 'a bounce of a notice that is not on the trail yet was asked to come again');
    }
  }
}

/** @returns null for more than is taken; it is read to its end all the same */
async function bytesOf(stream: SMTPServerDataStream): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= LARGEST) chunks.push(chunk);
  }
  return length > LARGEST || stream.sizeExceeded ? null : Buffer.concat(chunks);
}
