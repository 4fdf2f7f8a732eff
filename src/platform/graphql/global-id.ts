const TYPE_NAME = /^[A-Z][A-Za-z0-9]{0,63}$/;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const BASE64URL = /^[A-Za-z0-9_-]+$/;
const UUID_BYTES = 16;
/** The longest id: 64 characters of type, a colon and 16 bytes, in base64url. */
const LONGEST = Math.ceil(((64 + 1 + UUID_BYTES) * 4) / 3);

/** What a global id says. */
export interface GlobalId {
  readonly type: string;
  readonly uuid: string;
}

/**
 * The opaque id of a record: base64url, without padding, of its type's name, a colon and the 16 bytes of its
 * UUID. Throws when the type or the UUID (lower case, as PostgreSQL prints it) is none: that is a bug of ours.
 */
export function encodeId(type: string, uuid: string): string {
  if (!TYPE_NAME.test(type)) throw new Error(`"${type}" cannot be the type of an id.`);
  if (!UUID.test(uuid)) throw new Error(`An id of type ${type} needs a UUID.`);
  return Buffer.concat([Buffer.from(`${type}:`), Buffer.from(uuid.replaceAll('-', ''), 'hex')]).toString(
    'base64url',
  );
}

/**
 * Reads an id that a client sent. Null for anything that `encodeId` could not have made: there is one spelling
 * of each id, so ids may be compared and used as keys.
 */
export function parseId(id: string): GlobalId | null {
  if (id.length > LONGEST || !BASE64URL.test(id)) return null;
  const bytes = Buffer.from(id, 'base64url');
  const colon = bytes.length - UUID_BYTES - 1;
  if (colon < 1 || bytes.toString('latin1', colon, colon + 1) !== ':') return null;
  const type = bytes.toString('latin1', 0, colon);
  if (!TYPE_NAME.test(type) || bytes.toString('base64url') !== id) return null;
  const hex = bytes.toString('hex', colon + 1);
  return { type, uuid: hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5') };
}

/** The UUID in an id of this type; null for a malformed id and for one of another type. */
export function decodeId(type: string, id: string): string | null {
  const parsed = parseId(id);
  return parsed?.type === type ? parsed.uuid : null;
}

/** The UUID that no record has. */
export const NIL = '00000000-0000-0000-0000-000000000000';

/** As `decodeId`, but an id that is none of this type becomes the nil UUID, which no record has: it is not found. */
export function decodeOrNil(type: string, id: string): string {
  return decodeId(type, id) ?? NIL;
}
