import { randomUUID } from 'node:crypto';
import { type IncomingMessage } from 'node:http';
import { type RequestHandler } from 'express';
import { type RequestFacts } from '../graphql/make-context';
import { type Log } from '../log';

const SANE_REQUEST_ID = /^[A-Za-z0-9._:-]{8,100}$/;
const LONGEST_USER_AGENT = 256;

const FACTS = new WeakMap<IncomingMessage, RequestFacts>();

/** The facts of a request, which the first of the middleware has noted; also for routers of modules. */
export function factsOf(request: IncomingMessage): RequestFacts {
  const facts = FACTS.get(request);
  if (!facts) throw new Error('The facts of a request are asked for before they are noted.');
  return facts;
}

/**
 * Facts of a request. It keeps the id that it came with, where that is one a log may hold (8 to 100 letters,
 * digits and `._:-`); else it gets a new one.
 */
export function readFacts(request: IncomingMessage, ip: string | null, log: Log): RequestFacts {
  const sent = request.headers['x-request-id'];
  const requestId = typeof sent === 'string' && SANE_REQUEST_ID.test(sent) ? sent : randomUUID();
  return {
    requestId,
    ip,
    userAgent: request.headers['user-agent']?.slice(0, LONGEST_USER_AGENT) ?? null,
    log: log.child({ requestId }),
    usage: { cost: 0, operations: [] },
  };
}

/** Notes the facts of each request and answers its id in `x-request-id`. */
export function noteFacts(log: Log, ipOf: (request: IncomingMessage) => string | null): RequestHandler {
  return (request, response, next) => {
    const facts = readFacts(request, ipOf(request), log);
    FACTS.set(request, facts);
    response.setHeader('x-request-id', facts.requestId);
    next();
  };
}
