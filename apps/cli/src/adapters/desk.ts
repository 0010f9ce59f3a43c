import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { z } from 'zod';
import type { ToldFailure } from '../rendering/failure.js';

/** Why a command cannot begin. */
class SettingsWrong extends Error {
  override readonly name = 'SettingsWrong';

  constructor(
    readonly code: 'SETTING_MISSING' | 'CONFIG_INVALID',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

const GlobalOptions = z.object({ envFile: z.string().optional(), json: z.boolean().default(false) });

/** What every command has at hand: settings, a place to print to, and what is to be closed at the end. */
export class Desk<Schema extends z.ZodObject> {
  #options: z.infer<typeof GlobalOptions> = { json: false };
  readonly #closing: (() => Promise<void>)[] = [];

  constructor(
    private readonly schema: Schema,
    private readonly environment: Readonly<Record<string, string | undefined>>,
  ) {}

  /** Takes the options that stand before every command. */
  take(options: unknown): void {
    this.#options = GlobalOptions.parse(options);
  }

  /**
   * One setting that the command cannot do without.
   * @throws SettingsWrong SETTING_MISSING, CONFIG_INVALID; the message never holds a value
   */
  setting<Name extends keyof z.infer<Schema> & string>(name: Name): NonNullable<z.infer<Schema>[Name]> {
    const value = this.settings()[name];
    if (value !== undefined && value !== null) return value;
    const setting: unknown = this.schema.shape[name];
    const help = setting instanceof z.ZodType ? (setting.description ?? '') : '';
    throw new SettingsWrong('SETTING_MISSING', `${name} is not set: ${help}`);
  }

  /** All settings, each where it is set. @throws SettingsWrong CONFIG_INVALID */
  settings(): z.infer<Schema> {
    const given = { ...this.#fromFile(), ...this.environment };
    const known = Object.keys(this.schema.shape).flatMap((name) => {
      const value = given[name];
      return value === undefined || value === '' ? [] : [[name, value]];
    });
    const parsed = this.schema.safeParse(Object.fromEntries(known));
    if (parsed.success) return parsed.data;
    const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new SettingsWrong('CONFIG_INVALID', `settings are wrong:\n${lines.join('\n')}`);
  }

  /** Prints a result: one JSON line for scripts, or text for people. */
  print(result: object, text: string): void {
    process.stdout.write(`${this.#options.json ? JSON.stringify(result) : text}\n`);
  }

  /** Says what goes on, to people; scripts read standard output. */
  say(message: string): void {
    process.stderr.write(`${message}\n`);
  }

  /** Tells a failure: in JSON on standard output where a script listens, always in words on standard error. */
  fail({ code, message }: ToldFailure): void {
    if (this.#options.json) process.stdout.write(`${JSON.stringify({ error: { code, message } })}\n`);
    this.say(`${code}: ${message}`);
  }

  /** Has something closed when the command is over, last opened first. */
  closeLater(close: () => Promise<void>): void {
    this.#closing.unshift(close);
  }

  async close(): Promise<void> {
    for (const close of this.#closing.splice(0)) await close();
  }

  #fromFile(): Readonly<Record<string, string | undefined>> {
    const { envFile } = this.#options;
    if (envFile === undefined) return {};
    try {
      return parseEnv(readFileSync(envFile, 'utf8'));
    } catch (cause) {
      throw new SettingsWrong('CONFIG_INVALID', `the settings file ${envFile} cannot be read`, { cause });
    }
  }
}
