import { hash, verify } from '@node-rs/argon2';

/** Argon2id (RFC 9106) as OWASP's password storage cheat sheet has it at the least; memory in KiB. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Of random bytes that nobody kept, at the same cost: no password fits it. */
export const HASH_OF_NO_PASSWORD =
  '$argon2id$v=19$m=19456,t=2,p=1$Xt19z/pFKr+FvJ13s8lqww$T88H2NUFDq7CQsoB0oIvSrdHOKWDfAFlzIq33hZt2eE';

/** A string of the PHC format with a salt of its own. Some 20 ms and 19 MiB, off the main thread. */
export function hashPassword(password: string): Promise<string> {
  return hash(unicode(password), COST);
}

/**
 * Whether the password is the one that was hashed. Without a hash it works as hard and answers no, so that the
 * time taken does not tell whether an account exists.
 */
export function verifyPassword(passwordHash: string | null, password: string): Promise<boolean> {
  return verify(passwordHash ?? HASH_OF_NO_PASSWORD, unicode(password));
}

/** One form for what looks alike, whichever keyboard it was typed on (NIST SP 800-63B, section 5.1.1.2). */
function unicode(password: string): string {
  return password.normalize('NFKC');
}
