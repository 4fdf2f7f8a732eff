import { z } from 'zod';

/** In UTF-16 code units. The upper bound keeps what is hashed small. */
const LEAST = 8;
const MOST = 200;
const RULE = `A password has ${LEAST} to ${MOST} characters.`;

/** What a new password has to be. */
export const passwordSchema = z.string().min(LEAST, RULE).max(MOST, RULE);

/** False for what no account has as its password: it is not worth hashing. */
export function isPossiblePassword(password: string): boolean {
  return passwordSchema.safeParse(password).success;
}
