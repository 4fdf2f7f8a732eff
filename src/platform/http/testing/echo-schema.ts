import { setTimeout as sleep } from 'node:timers/promises';
import { type GraphQLSchema } from 'graphql';
import {
  Arg,
  Args,
  Ctx,
  Extensions,
  FieldResolver,
  ID,
  Int,
  Mutation,
  Query,
  Resolver,
  Root,
  Subscription,
} from 'type-graphql';
import DataLoader from 'dataloader';
import { refuse, RequestError, RequestErrorCode, UserErrorCode } from '../../errors';
import { answer } from '../../graphql/answer';
import { buildConnection } from '../../graphql/build-connection';
import { buildGraphQLSchema } from '../../graphql/build-schema';
import { type Connection, connectionOf } from '../../graphql/connection.type';
import { createPubSub } from '../../graphql/create-pub-sub';
import { encodeId } from '../../graphql/global-id';
import { loaderKey } from '../../graphql/loaders';
import { NodeResolver } from '../../graphql/node.resolver';
import { ConnectionArgs, ForwardPageArgs, readPage } from '../../graphql/page.input';
import { BigIntScalar } from '../../graphql/scalars/big-int';
import { Decimal } from '../../graphql/scalars/decimal';
import { Json } from '../../graphql/scalars/json';
import { type IncomingFile } from '../../graphql/uploads/incoming-file';
import { Upload } from '../../graphql/uploads/upload.scalar';
import { Caller, EchoArgs, type EchoContext, Gadget, RefusePayload, Thing, UploadInput } from './echo-types';

const ThingConnection = connectionOf('Thing', () => Thing);

export function thing(number: number): Thing {
  const id = encodeId('Thing', `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`);
  return Object.assign(new Thing(), { id, number, mood: 'HAPPY', twice: 2 * number });
}

/** A gate that resolvers wait at and tests open, so that no test depends on time. */
export class Gate {
  private readonly waiting: (() => void)[] = [];
  private arrivals = 0;

  wait(): Promise<void> {
    this.arrivals += 1;
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  async arrived(count: number): Promise<void> {
    while (this.arrivals < count) await sleep(5);
  }

  /** Lets all that wait go on, and counts from nought again. */
  open(): void {
    this.arrivals = 0;
    for (const go of this.waiting.splice(0)) go();
  }
}

export const gate = new Gate();
export const pubSub = createPubSub();
/** What the event's resolver reads through a DataLoader; tests change it between events. */
export const stored = { value: 'first' };
const STORED = loaderKey<string, string>('stored');

@Resolver()
class EchoResolver {
  @Query(() => String)
  echo(@Args(() => EchoArgs) { text }: EchoArgs): string {
    return text;
  }

  @Query(() => Caller)
  caller(@Ctx() { actor, workspace, requestId, ip, greeting }: EchoContext): Caller {
    return { actor: actor.kind, workspace: workspace.slug, requestId, ip, greeting };
  }

  @Query(() => Decimal)
  decimal(@Arg('value', () => Decimal) value: string): string {
    return value;
  }

  @Query(() => BigIntScalar)
  big(@Arg('value', () => BigIntScalar) value: bigint): bigint {
    return value + 1n;
  }

  @Query(() => Json)
  json(@Arg('value', () => Json) value: unknown): unknown {
    return value;
  }

  @Query(() => Date)
  day(@Arg('value', () => Date) value: Date): Date {
    return value;
  }

  @Query(() => Int)
  needs(@Arg('number', () => Int) number: number): number {
    return number;
  }

  @Query(() => String, { nullable: true })
  fail(@Arg('how', () => String) how: string): string | null {
    if (how === 'request') throw new RequestError(RequestErrorCode.FORBIDDEN, 'Not for you.');
    if (how === 'refusal') throw refuse(UserErrorCode.TAKEN, 'That name is taken.', ['name']);
    throw Object.assign(new Error('SELECT secret FROM /srv/app failed'), { query: 'SELECT secret' });
  }

  @Query(() => Thing)
  sad(): Thing {
    return Object.assign(thing(1), { mood: 'SAD' });
  }

  @Query(() => String)
  async held(): Promise<string> {
    await gate.wait();
    return 'released';
  }

