import DataLoader from 'dataloader';
import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql';
import { RequestError, RequestErrorCode } from '../errors';
import { type RequestContext } from './context';
import { parseId } from './global-id';
import { loaderKey } from './loaders';
import { Node } from './node.type';
import { MAX_PAGE_SIZE } from './page-size';

/**
 * Loads the records of one type that the caller may see, in the order of the UUIDs that are given, null for the
 * others. Each must say its GraphQL type: by its class, or in `__typename`.
 */
export type LoadNodes<C> = (context: C, uuids: readonly string[]) => Promise<readonly (object | null)[]>;

/** By the name of the type that the ids were encoded with. */
export type NodeRegistry<C> = Readonly<Record<string, LoadNodes<C>>>;

const NODES = loaderKey<string, object | null>('nodes by global id');

/** `node` and `nodes`: each type is loaded once a request, however many fields ask; what is unknown is null. */
@Resolver()
export class NodeResolver<C extends RequestContext> {
  constructor(private readonly registry: NodeRegistry<C>) {}

  @Query(() => Node, {
    nullable: true,
    description: 'Any record by its id; null if there is none to be seen.',
  })
  async node(@Arg('id', () => ID) id: string, @Ctx() context: C): Promise<object | null> {
    return this.loader(context).load(id);
  }

  @Query(() => [Node], {
    nullable: 'items',
    description: 'Records by their ids, in their order; null in the place of each that is not to be seen.',
  })
  async nodes(@Arg('ids', () => [ID]) ids: string[], @Ctx() context: C): Promise<(object | null)[]> {
    if (ids.length > MAX_PAGE_SIZE) {
      throw new RequestError(RequestErrorCode.BAD_USER_INPUT, `ids may hold at most ${MAX_PAGE_SIZE} ids.`);
    }
    const loader = this.loader(context);
    return Promise.all(ids.map((id) => loader.load(id)));
  }

  private loader(context: C): DataLoader<string, object | null> {
    return context.loaders.get(NODES, () => new DataLoader((ids) => this.load(context, ids)));
  }

  private async load(context: C, ids: readonly string[]): Promise<(object | null)[]> {
    const uuidsByType = new Map<string, string[]>();
    const parsed = ids.map(parseId);
    for (const id of parsed) {
      if (!id || !Object.hasOwn(this.registry, id.type)) continue;
      uuidsByType.set(id.type, [...(uuidsByType.get(id.type) ?? []), id.uuid]);
    }
    const found = new Map<string, object | null>();
    await Promise.all(
      [...uuidsByType].map(async ([type, uuids]) => {
        const records = await this.registry[type]?.(context, uuids);
        uuids.forEach((uuid, index) => found.set(`${type}:${uuid}`, records?.[index] ?? null));
      }),
    );
    return parsed.map((id) => (id && found.get(`${id.type}:${id.uuid}`)) ?? null);
  }
}
