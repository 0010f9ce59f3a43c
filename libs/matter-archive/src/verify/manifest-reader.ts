import { canonicalJson, type Json } from '@counterpart/contracts';
import { Manifest, ManifestEntry } from '../manifest/manifest.js';

/** Why a text is no manifest. */
export class ManifestFault extends Error {
  override readonly name = 'ManifestFault';
}

const ENTRIES = '"entries":[';
const [QUOTE, BACKSLASH, OPEN, CLOSE, COMMA, END] = ['"', '\\', '{', '}', ',', ']'].map((sign) =>
  sign.charCodeAt(0),
);

/**
 * Reads a manifest entry by entry, so that a hundred thousand of them are never held three times over. The text must be
 * canonical JSON: no member twice, none unknown, no second way to write what it says.
 * @throws ManifestFault
 */
export function manifestFrom(text: Buffer): Manifest {
  const from = text.indexOf(ENTRIES) + ENTRIES.length;
  if (from < ENTRIES.length) throw new ManifestFault('it lists no entries');
  const entries: ManifestEntry[] = [];
  let at = from;
  while (text[at] === OPEN) {
    const end = endOfObject(text, at);
    entries.push(canonical(text.subarray(at, end), (json) => ManifestEntry.safeParse(json)));
    at = text[end] === COMMA && text[end + 1] === OPEN ? end + 1 : end;
  }
  if (text[at] !== END) throw new ManifestFault('its list of entries does not end');
  const rest = Buffer.concat([text.subarray(0, from), text.subarray(at)]);
  return { ...canonical(rest, (json) => Manifest.safeParse(json)), entries };
}

/** Where the object ends that begins at `from`. */
function endOfObject(text: Buffer, from: number): number {
  let depth = 0;
  let quoted = false;
  for (let at = from; at < text.length; at += 1) {
    const sign = text[at];
    if (quoted && sign === BACKSLASH) at += 1;
    else if (sign === QUOTE) quoted = !quoted;
    else if (!quoted && sign === OPEN) depth += 1;
    else if (!quoted && sign === CLOSE) depth -= 1;
    if (depth === 0) return at + 1;
  }
  throw new ManifestFault('an entry does not end');
}

type Parsed<Value> =
  | { readonly success: true; readonly data: Value }
  | { readonly success: false; readonly error: { readonly issues: readonly { readonly message: string }[] } };

function canonical<Value extends Json>(text: Buffer, parse: (json: unknown) => Parsed<Value>): Value {
  const parsed = parse(jsonOf(text));
  if (!parsed.success) throw new ManifestFault(parsed.error.issues[0]?.message ?? 'it has another shape');
  if (!Buffer.from(canonicalJson(parsed.data)).equals(text))
    throw new ManifestFault('it is not canonical JSON');
  return parsed.data;
}

function jsonOf(text: Buffer): unknown {
  try {
    return JSON.parse(text.toString('utf8'));
  } catch {
    throw new ManifestFault('it is not JSON');
  }
}
