import { type Actor, hasRole, type Role } from './actor';

/** What a caller can correct; the codes of the public contract. */
export enum UserErrorCode {
  INVALID = 'INVALID',
  NOT_FOUND = 'NOT_FOUND',
  CONFLICT = 'CONFLICT',
  TAKEN = 'TAKEN',
  LIMIT_EXCEEDED = 'LIMIT_EXCEEDED',
  QUOTA_EXCEEDED = 'QUOTA_EXCEEDED',
  UNSUPPORTED_MEDIA_TYPE = 'UNSUPPORTED_MEDIA_TYPE',
  CORRUPT_FILE = 'CORRUPT_FILE',
  FILE_TOO_LARGE = 'FILE_TOO_LARGE',
  FETCH_FAILED = 'FETCH_FAILED',
  MEDIA_REQUIRED = 'MEDIA_REQUIRED',
  IN_USE = 'IN_USE',
  OUT_OF_STOCK = 'OUT_OF_STOCK',
  PAYMENT_DECLINED = 'PAYMENT_DECLINED',
  IDEMPOTENCY_MISMATCH = 'IDEMPOTENCY_MISMATCH',
  STATE_NOT_ALLOWED = 'STATE_NOT_ALLOWED',
  PRICE_CHANGED = 'PRICE_CHANGED',
  RATE_LIMITED = 'RATE_LIMITED',
  INVALID_CREDENTIALS = 'INVALID_CREDENTIALS',
}

export interface UserFault {
  readonly code: UserErrorCode;
  readonly message: string;
  /** Path to the input at fault, e.g. ['input', 'lines', '0', 'quantity']. */
  readonly field?: readonly string[];
}

/**
 * A request that was understood and refused for reasons that its sender can correct. Thrown inside a unit of
 * work it rolls everything back; mutations answer it as data, in `userErrors`.
 */
export class Refusal extends Error {
  readonly faults: readonly UserFault[];

  constructor(faults: readonly UserFault[]) {
    super(faults.map(({ code, message }) => `${code}: ${message}`).join('; '));
    this.name = 'Refusal';
    this.faults = faults;
  }

  /** True when one of the faults has this code. */
  has(code: UserErrorCode): boolean {
    return this.faults.some((fault) => fault.code === code);
  }
}

/** Builds a refusal of one fault; `field` is the path to the input that is to blame. */
export function refuse(code: UserErrorCode, message: string, field?: readonly string[]): Refusal {
  return new Refusal([field ? { code, message, field } : { code, message }]);
}

export enum RequestErrorCode {
  UNAUTHENTICATED = 'UNAUTHENTICATED',
  FORBIDDEN = 'FORBIDDEN',
  BAD_USER_INPUT = 'BAD_USER_INPUT',
  NOT_FOUND = 'NOT_FOUND',
  SERVICE_UNAVAILABLE = 'SERVICE_UNAVAILABLE',
}

/** A request that its sender cannot correct by other values: a GraphQL error with `extensions.code`. */
export class RequestError extends Error {
  constructor(
    readonly code: RequestErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'RequestError';
  }
}

/** Refuses everyone below `role`: UNAUTHENTICATED for the anonymous, FORBIDDEN for the rest. */
export function requireRole(actor: Actor, role: Role): void {
  if (hasRole(actor, role)) return;
  if (actor.kind === 'anonymous') {
    throw new RequestError(RequestErrorCode.UNAUTHENTICATED, 'Sign in first.');
  }
  throw new RequestError(RequestErrorCode.FORBIDDEN, `This needs the role ${role}.`);
}
