/** A union value as Dropbox writes it: `{".tag": "path", …}`. */
export type Union = { readonly '.tag': string } & Readonly<Record<string, unknown>>;

/** An answer other than 200. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    readonly status: number,
    /** JSON value or plain text. */
    readonly body: unknown,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(`answers ${status}`);
  }

  /** The route’s own error, where it is one. */
  get union(): Union | undefined {
    const { body } = this;
    const error: unknown =
      typeof body === 'object' && body !== null && 'error' in body ? body.error : undefined;
    return isUnion(error) ? error : undefined;
  }
}

const isUnion = (value: unknown): value is Union =>
  typeof value === 'object' && value !== null && '.tag' in value && typeof value['.tag'] === 'string';

/** Dots after a summary vary at Dropbox, so that nobody matches on it. */
const summaryOf = (tags: readonly string[]): string => `${tags.join('/')}/..`;

/** A route’s own error (409): `{"error_summary", "error": union}`. */
export const routeError = (tags: readonly string[], extra: object = {}): ApiError =>
  new ApiError(409, { error_summary: summaryOf(tags), error: { ...union(tags), ...extra } });

/** Nested tags as a union: path, conflict, file → `{".tag":"path","path":{".tag":"conflict","conflict":{".tag":"file"}}}`. */
export function union(tags: readonly string[]): Union {
  const [tag = 'other', ...rest] = tags;
  return rest.length === 0 ? { '.tag': tag } : { '.tag': tag, [tag]: union(rest) };
}

/** 401 (auth.stone AuthError). */
export const authError = (tag: string): ApiError =>
  new ApiError(401, { error_summary: summaryOf([tag]), error: { '.tag': tag } });

/** 401 with the scope that is missing (auth.stone TokenScopeError). */
export const missingScope = (scope: string): ApiError =>
  new ApiError(401, {
    error_summary: summaryOf(['missing_scope']),
    error: { '.tag': 'missing_scope', required_scope: scope },
  });

/** 429; `error` has no tag of its own (auth.stone RateLimitError). */
export function rateLimitError(
  reason: 'too_many_requests' | 'too_many_write_operations',
  retryAfter: number,
): ApiError {
  const error = { reason: { '.tag': reason }, retry_after: retryAfter };
  return new ApiError(
    429,
    { error_summary: summaryOf([reason]), error },
    { 'Retry-After': String(retryAfter) },
  );
}

/** 400: plain text. */
export const badRequest = (route: string, problem: string): ApiError =>
  new ApiError(400, `Error in call to API function "${route}": ${problem}`);

/** 422: the Path-Root header names a namespace that is not there (common.stone PathRootError). */
export const pathRootError = (error: Union): ApiError =>
  new ApiError(422, { error_summary: summaryOf([error['.tag']]), error });
