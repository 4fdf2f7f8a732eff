/**
 * What the playground's page runs, as a module: GraphiQL with HTTP for queries and mutations and a WebSocket for
 * subscriptions. The headers editor speaks for both: `authorization` and `x-workspace` become connectionParams.
 */
export const PLAYGROUND_SCRIPT = `
import { createClient } from './graphql-ws/client.js';

const { endpoint, tabs } = JSON.parse(document.getElementById('settings').textContent);

async function post(params, headers) {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/json', ...headers },
    body: JSON.stringify(params),
  });
  return response.json();
}

function explain(error) {
  if (!(error instanceof CloseEvent)) return error;
  return new Error('The connection was closed: ' + error.code + ' ' + error.reason);
}

function subscribe(params, headers) {
  const named = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  const url = new URL(endpoint, location.href);
  url.protocol = url.protocol.replace('http', 'ws');
  const client = createClient({
    url: url.href,
    retryAttempts: 0,
    connectionParams: { authorization: named.authorization, workspace: named['x-workspace'] },
  });
  const results = client.iterate(params);
  // No generator: its return() would wait for the next event before it ended the subscription.
  return {
    next: () => results.next().catch((error) => Promise.reject(explain(error))),
    return: (value) => results.return(value),
    throw: (error) => results.throw(error),
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

function isSubscription({ operationName }, document) {
  const operations = document?.definitions.filter(({ kind }) => kind === 'OperationDefinition') ?? [];
  const operation = operations.find(({ name }) => !operationName || name?.value === operationName);
  return operation?.operation === 'subscription';
}

function fetcher(params, { headers = {}, documentAST } = {}) {
  return isSubscription(params, documentAST) ? subscribe(params, headers) : post(params, headers);
}

ReactDOM.createRoot(document.getElementById('playground')).render(
  React.createElement(GraphiQL, { fetcher, defaultTabs: tabs, defaultEditorToolsVisibility: true }),
);
`;
