import { createSourceEventStream, execute, type ExecutionArgs, type ExecutionResult } from 'graphql';
import { mapAsyncIterator } from 'graphql/execution/mapAsyncIterator';

/**
 * graphql's `subscribe`, except that each event is executed with a context of its own: with one context for all
 * of them, its DataLoaders would answer every later event with what they loaded for the first.
 */
export async function subscribeFreshly(
  args: ExecutionArgs,
  renewContext: () => Promise<unknown>,
): Promise<AsyncGenerator<ExecutionResult> | ExecutionResult> {
  const events = await createSourceEventStream(args);
  if (!(Symbol.asyncIterator in events)) return events;
  return mapAsyncIterator(events, async (payload) =>
    execute({ ...args, rootValue: payload, contextValue: await renewContext() }),
  );
}
