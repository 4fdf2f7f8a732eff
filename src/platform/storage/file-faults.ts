/** True for an error of the operating system with one of these codes, e.g. ENOENT. */
export function hasFaultCode(error: unknown, ...codes: readonly string[]): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && codes.includes(String(error.code));
}

/** True where a path leads nowhere: nothing has the name, or a file stands where a folder would have to be. */
export function isMissing(error: unknown): boolean {
  return hasFaultCode(error, 'ENOENT', 'ENOTDIR');
}
