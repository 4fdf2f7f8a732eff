import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits in base64url (RFC 4648, section 5), without padding. */
const SHAPE = /^[A-Za-z0-9_-]{43}$/;

/** A new refresh token as its holder sees it. */
export function newRefreshToken(): string {
  return randomBytes(32).toString('base64url');
}

/** False for what no refresh token of ours looks like. */
export function isRefreshToken(token: string): boolean {
  return SHAPE.test(token);
}

/** What is stored of a refresh token: a plain SHA-256 is enough for 256 random bits. */
export function refreshTokenHash(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
