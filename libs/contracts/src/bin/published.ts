import { createHash } from 'node:crypto';

/** What was published of one event version, or of one golden stream: SHA-256 of its files, hexadecimal. */
export interface Fingerprints {
  /** Of the JSON Schema; absent for a stream. */
  readonly schema?: string;
  /** Of the golden file. */
  readonly golden: string;
}

/** Everything that was ever published, by `<Name>.v<version>` or by the name of a golden stream. */
export type Published = Readonly<Record<string, Fingerprints>>;

/** What lies there now, by the same names. */
export interface Present {
  /** Schemas as the contracts give them: of current versions alone. */
  readonly wanted: ReadonlyMap<string, string>;
  readonly schemas: ReadonlyMap<string, string>;
  readonly goldens: ReadonlyMap<string, string>;
}

export const fingerprint = (text: string): string => createHash('sha256').update(text).digest('hex');

const UNRELEASED =
  'If no release carries it yet, take its line out of published.json and run `npm run generate -w @counterpart/contracts`.';

/**
 * Where something that was published is no longer what it was, and what to do. Events are kept for ever, so a version that
 * was once written is read for ever, from the same schema and the same golden file.
 */
export function breaches(published: Published, { wanted, schemas, goldens }: Present): readonly string[] {
  return Object.entries(published).flatMap(([name, { schema, golden }]) => {
    const [now, file, bytes] = [wanted.get(name), schemas.get(name), goldens.get(name)];
    const told: string[] = [];
    if (schema !== undefined && now !== undefined && fingerprint(now) !== schema) told.push(changed(name));
    else if (schema !== undefined && (file === undefined || fingerprint(file) !== schema)) {
      told.push(
        `${name}: its published schema ${verb(file)}; take generated/${name}.schema.json back from the history.`,
      );
    }
    if (bytes === undefined || fingerprint(bytes) !== golden) {
      told.push(
        `${name}: its golden file ${verb(bytes)}; it stands for what was really written: take it back from the history. ${UNRELEASED}`,
      );
    }
    return told;
  });
}

const verb = (content: string | undefined): string => (content === undefined ? 'is gone' : 'was changed');

function changed(name: string): string {
  const [event = '', version = ''] = name.split('.v');
  const next = `${event}.v${Number(version) + 1}`;
  return (
    `${name} is published, and its schema would change. Events of it are kept for ever: make version ${next} instead. ` +
    `Raise \`version\` in its definition, add the upcaster \`${name}\` to the registry, move its example on, ` +
    `add golden/${next}.golden.json, and leave everything of ${name} as it is. ${UNRELEASED}`
  );
}

/** What is there but not published yet: one line each, to be added. */
export function unpublished(published: Published, present: Present): Published {
  const names = new Set([...present.wanted.keys(), ...present.goldens.keys()]);
  const fresh = [...names].filter((name) => !Object.hasOwn(published, name)).toSorted();
  return Object.fromEntries(
    fresh.flatMap((name) => {
      const [schema, golden] = [
        present.wanted.get(name) ?? present.schemas.get(name),
        present.goldens.get(name),
      ];
      if (golden === undefined) return [];
      return [
        [
          name,
          { ...(schema === undefined ? {} : { schema: fingerprint(schema) }), golden: fingerprint(golden) },
        ],
      ];
    }),
  );
}

/** Current versions that nobody wrote an example down for. */
export const withoutGolden = ({ wanted, goldens }: Present): readonly string[] =>
  [...wanted.keys()]
    .filter((name) => !goldens.has(name))
    .map(
      (name) =>
        `${name} has no golden file: \`npm test -w @counterpart/contracts\` prints the bytes that belong into it.`,
    );
