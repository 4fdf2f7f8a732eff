import { DatabaseError } from 'pg';
import { QueryFailedError } from 'typeorm';
import { refuse, UserErrorCode } from '../errors';

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

/**
 * The refusal of a value that no column and no comparison takes, whoever sent it: text with the character NUL, JSON
 * with half a surrogate pair, a day that no calendar has. Any other error is returned as it is.
 */
export function translateRefusedValue(error: unknown): unknown {
  const cause = databaseError(error);
  // The type's name is part of the message in every language; for other types such an error is a bug of ours.
  const isJson = cause?.code === INVALID_TEXT_REPRESENTATION && /\bjsonb?\b/.test(cause.message);
  if (!isJson && !REFUSED_VALUES.has(cause?.code ?? '')) return error;
  return refuse(UserErrorCode.INVALID, 'A text holds a character that cannot be stored, or a date is none.');
}
