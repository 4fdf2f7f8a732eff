/** More than any transaction takes, and than the clocks of two of our machines differ. */
const MARGIN_MS = 60 * 60 * 1000;

/**
 * Between which times the entries of an operation lie: its id is a UUID of version 7, whose first 48 bits are the
 * milliseconds since 1970 (RFC 9562, section 5.7). So they are found by time, without an index of their own. An id of
 * another version is no operation's: no time is between what is returned.
 */
export function operationTimes(operationId: string): { readonly from: Date; readonly to: Date } {
  const madeAt = Number.parseInt(operationId.replace('-', '').slice(0, 12), 16);
  const isVersion7 = operationId.charAt(14) === '7';
  const at = isVersion7 ? madeAt : 0;
  return { from: new Date(at - MARGIN_MS), to: new Date(at + MARGIN_MS) };
}
