import { DatabaseError } from 'pg';
import { QueryFailedError } from 'typeorm';
import { refuse, RequestError, RequestErrorCode, UserErrorCode } from '../errors';

/** The error as PostgreSQL reported it, or null when it is of another kind. */
export function databaseError(error: unknown): DatabaseError | null {
  if (error instanceof DatabaseError) return error;
  return error instanceof QueryFailedError ? databaseError(error.driverError) : null;
}

// PostgreSQL's appendix A. Our statements are fixed, so a value that is refused in this way came from outside.
const CHARACTER_NOT_IN_REPERTOIRE = '22021';
const UNTRANSLATABLE_CHARACTER = '22P05';
const DATETIME_FIELD_OVERFLOW = '22008';
const REFUSED_VALUES = new Set([
  CHARACTER_NOT_IN_REPERTOIRE,
  UNTRANSLATABLE_CHARACTER,
  DATETIME_FIELD_OVERFLOW,
]);
const INVALID_TEXT_REPRESENTATION = '22P02';

// A statement that ran into its time limit, and a server that has no connection left.
const QUERY_CANCELED = '57014';
const TOO_MANY_CONNECTIONS = '53300';
const OVERLOADED = new Set([QUERY_CANCELED, TOO_MANY_CONNECTIONS]);
/** What pg's pool says, by a plain Error, when all of its connections are busy for too long. */
const POOL_EXHAUSTED = 'timeout exceeded when trying to connect';

/** What a caller is told who may well succeed a little later. */
export function tooBusy(cause: unknown): RequestError {
  const message = 'Too busy just now; try again.';
  return new RequestError(RequestErrorCode.SERVICE_UNAVAILABLE, message, { cause });
}

/**
 * What an error of the database is to a caller. A value that no column and no comparison takes, whoever sent it, is
 * a refusal: text with the character NUL, JSON with half a surrogate pair, a day that no calendar has. A database
 * that has no time or no connection is SERVICE_UNAVAILABLE. Any other error is returned as it is.
 */
export function translateDatabaseError(error: unknown): unknown {
  const cause = databaseError(error);
  const code = cause?.code ?? '';
  if (OVERLOADED.has(code) || (error instanceof Error && error.message === POOL_EXHAUSTED))
    return tooBusy(error);
  // The type's name is part of the message in every language; for other types such an error is a bug of ours.
  const isJson = code === INVALID_TEXT_REPRESENTATION && /\bjsonb?\b/.test(cause?.message ?? '');
  if (!isJson && !REFUSED_VALUES.has(code)) return error;
  return refuse(UserErrorCode.INVALID, 'A text holds a character that cannot be stored, or a date is none.');
}
