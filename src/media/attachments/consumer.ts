import { type Actor } from '../../platform/actor';
import { type WorkspaceRows } from '../../platform/database/workspace-rows';
import { type Tx } from '../../platform/unit-of-work/transaction';
import { type MediaStatus, type MediaType } from '../media-type';

/** One way in which an entity uses media, and what it takes there. */
export interface MediaRole {
  /** What the consumer calls it, e.g. gallery. */
  readonly name: string;
  readonly accepts: readonly MediaType[];
  readonly minItems?: number;
  readonly maxItems?: number;
  /** Width over height; what differs by more than a hundredth is refused. */
  readonly aspectRatio?: number;
  readonly minWidth?: number;
  readonly minHeight?: number;
  readonly maxByteSize?: number;
}

/** A library item in its place at an entity, as the consumer's rules see it. */
export interface PlacedMedia {
  readonly mediaId: string;
  readonly role: string;
  readonly primary: boolean;
  readonly mediaType: MediaType;
  readonly status: MediaStatus;
}

/**
 * All that a module says about the media of one of its entity types. Media never imports a consumer: it knows
 * those that were registered with it, by name.
 */
export interface MediaConsumer {
  /** The entity type's name in the API, e.g. product. */
  readonly entityType: string;
  /** The type that the entity's ids name, e.g. Product. */
  readonly nodeType: string;
  /** The first one is where media go when no role is asked for. */
  readonly roles: readonly [MediaRole, ...MediaRole[]];
  /** Throws UNAUTHENTICATED or FORBIDDEN unless the actor may change the media of this entity. */
  authorize(actor: Actor, entityId: string): void;
  /** Locks the entities that exist, in the order of their ids, until the commit; returns their ids. */
  lock(tx: Tx, entityIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** Of these entities, those that the actor may see, each with what people call it. */
  labels(
    rows: WorkspaceRows,
    actor: Actor,
    entityIds: readonly string[],
  ): Promise<ReadonlyMap<string, string>>;
  /** Sees the entity's media as a change would leave them; throws a Refusal to prevent it. Holds the entity's lock. */
  validate?(tx: Tx, entityId: string, media: readonly PlacedMedia[]): Promise<void>;
  /** Called after the entity's media were changed: to raise its version and say so. Holds the entity's lock. */
  changed?(tx: Tx, entityId: string): Promise<void>;
}

/** The consumers of an application, by entity type. */
export class MediaConsumers {
  readonly #byType: ReadonlyMap<string, MediaConsumer>;

  constructor(consumers: readonly MediaConsumer[]) {
    this.#byType = new Map(consumers.map((consumer) => [consumer.entityType, consumer]));
    if (this.#byType.size < consumers.length) throw new Error('Two consumers of media share an entity type.');
  }

  get(entityType: string): MediaConsumer | undefined {
    return this.#byType.get(entityType);
  }

  all(): MediaConsumer[] {
    return [...this.#byType.values()];
  }
}
