import { createClient, type FormattedExecutionResult } from 'graphql-ws/client';
import { WebSocket } from 'ws';
import { type TestClient } from './test-client';

/** What a subscription heard, in order, and how it ended. */
export interface TestSubscription<T> {
  readonly events: readonly FormattedExecutionResult<T, unknown>[];
  /** Resolves when it ended: with null where the server completed it, else with why. */
  readonly ended: Promise<unknown>;
  close(): Promise<void>;
}

/**
 * Subscribes over graphql-transport-ws as who the client is signed in as, on a connection of its own. Events are
 * heard from some moment after this: `untilHeard` waits for it.
 */
export function openSubscription<T>(
  client: TestClient,
  query: string,
  variables: Record<string, unknown> = {},
): TestSubscription<T> {
  const { authorization, 'x-workspace': workspace } = client.headers;
  const socket = createClient({
    url: `${client.url.replace(/^http/, 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    connectionParams: { workspace, ...(authorization && { authorization }) },
  });
  const events: FormattedExecutionResult<T, unknown>[] = [];
  const ended = new Promise<unknown>((resolve) => {
    socket.subscribe<T>(
      { query, variables },
      { next: (event) => events.push(event), error: resolve, complete: () => resolve(null) },
    );
  });
  return {
    events,
    ended,
    async close() {
      await socket.dispose();
    },
  };
}
