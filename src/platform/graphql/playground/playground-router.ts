import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import express, { type Request, Router } from 'express';
import { playgroundPage, type PlaygroundOptions, playgroundPolicy } from './playground-page';
import { PLAYGROUND_SCRIPT } from './playground-script';

const MAX_AGE = '1h';

/** The prebuilt scripts, by the names that the page asks for. They come with their packages: nothing is fetched. */
const FILES: Readonly<Record<string, string>> = {
  'react.js': join(dirname(require.resolve('react/package.json')), 'umd/react.production.min.js'),
  'react-dom.js': join(dirname(require.resolve('react-dom/package.json')), 'umd/react-dom.production.min.js'),
  'graphiql.js': join(dirname(require.resolve('graphiql/package.json')), 'graphiql.min.js'),
  'graphiql.css': join(dirname(require.resolve('graphiql/package.json')), 'graphiql.min.css'),
};
const GRAPHQL_WS = dirname(require.resolve('graphql-ws/client'));

/** GraphiQL for browsers that open `endpoint`; all that asks for JSON there is left to the next handler. */
export function playgroundRouter(endpoint: string, options: PlaygroundOptions): Router {
  const assets = `${endpoint}/playground`;
  const router = Router();

  router.get(endpoint, (request, response, next) => {
    response.vary('accept');
    if (!prefersPage(request)) {
      next();
      return;
    }
    const nonce = randomBytes(16).toString('base64');
    response.setHeader('content-security-policy', playgroundPolicy(nonce));
    response.setHeader('cache-control', 'no-store');
    response.type('html').send(playgroundPage(options, { endpoint, assets, nonce }));
  });

  for (const [name, path] of Object.entries(FILES)) {
    router.get(`${assets}/${name}`, (_request, response) => response.sendFile(path, { maxAge: MAX_AGE }));
  }
  router.get(`${assets}/playground.js`, (_request, response) => {
    response.type('js').send(PLAYGROUND_SCRIPT);
  });
  router.use(`${assets}/graphql-ws`, express.static(GRAPHQL_WS, { index: false, maxAge: MAX_AGE }));
  return router;
}

function prefersPage(request: Request): boolean {
  const types = ['application/json', 'application/graphql-response+json', 'text/html'];
  return request.accepts(types) === 'text/html';
}
