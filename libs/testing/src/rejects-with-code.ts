/**
 * Waits for a rejection and checks that it carries a code.
 * @returns the error, for further looks
 */
export async function rejectsWithCode(promise: Promise<unknown>, code: string): Promise<Error> {
  let value: unknown;
  try {
    value = await promise;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === code) return error;
    throw new Error(`rejected, but not with ${code}`, { cause: error });
  }
  throw new Error(`expected ${code}, but it resolved with ${String(value)}`);
}
