import { parseId } from '../../src/platform/graphql/global-id';
import { shortId } from '../../src/media/delivery/short-id';
import { type Shop } from '../support/shop';
import { type WorkspaceContents } from '../support/workspace-rows';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Shorter texts may occur by chance. */
const SHORTEST = 6;

/**
 * What gives one workspace away in an answer to another: all texts that its rows hold and the other's do not, its ids
 * in every spelling, and what its clients hold.
 */
export function marksOf(shop: Shop, contents: WorkspaceContents, others: WorkspaceContents): string[] {
  const known = new Set(textsIn(others));
  const texts = textsIn(contents).filter((text) => text.length >= SHORTEST && !known.has(text));
  const uuids = texts.filter((text) => UUID.test(text));
  const references = Object.values(shop.references as unknown as Record<string, string>);
  const named = references.filter((text) => parseId(text) !== null);
  const { refreshToken, orderToken } = shop.references;
  return [...new Set([...texts, ...uuids.map(shortId), ...named, refreshToken, orderToken])];
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}
