import type { Scope } from '../story/subject.js';
import type { Finding } from './findings.js';

/** Places in a stream, both ends included. */
export interface Gap {
  readonly from: number;
  readonly to: number;
}

/** A stream of the export. */
export interface ProvenStream {
  readonly stream: string;
  readonly events: number;
  /** Places in the stream that are not in this export, e.g. because they belong to another matter. */
  readonly elsewhere: readonly Gap[];
}

/** What was shown of an export. */
export interface Proven {
  readonly scope: Scope;
  /** Name of the log. */
  readonly origin: string;
  /** The checkpoint that everything is proven against. */
  readonly checkpoint: {
    readonly size: number;
    /** Hexadecimal. */
    readonly root: string;
    /** The given keys that signed it. */
    readonly signers: readonly string[];
  };
  readonly events: number;
  /** SHA-256 of the events file, hexadecimal. */
  readonly digest: string;
  /** Times of the first and the last event. */
  readonly from: string;
  readonly to: string;
  readonly streams: readonly ProvenStream[];
  /** Who stated, when and with what, how much there is. */
  readonly statement: {
    readonly id: string;
    readonly leaf: number;
    readonly time: string;
    readonly actor: string;
    readonly software: string;
    /** The log was searched this far. */
    readonly logSize: number;
  };
  /** Sizes of earlier checkpoints that the log was shown to have grown out of. */
  readonly grewOutOf: readonly number[];
  /** Witnesses that signed the checkpoint, and when. */
  readonly witnesses: readonly { readonly name: string; readonly time: string }[];
}

/** The result: either everything holds, or what does not. */
export type Verification =
  | { readonly ok: true; readonly findings: readonly []; readonly proven: Proven }
  | { readonly ok: false; readonly findings: readonly Finding[] };
