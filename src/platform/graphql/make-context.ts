import { type Log } from '../log';
import { type CreateContext, type RequestContext, type RequestUsage, type Session } from './context';
import { Loaders } from './loaders';

/** What is known of a request before it is known who sends it. */
export interface RequestFacts {
  readonly requestId: string;
  readonly ip: string | null;
  readonly userAgent: string | null;
  /** Names the request on each line. */
  readonly log: Log;
  readonly usage: RequestUsage;
}

/** A new context, with loaders of its own, as the application wants it. */
export async function makeContext<C extends RequestContext>(
  createContext: CreateContext<C>,
  facts: RequestFacts,
  { actor, workspace }: Session,
): Promise<C> {
  const log = facts.log.child({ workspace: workspace.slug });
  return createContext({ ...facts, log, actor, workspace, loaders: new Loaders() });
}
