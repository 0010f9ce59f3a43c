import { json, type Reply } from './http/reply.js';

/** The error types the emulator answers with, as Clio names them in `error.type`. */
export type ApiErrorType =
  | 'ArgumentError'
  | 'BadRequestError'
  | 'Conflict'
  | 'DeleteFailed'
  | 'ForbiddenError'
  | 'GoneError'
  | 'InvalidFields'
  | 'NotFoundError'
  | 'PreconditionFailed'
  | 'RateLimited'
  | 'UnauthorizedError'
  | 'UploadNotFoundError';

/** A refusal of the API: it becomes `{"error":{"type","message"}}` with its status. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: ApiErrorType,
    message: string,
    readonly headers: Record<string, string> = {},
  ) {
    super(message);
    this.name = 'ApiError';
  }

  toReply(): Reply {
    return json(this.status, { error: { type: this.code, message: this.message } }, this.headers);
  }
}

/** 422 for a value Clio does not accept. */
export function invalidArgument(message: string): ApiError {
  return new ApiError(422, 'ArgumentError', `An invalid argument was supplied: ${message}`);
}

/**
 * 400 for a query that cannot be read: the specification gives reads a 400 and no 422. The offset limit is the
 * exception, a 422 by the vendor's paging page.
 */
export function invalidQuery(message: string): ApiError {
  return new ApiError(400, 'ArgumentError', `An invalid argument was supplied: ${message}`);
}

/** 404 in the API's JSON form. */
export function notFound(): ApiError {
  return new ApiError(404, 'NotFoundError', 'Not Found');
}

/** 403 in the API's JSON form. */
export function forbidden(): ApiError {
  return new ApiError(403, 'ForbiddenError', 'User is forbidden from taking that action');
}
