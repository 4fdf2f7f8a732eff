import 'reflect-metadata';
import { type ClassType, Field, Int, ObjectType } from 'type-graphql';

@ObjectType({ description: 'Where a page stands in its list.' })
export class PageInfo {
  @Field(() => Boolean)
  hasNextPage!: boolean;

  @Field(() => Boolean)
  hasPreviousPage!: boolean;

  @Field(() => String, { nullable: true })
  startCursor!: string | null;

  @Field(() => String, { nullable: true })
  endCursor!: string | null;
}

export interface Edge<T> {
  readonly cursor: string;
  readonly node: T;
}

export interface Connection<T> {
  readonly edges: readonly Edge<T>[];
  readonly nodes: readonly T[];
  readonly pageInfo: PageInfo;
  /**
   * Exact to 10,000, null beyond. Given as a function it is counted only when it is asked for.
   */
  readonly totalCount: number | null | (() => Promise<number | null>);
}

/**
 * The types `…Edge` and `…Connection` for nodes of one type: `connectionOf('Product', () => Product)`. Call it
 * once for each name, where the type is declared.
 */
export function connectionOf<T extends object>(
  name: string,
  nodeType: () => ClassType<T> | object,
): ClassType<Connection<T>> {
  @ObjectType(`${name}Edge`)
  class EdgeType implements Edge<T> {
    @Field(() => String)
    cursor!: string;

    @Field(() => nodeType() as ClassType<T>)
    node!: T;
  }

  @ObjectType(`${name}Connection`)
  class ConnectionType implements Connection<T> {
    @Field(() => [EdgeType])
    edges!: EdgeType[];

    @Field(() => [nodeType() as ClassType<T>])
    nodes!: T[];

    @Field(() => PageInfo)
    pageInfo!: PageInfo;

    @Field(() => Int, { nullable: true, description: 'Exact to 10,000, then null.' })
    totalCount!: number | null;
  }

  return ConnectionType;
}
