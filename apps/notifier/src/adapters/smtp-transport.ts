import type SMTPPool from 'nodemailer/lib/smtp-pool';

/** A mail server and how it is spoken to. */
export interface SmtpServer {
  /** `smtp://user:password@host:port`, or `smtps://` for TLS from the start. */
  readonly url: string;
  /** `required`: nothing is sent in the clear. `offered`: TLS where the server offers it. */
  readonly tls: 'required' | 'offered';
  /** Certificates that are trusted beside the usual ones, PEM. */
  readonly ca?: string;
  /** Connections that are kept open. @default 2 */
  readonly connections?: number;
}

const SUBMISSION = 587;
const SUBMISSION_TLS = 465;
const SECONDS = 1000;

/** How nodemailer is to speak to a server: a pool of connections, no older TLS than 1.2 (RFC 8997). */
export function transportOf({ url, tls, ca, connections = 2 }: SmtpServer): SMTPPool.Options {
  const { protocol, hostname, port, username, password } = new URL(url);
  const secure = protocol === 'smtps:';
  const usual = secure ? SUBMISSION_TLS : SUBMISSION;
  return {
    pool: true,
    maxConnections: connections,
    host: bare(hostname),
    port: port === '' ? usual : Number(port),
    secure,
    requireTLS: !secure && tls === 'required',
    connectionTimeout: 15 * SECONDS,
    greetingTimeout: 15 * SECONDS,
    socketTimeout: 60 * SECONDS,
    tls: { minVersion: 'TLSv1.2', ...(ca === undefined ? {} : { ca }) },
    ...(username === ''
      ? {}
      : { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
  };
}

/** Whether an address leads to this machine: only there may a letter travel in the clear. */
export function isLoopback(url: string): boolean {
  const host = bare(new URL(url).hostname);
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);
}

/** IPv6 addresses stand in brackets. */
const bare = (hostname: string): string => hostname.replace(/^\[|\]$/g, '');