  @Mutation(() => RefusePayload)
  refuse(@Arg('name', () => String) name: string): Promise<RefusePayload> {
    return answer<{ result: string | null }>(
      () => {
        if (name === 'taken') throw refuse(UserErrorCode.TAKEN, 'That name is taken.', ['name']);
        return Promise.resolve({ result: name });
      },
      { result: null },
    );
  }
}

@Resolver(() => Thing)
class ThingResolver {
  @Query(() => ThingConnection)
  things(@Args(() => ConnectionArgs) args: ConnectionArgs): Connection<Thing> {
    const page = readPage(args);
    const numbers = Array.from({ length: page.size + 1 }, (_, index) => index + 1);
    return buildConnection(numbers.map(thing), page, ({ number }) => String(number), null);
  }

  @Query(() => [Thing])
  few(): Thing[] {
    return [thing(1), thing(2)];
  }

  @Query(() => Thing)
  one(): Thing {
    return thing(1);
  }

  @FieldResolver(() => Thing)
  next(@Root() { number }: Thing): Thing {
    return thing(number + 1);
  }

  @FieldResolver(() => ThingConnection)
  children(@Args(() => ForwardPageArgs) args: ForwardPageArgs): Connection<Thing> {
    return buildConnection(
      [thing(1)],
      readPage(args),
      ({ number }) => String(number),
      () => Promise.resolve(1),
    );
  }

  @Extensions({ listSize: 3 })
  @FieldResolver(() => [Thing])
  parts(): Thing[] {
    return [thing(7)];
  }
}

@Resolver()
class FileResolver {
  @Mutation(() => Int)
  async countBytes(@Arg('file', () => Upload) file: IncomingFile): Promise<number> {
    return count(file);
  }

  @Mutation(() => Int)
  async countInput(@Arg('input', () => UploadInput) { file }: UploadInput): Promise<number> {
    return count(file);
  }

  @Mutation(() => [Int])
  async countBoth(
    @Arg('a', () => Upload) a: IncomingFile,
    @Arg('b', () => Upload) b: IncomingFile,
  ): Promise<number[]> {
    return [await count(a), await count(b)];
  }

  @Mutation(() => String)
  async ignoreFile(@Arg('file', () => Upload) file: IncomingFile): Promise<string> {
    return (await file.receive()).filename;
  }
}

@Resolver()
class EventResolver {
  @Subscription(() => String, { topics: 'ticks' })
  ticks(@Root() payload: string): string {
    return payload;
  }

  @Subscription(() => String, {
    topics: 'ticks',
    topicId: ({ args }: { args: { room: string } }) => args.room,
  })
  roomTicks(@Root() payload: string, @Arg('room', () => ID) room: string): string {
    return `${room}: ${payload}`;
  }

  @Subscription(() => String, { topics: 'ticks' })
  storedValue(@Ctx() { loaders }: EchoContext): Promise<string> {
    const loader = loaders.get(
      STORED,
      () => new DataLoader((keys: readonly string[]) => Promise.resolve(keys.map(() => stored.value))),
    );
    return loader.load('value');
  }

  @Subscription(() => String, { topics: 'ticks' })
  failing(): string {
    throw new Error('SELECT secret FROM /srv/app failed');
  }
}

async function count(file: IncomingFile): Promise<number> {
  const { createReadStream } = await file.receive();
  let bytes = 0;
  for await (const chunk of createReadStream()) bytes += (chunk as Buffer).length;
  return bytes;
}

export function buildEchoSchema(): GraphQLSchema {
  const nodes = new NodeResolver<EchoContext>({
    Thing: (_context, uuids) =>
      Promise.resolve(uuids.map((uuid) => (uuid.endsWith('404') ? null : thing(Number(uuid.slice(-12)))))),
    Gadget: (_context, uuids) =>
      Promise.resolve(
        uuids.map((uuid) => ({ __typename: 'Gadget', id: encodeId('Gadget', uuid), name: 'a gadget' })),
      ),
  });
  return buildGraphQLSchema({
    resolvers: [new EchoResolver(), new ThingResolver(), new FileResolver(), new EventResolver(), nodes],
    orphanedTypes: [Gadget],
    pubSub,
  });
}
