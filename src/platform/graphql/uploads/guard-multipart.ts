import { type IncomingMessage } from 'node:http';
import { RequestError, RequestErrorCode } from '../../errors';

type FieldListener = (name: string, value: string, info: object) => void;

/** What the reader refuses as a map. */
const NO_MAP = 'null';

/**
 * Makes a request safe for the multipart reader, which would otherwise let anybody end or spoil this process. Its
 * parser fails a second time when it is given up over a malformed part, at a moment when nobody listens. And it follows
 * the paths of the map through what objects inherit, so that "hasOwnProperty.call" would overwrite that of all objects:
 * a map is let through only if its paths lead through what the operations have themselves.
 */
export function guardMultipart(request: IncomingMessage): void {
  const pipe = request.pipe.bind(request);
  // The reader makes the parser and hands it over here, when it is about to begin.
  request.pipe = (parser, options) => {
    const onFailure = take<(error: Error) => void>(parser, 'error');
    parser.on('error', () => {
      for (const listener of onFailure) listener(malformed());
    });
    const onField = take<FieldListener>(parser, 'field');
    let operations: unknown;
    parser.on('field', (name: string, value: string, info: object) => {
      if (name === 'operations') operations = parsed(value);
      const passed = name === 'map' && !leadsToOwn(operations, parsed(value)) ? NO_MAP : value;
      for (const listener of onField) listener(name, passed, info);
    });
    return pipe(parser, options);
  };
}

/** Takes the listeners of an event away from an emitter. */
function take<Listener>(emitter: NodeJS.EventEmitter, event: string): Listener[] {
  const listeners = emitter.listeners(event) as Listener[];
  emitter.removeAllListeners(event);
  return listeners;
}

function malformed(): RequestError {
  return new RequestError(RequestErrorCode.BAD_USER_INPUT, 'The multipart body is malformed or breaks off.');
}

/** Undefined where it is no JSON, which the reader says. */
function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function leadsToOwn(operations: unknown, map: unknown): boolean {
  return Object.values(map ?? {})
    .flat()
    .every((path) => typeof path !== 'string' || hasPlace(operations, path));
}

function hasPlace(operations: unknown, path: string): boolean {
  let place = operations;
  for (const name of path.split('.').slice(0, -1)) {
    if (!isHolder(place) || !Object.hasOwn(place, name)) return false;
    place = place[name];
  }
  return isHolder(place);
}

function isHolder(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
