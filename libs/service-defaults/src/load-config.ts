import { z } from 'zod';

/** Thrown at start when settings are missing or wrong; names every bad one at once. */
export class ConfigInvalid extends Error {
  readonly code = 'CONFIG_INVALID';
  override readonly name = 'ConfigInvalid';
}

/** The environment of a process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Checks a program’s settings.
 * @throws ConfigInvalid with one line per bad setting: its name, what is wrong, what it is for
 */
export function loadConfig<Schema extends z.ZodObject>(
  schema: Schema,
  environment: Environment,
): z.infer<Schema> {
  const given = Object.fromEntries(
    Object.keys(schema.shape).map((name) => [name, environment[name] === '' ? undefined : environment[name]]),
  );
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => {
    const name = issue.path.join('.');
    const setting: unknown = schema.shape[name];
    const help = setting instanceof z.ZodType ? setting.description : undefined;
    return `  ${name}: ${issue.message}${help === undefined ? '' : ` — ${help}`}`;
  });
  throw new ConfigInvalid(`settings are missing or wrong:\n${lines.join('\n')}`);
}
